import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { PassingAudio } from '@frontdesk/audio/passing-audio'
import fc from 'fast-check'
import type { ModelEvent } from '../model/voice-model.ts'
import { initialState } from './call-state.ts'
import { decide } from './decide.ts'
import type { Effect } from './effect.ts'
import type { Happening, Timer } from './input.ts'
import { answers, audioOf, callerSaid, lost, ready, rules, succeeded, toolCall } from './testing/given.ts'
import { drawing } from './testing/seeded.ts'

type Random = ReturnType<typeof drawing>

/**
 * A caller, a carrier and a model that do what they may do in any order, around a conversation. What reaches the model is
 * held against what it would refuse; what reaches the ear against what was taken back.
 */
class World {
  readonly #random: Random
  #state = initialState({ ...rules, clips: { en: audioOf(300) } }, 'en')
  #nowMs = 0
  #count = 0
  /** The model's side: the response that is active there, and what is on its way from there to us. */
  #active: { readonly id: string; readonly items: string[]; cancelled: boolean } | undefined
  #onTheWay: ModelEvent[] = []
  #connected = false
  #successor = false
  readonly #received = new Map<string, number>()
  readonly #truncated = new Set<string>()
  /** The carrier's side: what waits to be sent, and the marks that it will echo. */
  #queue: { readonly itemId: string; readonly ms: number }[] = []
  #marks: string[] = []
  #underWay: { readonly itemId: string }[] = []
  readonly #cleared = new Set<string>()
  readonly #timers = new Set<Timer>()
  readonly #tools: string[] = []
  ends = 0

  constructor(random: Random) {
    this.#random = random
    this.#happens({ kind: 'prepared' })
    this.#happens({ kind: 'leg-attached' })
  }

  step(): void {
    const act = this.#random.below(20)
    if (act < 7) this.#deliver()
    else if (act < 11) this.#modelActs()
    else if (act < 14) this.#carrierActs()
    else if (act < 16) this.#callerActs()
    else if (act === 16) this.#toolAnswers()
    else if (act === 17 && this.#random.chance(0.3)) this.#loseModel()
    else if (act === 18 && this.#random.chance(0.2) && this.#timers.size > 0) this.#timerFires()
    else if (act === 19 && this.#successor) this.#succeed()
    else if (!this.#connected && this.#state.connection.is === 'connecting') this.#connect()
  }

  hangUp(): void {
    this.#happens({ kind: 'leg', event: { kind: 'stopped' } })
    this.#happens({ kind: 'leg', event: { kind: 'stopped' } })
  }

  #fail(what: string): never {
    assert.fail(what)
  }

  #connect(): void {
    this.#connected = true
    this.#happens(ready)
  }

  #succeed(): void {
    const isReady = this.#random.chance(0.7)
    if (!isReady) this.#successor = false
    this.#happens({ kind: isReady ? 'successor-ready' : 'successor-ended' })
  }

  #deliver(): void {
    const event = this.#onTheWay.shift()
    if (event !== undefined) this.#happens({ kind: 'model', event })
  }

