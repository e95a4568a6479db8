import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { ModelEvent } from '../model/voice-model.ts'
import { durationMs } from './audio.ts'
import { initialState } from './call-state.ts'
import { decide } from './decide.ts'
import type { Effect } from './effect.ts'
import type { Happening, Timer } from './input.ts'
import { answers, audioOf, callerSaid, lost, ready, rules, succeeded, toolCall } from './testing/given.ts'
import { seeded } from './testing/seeded.ts'

type Random = ReturnType<typeof seeded>

/**
 * A caller, a carrier and a model that do what they may do in any order, around a conversation. What reaches the model is
 * held against what it would refuse; what reaches the ear against what was taken back.
 */
class World {
  readonly #random: Random
  readonly #seed: number
  #state = initialState(rules, 'en')
  #nowMs = 0
  #count = 0
  /** The model's side: the response that is active there, and what is on its way from there to us. */
  #active: { readonly id: string; readonly items: string[]; cancelled: boolean } | undefined
  #onTheWay: ModelEvent[] = []
  #connected = false
  readonly #received = new Map<string, number>()
  readonly #truncated = new Set<string>()
  /** The carrier's side: what waits to be sent, and the marks that it will echo. */
  #queue: { readonly itemId: string; readonly ms: number }[] = []
  #marks: string[] = []
  readonly #cleared = new Set<string>()
  readonly #timers = new Set<Timer>()
  readonly #tools: string[] = []
  ends = 0

  constructor(seed: number) {
    this.#seed = seed
    this.#random = seeded(seed)
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
    else if (!this.#connected && this.#state.connection.is === 'connecting') this.#connect()
  }

  hangUp(): void {
    this.#happens({ kind: 'leg', event: { kind: 'stopped' } })
    this.#happens({ kind: 'leg', event: { kind: 'stopped' } })
  }

  #fail(what: string): never {
    assert.fail(`seed ${this.#seed}: ${what}`)
  }

  #connect(): void {
    this.#connected = true
    this.#happens(ready)
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
    this.#onTheWay.push({ kind: 'audio', responseId: id, itemId, audio: audioOf(ms) })
  }

  #carrierActs(): void {
    const piece = this.#queue.shift()
    if (piece !== undefined && this.#random.chance(0.6)) {
      const mark = `m${this.#count++}`
      this.#marks.push(mark)
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
    this.#onTheWay.push(
      { kind: 'speech-started', itemId },
      { kind: 'speech-stopped', itemId, silentMs: 500 },
      { kind: 'turn-committed', itemId },
    )
    if (this.#random.chance(0.5)) this.#happens(callerSaid('yes', itemId))
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
        this.#queue.push({ itemId: effect.itemId, ms: durationMs(effect.audio) })
        break
      case 'clear':
        for (const item of this.#queue) this.#cleared.add(item.itemId)
        this.#queue = []
        break
      case 'open-model':
      case 'close-model':
        this.#connected = false
        this.#active = undefined
        this.#onTheWay = []
        break
      case 'set-timer':
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
    for (let seed = 1; seed <= 3_000; seed++) {
      const world = new World(seed)
      for (let step = 0; step < 150; step++) world.step()
      world.hangUp()
      assert.equal(world.ends, 1, `seed ${seed}`)
    }
  })
})
