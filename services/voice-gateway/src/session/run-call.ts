import type { Bus } from '@frontdesk/bus'
import type { EventOf } from '@frontdesk/events'
import { type Clock, stamp } from '@frontdesk/process/clock'
import type { Log } from '@frontdesk/process/log'
import type { Journal, JournalEntry } from '@frontdesk/records'
import type { CarrierLeg, LegEvent, LegListener } from '../carrier/carrier-leg.ts'
import type { ModelEvent, VoiceModel } from '../model/voice-model.ts'
import { type Ticker, ticker } from '../ticker.ts'
import type { CallFacts, LegEnd, PreparedCall } from './call.ts'
import { type CallState, initialState } from './call-state.ts'
import { decide } from './decide.ts'
import type { Effect, Entry } from './effect.ts'
import type { Input, Timer } from './input.ts'
import { spentBefore } from './limits.ts'
import { historyOf, openToolsOf } from './resume.ts'
import { askedFor, askTool } from './running/ask-tool.ts'
import { modelConfig, pricesOf, rulesOf } from './running/call-rules.ts'
import { CallerEar } from './running/caller-ear.ts'
import type { ClipShelf } from './running/clip-shelf.ts'
import { journalWriter, togetherEveryMs } from './running/journal-writer.ts'
import { type LegAwaitingJournal, legAwaitingJournal } from './running/leg-awaiting-journal.ts'
import { ModelLink } from './running/model-link.ts'
import { type PacedSender, pacedSender } from './running/paced-sender.ts'
import { namedTimers, type Timers } from './running/timers.ts'
import { toModel } from './running/to-model.ts'
import { defaultSettings, type SessionSettings } from './settings.ts'

export interface CallPorts {
  readonly model: VoiceModel
  readonly bus: Pick<Bus, 'publish'>
  readonly journal: Pick<Journal, 'append'>
  readonly clock: Clock
  readonly log: Log
  readonly settings?: Partial<SessionSettings>
  /** The voices' own "one moment, please", over all calls of this process. */
  readonly clips?: ClipShelf
  /** Brings together what all calls of this process write into their journals. */
  readonly together?: Ticker
  /** Told where each turn's time went. */
  readonly onTurn?: (timing: Extract<JournalEntry, { kind: 'turn-timing' }>) => void
  /** Has the carrier stop recording the call. */
  readonly stopRecording?: () => void
  /** Told of every note, by its fixed word. */
  readonly onNoted?: (what: string, count?: number) => void
}

/** Begins a call: the model session opens now, the conversation when `run` is given the caller's leg. */
export function prepareCall(facts: CallFacts, ports: CallPorts): PreparedCall {
  return new RunningCall(facts, ports, { ...defaultSettings, ...ports.settings })
}

/** I6: what a session that is rebuilt can be told of; far more than its history takes (see resume.ts). */
const maxTold = 4_000

/** A journal that takes longer must not keep the caller waiting for what they asked for. */
const keptWithinMs = 500

/** The one loop: what happens goes through `decide`, one after the other, and what it wants is done. */
class RunningCall implements PreparedCall, LegListener {
  readonly callId: string
  readonly #facts: CallFacts
  readonly #ports: CallPorts
  readonly #settings: SessionSettings
  readonly #end = Promise.withResolvers<LegEnd>()
  readonly #timers: Timers<Timer>
  readonly #writer: LegAwaitingJournal
  readonly #link: ModelLink
  readonly #ear = new CallerEar((voicedMs) => this.#happens({ atMs: this.#nowMs, kind: 'caller-voice', voicedMs }))
  readonly #unused: Disposable
  readonly #told: JournalEntry[]
  readonly #waiting: Input[] = []
  #state: CallState
  #deciding = false
  #leg: { readonly leg: CarrierLeg; readonly sender: PacedSender } | undefined