  #modelActs(): void {
    const active = this.#active
    if (active === undefined) return
    const { id } = active
    if (active.cancelled || this.#random.chance(0.25)) {
      this.#active = undefined
      const calls = this.#random.chance(0.4)
        ? [toolCall(`c${this.#count++}`, this.#random.pick(['endCall', 'nonsense']))]
        : []
      const status = active.cancelled
        ? 'cancelled'
        : this.#random.pick(['completed', 'completed', 'completed', 'failed'] as const)
      this.#onTheWay.push({ kind: 'response-ended', responseId: id, status, toolCalls: calls })
      for (const call of calls) if (call.tool === 'endCall') this.#tools.push(call.toolCallId)
      return
    }
    if (active.items.length === 0 || this.#random.chance(0.1)) active.items.push(`i${this.#count++}`)
    const itemId = active.items.at(-1) ?? ''
    const ms = 10 * (1 + this.#random.below(40))
    this.#received.set(itemId, (this.#received.get(itemId) ?? 0) + ms)
    this.#onTheWay.push({ kind: 'agent-words', itemId, text: ' word', final: false })
    this.#onTheWay.push({ kind: 'audio', responseId: id, itemId, audio: PassingAudio.of(audioOf(ms)) })
  }

  #carrierActs(): void {
    const piece = this.#queue.shift()
    if (piece !== undefined && this.#random.chance(0.6)) {
      const mark = `m${this.#count++}`
      this.#marks.push(mark)
      this.#underWay.push(piece)
      this.#happens({ kind: 'piece-sent', piece: { mark, ...piece } })
      return
    }
    if (piece !== undefined) this.#queue.unshift(piece)
    const mark = this.#marks.shift()
    if (mark !== undefined) this.#happens({ kind: 'leg', event: { kind: 'mark', name: mark } })
  }

  #callerActs(): void {
    if (!this.#connected) return
    const itemId = `u${this.#count++}`
    this.#onTheWay.push({ kind: 'speech-started', itemId })
    for (const voicedMs of this.#random.pick([[], [200, 0], [300, 500], [500, 0], [500, 900, 0]])) this.#voice(voicedMs)
    // A model may take nothing for a turn that it took for speech.
    if (this.#random.chance(0.9)) {
      this.#onTheWay.push({ kind: 'speech-stopped', itemId, silentMs: 500 }, { kind: 'turn-committed', itemId })
    }
    const text = this.#random.pick(['no words', '', 'Mm-hm.', 'Stop.', 'The second one.'])
    if (text === 'no words') return
    if (this.#random.chance(0.2)) this.#happens(callerSaid(text, itemId))
    else this.#onTheWay.push({ kind: 'caller-words', itemId, text })
  }

  /** Our own ear is not in step with the model's. */
  #voice(voicedMs: number): void {
    if (this.#random.chance(0.6)) this.#deliver()
    this.#happens({ kind: 'caller-voice', voicedMs })
  }

  #toolAnswers(): void {
    if (this.#tools.length === 0) return
    const id = this.#random.pick(this.#tools)
    const outcome = this.#random.chance(0.3)
      ? succeeded()
      : ({ status: 'failed', error: { code: 'x', message: 'x' } } as const)
    this.#happens(answers(id, outcome, 'endCall'))
  }

  #loseModel(): void {
    if (!this.#connected) return
    this.#connected = false
    this.#active = undefined
    this.#onTheWay = []
    this.#happens(lost)
  }

  #timerFires(): void {
    const timer = this.#random.pick([...this.#timers])
    this.#timers.delete(timer)
    this.#nowMs += 10_000
    this.#happens({ kind: 'timer', timer })
  }

  #happens(happening: Happening): void {
    this.#nowMs += 5
    const { state, effects } = decide(this.#state, { ...happening, atMs: this.#nowMs })
    this.#state = state
    for (const effect of effects) this.#does(effect)
    const waits = state.aim.is !== 'over' && state.interruption.awaited.length > 0
    if (waits && !this.#timers.has('words')) this.#fail('words are waited for without end')
    for (const item of state.playback.items) {
      if (item.heardMs > item.sentMs || item.sentMs > item.receivedMs) this.#fail('heard <= sent <= received is broken')
    }
  }

  #does(effect: Effect): void {
    switch (effect.do) {
      case 'respond':
      case 'say':
        if (!this.#connected) this.#fail('a response was asked of no session')
        if (this.#active !== undefined) this.#fail('two responses would be active')
        this.#active = { id: `r${this.#count++}`, items: [], cancelled: false }
        this.#onTheWay.push({ kind: 'response-started', responseId: this.#active.id })
        break
      case 'stop-speech':
        if (effect.cancelResponse && this.#active?.cancelled) this.#fail('a response is cancelled twice')
        if (effect.cancelResponse && this.#active !== undefined) this.#active.cancelled = true
        for (const { itemId, heardMs } of effect.heard) {
          if (heardMs > (this.#received.get(itemId) ?? -1)) this.#fail(`${itemId} is cut beyond what there is of it`)
          if (this.#truncated.has(itemId)) this.#fail(`${itemId} is cut twice`)
          this.#truncated.add(itemId)
        }
        break
      case 'play':
        if (this.#cleared.has(effect.itemId)) this.#fail(`${effect.itemId} is played after it was cleared`)
        this.#queue.push({ itemId: effect.itemId, ms: effect.audio.ms })
        break
      case 'clear':
        for (const item of [...this.#queue, ...this.#underWay]) this.#cleared.add(item.itemId)
        this.#queue = []
        this.#underWay = []
        break
      case 'play-rest':
        if (!this.#cleared.has(effect.itemId)) this.#fail(`${effect.itemId} goes on and was not cut`)
        if (this.#cleared.has(effect.as)) this.#fail(`${effect.as} is played after it was cleared`)
        if ((effect.ms * 8) % 1 !== 0) this.#fail(`${effect.ms} ms of ${effect.as} are no whole bytes`)
        this.#queue.push({ itemId: effect.as, ms: effect.ms })
        break
      case 'open-successor':
      case 'adopt-successor':
        if (this.#successor !== (effect.do === 'adopt-successor')) this.#fail('one successor at a time')
        if (!this.#connected || this.#active !== undefined) this.#fail('a session is replaced that is at work')
        this.#successor = effect.do === 'open-successor'
        if (!this.#successor) this.#onTheWay = []
        break
      case 'drop-successor':
        this.#successor = false
        break
      case 'open-model':
      case 'close-model':
        this.#successor = false
        this.#connected = false
        this.#active = undefined
        this.#onTheWay = []
        break
      case 'set-timer':
        if (this.ends > 0) this.#fail(`the timer ${effect.timer} is set after the end`)
        this.#timers.add(effect.timer)
        break
      case 'cancel-timer':
        this.#timers.delete(effect.timer)
        break
      case 'end':
        this.ends++
        break
      default:
    }
  }
}

describe('a conversation in any order of things', () => {
  it('never has two responses, unsays no more than there is, plays nothing that was cleared, and ends once', () => {
    const holds = (draws: readonly number[]) => {
      const random = drawing(draws)
      const world = new World(random)
      while (!random.exhausted) world.step()
      world.hangUp()
      assert.equal(world.ends, 1)
    }
    fc.assert(fc.property(fc.array(fc.nat(1_000_000), { minLength: 50, maxLength: 400, size: 'max' }), holds), {
      numRuns: 10_000,
    })
  })
})
