import type { Language, Line } from '@frontdesk/line'
import type { Clock } from '@frontdesk/process/clock'
import type { LiveCall } from '@frontdesk/records'
import type { CarrierLeg } from './carrier/carrier-leg.ts'
import type { Keeping } from './consent/policy.ts'
import type { LegEnd, PreparedCall } from './session/call.ts'
import type { GatewaySettings } from './settings.ts'
import { within } from './within.ts'

/**
 * A call as this gateway holds it. It awaits the media stream that the carrier was told to open; talks over it; and, when
 * that has ended, stands between: the carrier will ask what comes next, or say that the call is over. A stream that comes
 * while another is still talked over takes its place. Whoever waits in vain is reported overdue, once.
 */
type Phase =
  | { readonly at: 'awaiting-stream'; readonly prepared: PreparedCall | undefined }
  | { readonly at: 'talking'; readonly prepared: PreparedCall; readonly leg: CarrierLeg; readonly over: Promise<void> }
  | { readonly at: 'between' }
  | { readonly at: 'gone' }

/** An end that we decided: the carrier's end of a stream decides nothing. */
export type Decision = LegEnd & { readonly end: 'hang-up' | 'hand-over' | 'give-up' | 'limit' | 'emergency' }

export interface HeldCallPorts {
  readonly clock: Pick<Clock, 'after'>
  readonly settings: Pick<GatewaySettings, 'streamWithinMs' | 'askCarrierAfterMs'>
  /** Opens a model session that goes on where the call is, out of the journal. */
  readonly prepareAgain: () => Promise<PreparedCall>
  /** Keeps what was decided, so that the answer to the carrier's question survives us. */
  readonly keep: (decision: Decision) => Promise<void>
  readonly onOverdue: () => void
}

const decisions: ReadonlySet<string> = new Set(['hang-up', 'hand-over', 'give-up', 'limit', 'emergency'])
const isDecision = (end: LegEnd): end is Decision => decisions.has(end.end)

/** A note that a database does not take in time must not keep the caller waiting; memory holds it as well. */
const noteWithinMs = 2_000

export class HeldCall implements AsyncDisposable {
  readonly callId: string
  readonly callSid: string
  readonly facts: LiveCall
  readonly line: Line
  readonly openingLanguage: Language
  /** The language that the caller is spoken to in. */
  language: Language
  /** The caller has heard the line's notice. */
  noticePlayed = false
  /** When a new stream was last offered in place of one that had ended. */
  offeredAtMs: number | undefined
  /** It waited in vain, and nothing has come since. */
  overdue = false
  /** What may be kept of it. */
  keeping: Keeping = { recording: false, words: false }
  /** A media stream has begun, here or elsewhere. */
  streamBegan = false
  /** What follows the media stream, once the conversation has decided it. */
  decided: Decision | undefined
  readonly #ports: HeldCallPorts
  #phase: Phase = { at: 'between' }
  #timer: Disposable | undefined

  constructor(facts: LiveCall, line: Line, language: Language, ports: HeldCallPorts) {
    this.callId = facts.callId
    this.callSid = facts.callSid
    this.facts = facts
    this.line = line
    this.openingLanguage = language
    this.language = language
    this.#ports = ports
  }

  /** The session that answers of tools go to; undefined while nobody talks. */
  get session(): PreparedCall | undefined {
    const phase = this.#phase
    return phase.at === 'talking' || phase.at === 'awaiting-stream' ? phase.prepared : undefined
  }

  get awaitsStream(): boolean {
    return this.#phase.at === 'awaiting-stream'
  }

  /** The carrier is being told to open a stream. A session that was prepared for one before is kept for this one. */
  expectStream(prepare: () => PreparedCall | undefined): void {
    const phase = this.#phase
    // The old stream is about to end: the next session is rebuilt from its journal when the new stream is there.
    if (phase.at === 'talking' || phase.at === 'gone') return
    this.overdue = false
    const prepared = (phase.at === 'awaiting-stream' ? phase.prepared : undefined) ?? prepare()
    this.#phase = { at: 'awaiting-stream', prepared }
    this.#overdueIn(this.#ports.settings.streamWithinMs)
  }

  /** Talks over the stream that has come. Resolves when that is over. */
  async talk(leg: CarrierLeg): Promise<void> {
    this.#timer?.[Symbol.dispose]()
    this.overdue = false
    await this.release()
    const prepared = this.session ?? (await this.#ports.prepareAgain())
    if (this.#phase.at === 'gone') {
      leg.close()
      return prepared[Symbol.asyncDispose]()
    }
    this.#timer?.[Symbol.dispose]()
    this.overdue = false
    const over = this.#run(prepared, leg)
    this.#phase = { at: 'talking', prepared, leg, over }
    await over
  }

  async #run(prepared: PreparedCall, leg: CarrierLeg): Promise<void> {
    const end = await prepared.run(leg)
    this.language = end.language
    if (isDecision(end)) {
      this.decided = end
      await within(this.#ports.clock, noteWithinMs, this.#ports.keep(end))
    }
    // Only now: the end of the socket is what makes the carrier ask.
    leg.close()
    await prepared[Symbol.asyncDispose]()
    if (this.#phase.at !== 'talking' || this.#phase.leg !== leg) return
    this.#phase = { at: 'between' }
    this.#overdueIn(this.#ports.settings.askCarrierAfterMs)
  }

  /** Ends the talk that runs, so that the call can go on elsewhere or be over. Resolves when its journal is written. */
  async release(): Promise<void> {
    const phase = this.#phase
    if (phase.at !== 'talking') return
    phase.prepared.release()
    await phase.over
  }

  #overdueIn(ms: number): void {
    this.#timer?.[Symbol.dispose]()
    this.#timer = this.#ports.clock.after(ms, () => {
      this.overdue = true
      this.#ports.onOverdue()
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#timer?.[Symbol.dispose]()
    const phase = this.#phase
    this.#phase = { at: 'gone' }
    if (phase.at === 'awaiting-stream') await phase.prepared?.[Symbol.asyncDispose]()
    if (phase.at !== 'talking') return
    phase.prepared.release()
    await phase.over
  }
}