  constructor(facts: CallFacts, ports: CallPorts, settings: SessionSettings) {
    const { clock, model, journal, log, together = ticker(clock, togetherEveryMs) } = ports
    this.callId = facts.callId
    this.#facts = facts
    this.#ports = ports
    this.#settings = settings
    this.#told = [...(facts.journal ?? [])].slice(-maxTold)
    this.#timers = namedTimers<Timer>(clock, (timer) => this.#happens({ atMs: this.#nowMs, kind: 'timer', timer }))
    this.#writer = legAwaitingJournal(journalWriter({ journal, callId: facts.callId, clock, log, together }))
    this.#link = new ModelLink({
      model,
      config: modelConfig(facts),
      keptMs: settings.callerAudioKeptMs,
      onEvent: (event) => this.#hear(event),
      onSuccessor: (is) => this.#happens({ atMs: this.#nowMs, kind: `successor-${is}` }),
    })
    this.#state = initialState(rulesOf(facts, ports, settings), facts.language, this.#resumed())
    this.#unused = clock.after(settings.preparedForMs, () => this.#happens({ atMs: this.#nowMs, kind: 'unused' }))
    this.#happens({ atMs: this.#nowMs, kind: 'prepared' })
  }

  #hear(told: ModelEvent): void {
    // Audio that has to wait outlives the message that it came with.
    const event = this.#deciding && told.kind === 'audio' ? { ...told, audio: told.audio.kept() } : told
    this.#happens({ atMs: this.#nowMs, kind: 'model', event })
    if (event.kind === 'aside-spoken') this.#ports.clips?.keep(this.#facts.line, this.#state.clips.held)
  }

  #resumed() {
    if (this.#facts.journal === undefined) return undefined
    const { clock } = this.#ports
    const offsetMs = clock.monotonicMs() - clock.now().epochMilliseconds
    const spent = spentBefore(this.#facts.journal, pricesOf(this.#facts))
    return { ...openToolsOf(this.#facts.journal, (at) => Date.parse(at) + offsetMs), spent }
  }

  async run(leg: CarrierLeg): Promise<LegEnd> {
    if (this.#leg !== undefined) throw new Error(`call ${this.callId} runs already: a call runs once`)
    this.#unused[Symbol.dispose]()
    const sender = pacedSender({
      clock: this.#ports.clock,
      leadMs: this.#settings.leadMs,
      pieceMs: this.#settings.pieceMs,
      send: (audio, mark) => leg.play(audio, mark),
      sendMark: (mark) => leg.mark(mark),
      onSent: (piece) => this.#happens({ atMs: this.#nowMs, kind: 'piece-sent', piece }),
    })
    this.#leg = { leg, sender }
    this.#writer.attached()
    this.#happens({ atMs: this.#nowMs, kind: 'leg-attached' })
    leg.listen(this)
    const end = await this.#end.promise
    await this.#writer.flush(this.#settings.journalWithinMs)
    return end
  }

  /** The caller's audio itself decides nothing: it goes straight to the model. */
  onLegEvent(event: LegEvent): void {
    if (event.kind === 'audio') {
      this.#link.pushAudio(event.audio)
      this.#ear.hear(event.audio)
    } else this.#happens({ atMs: this.#nowMs, kind: 'leg', event })
  }

  toolCompleted(event: EventOf<'tool.completed'>): void {
    const { data } = event
    this.#happens({
      atMs: this.#nowMs,
      kind: 'tool-completed',
      answer: { ...data, toolCallId: askedFor(data.toolCallId) },
    })
  }

  release(): void {
    this.#happens({ atMs: this.#nowMs, kind: 'release' })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.release()
    await this.#writer.flush(this.#settings.journalWithinMs)
    this.#writer.stop()
  }

  get #nowMs(): number {
    return this.#ports.clock.monotonicMs()
  }

  /** What happens while something else is being decided waits for it. */
  #happens(first: Input): void {
    if (this.#deciding) {
      this.#waiting.push(first)
      return
    }
    this.#deciding = true
    for (let input: Input | undefined = first; input !== undefined; input = this.#waiting.shift()) this.#deal(input)
    this.#deciding = false
  }

  /** A fault of ours ends this conversation, with an apology, and no other. */
  #deal(input: Input): void {
    try {
      const { state, effects } = decide(this.#state, input)
      this.#state = state
      for (const effect of effects) this.#perform(effect)
    } catch (error) {
      this.#ports.log.error('a conversation failed', { callId: this.callId, input: input.kind, error })
      if (input.kind !== 'fault') this.#waiting.unshift({ kind: 'fault', atMs: input.atMs })
      else this.#finish({ end: 'give-up', cause: 'fault', language: this.#facts.language })
    }
  }

  #perform(effect: Effect): void {
    switch (effect.do) {
      case 'play':
        this.#leg?.sender.queue(effect.itemId, effect.audio)
        break
      case 'play-rest':
        this.#leg?.sender.playRest(effect.itemId, effect.as, effect.ms)
        break
      case 'clear':
        this.#leg?.sender.clear()
        this.#leg?.leg.clear()
        break
      case 'ask-tool':
        void this.#ask(effect)
        break
      case 'set-timer':
        this.#timers.set(effect.timer, effect.ms)
        break
      case 'cancel-timer':
        this.#timers.cancel(effect.timer)
        break
      case 'journal':
        this.#journal(effect.entry, effect.atMs)
        break
      case 'stop-recording':
        this.#ports.stopRecording?.()
        break
      case 'end':
        this.#finish(effect.end)
        break
      default:
        toModel(effect, this.#link, () => historyOf(this.#told))
    }
  }

  /** Asks for it once the journal holds that it was asked for: whoever goes on with the call, should we die now, knows of it. */
  async #ask(effect: Extract<Effect, { do: 'ask-tool' }>): Promise<void> {
    try {
      await this.#writer.flush(keptWithinMs)
      await askTool(effect, this.#facts, this.#ports)
    } catch (error) {
      this.#ports.log.error('a tool could not be asked for', { callId: this.callId, tool: effect.tool, error })
      this.#happens({ atMs: this.#nowMs, kind: 'tool-not-asked', toolCallId: effect.toolCallId })
    }
  }

  #journal(entry: Entry, atMs?: number): void {
    const { clock } = this.#ports
    const agoMs = atMs === undefined ? 0 : Math.max(0, Math.round(this.#nowMs - atMs))
    const at = stamp({ epochMilliseconds: clock.now().epochMilliseconds - agoMs })
    const stamped: JournalEntry = { ...entry, at }
    this.#writer.add(stamped)
    if (stamped.kind === 'turn-timing') this.#ports.onTurn?.(stamped)
    if (stamped.kind === 'noted') this.#ports.onNoted?.(stamped.what, stamped.count)
    if (stamped.kind === 'session-lost')
      this.#ports.log.info('a model session was lost', { callId: this.callId, cause: stamped.cause })
    // Its utterance follows, unless we die: then nobody here is told anything.
    if (stamped.kind === 'speaking') return
    this.#told.push(stamped)
    if (this.#told.length > maxTold) this.#told.shift()
  }

  #finish(end: LegEnd): void {
    this.#unused[Symbol.dispose]()
    this.#timers[Symbol.dispose]()
    this.#leg?.sender[Symbol.dispose]()
    this.#link[Symbol.dispose]()
    const count = Math.round(this.#link.droppedMs)
    if (count > 0) this.#journal({ kind: 'noted', what: 'caller-audio-dropped-ms', count })
    this.#end.resolve(end)
  }
}
