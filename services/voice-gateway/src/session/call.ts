import type { EventOf } from '@frontdesk/events'
import type { Language, Line } from '@frontdesk/line'
import type { JournalEntry } from '@frontdesk/records'
import type { CarrierLeg } from '../carrier/carrier-leg.ts'
import type { Limit } from './limits.ts'

/** What is known of a call before anybody speaks. */
export interface CallFacts {
  readonly callId: string
  readonly line: Line
  /** E.164, or null for a caller who withholds it. */
  readonly caller: string | null
  /** The language that the call is opened in. */
  readonly language: Language
  /** The call's beginning: the prompt tells this moment, so that a rebuilt session gets the same prompt to the byte. */
  readonly startedAt: Temporal.Instant
  /** This gateway instance: tool answers are addressed to it. */
  readonly gateway: string
  /** What may be kept of the call; absent: words, and no recording runs. */
  readonly disclosure?: CallDisclosure
  /** The call's journal, when a session of it was lost with its gateway: the call goes on and is not opened again. */
  readonly journal?: readonly JournalEntry[]
}

export interface CallDisclosure {
  /** The carrier records. */
  readonly recording: boolean
  /** What is said may be written down. */
  readonly words: boolean
  /** The caller has said that they want no recording any more. */
  readonly withdrawn: boolean
  readonly law: {
    readonly jurisdictions: readonly string[]
    /** Version of the table. */
    readonly table: string
    readonly onWithdrawal: 'delete' | 'keep'
  }
}

/** A call whose model session is being opened, before the caller's media is there. Disposing releases everything. */
export interface PreparedCall extends AsyncDisposable {
  readonly callId: string
  /**
   * Runs the conversation over `leg` and resolves to why it ended, when the journal is written and the model let go.
   * The leg stays open: its owner notes what comes next, and then closes it. Once a call. Never rejects.
   */
  run(leg: CarrierLeg): Promise<LegEnd>
  /** An answer from the bus. Repeats are ignored; one that comes after the end is journalled as late. */
  toolCompleted(event: EventOf<'tool.completed'>): void
  /** Ends the conversation here, so that another instance goes on with it: `run` resolves to `released`. */
  release(): void
}

/** Why the conversation over one leg ended. `language`: the one it was in, for whatever is said next. */
export type LegEnd = { readonly language: Language } & (
  | { readonly end: 'hang-up' }
  | { readonly end: 'hand-over'; readonly reason: string }
  /** The caller said what the line calls an emergency: `rule` is the place of the rule among the line's. */
  | { readonly end: 'emergency'; readonly rule: number }
  /** The call has taken what it may: the line's fallback follows. */
  | { readonly end: 'limit'; readonly limit: Limit }
  /** We cannot go on; `cause` is a fixed word. The caller is owed the apology and a callback. */
  | { readonly end: 'give-up'; readonly cause: string }
  /** The carrier said that the stream is over. */
  | { readonly end: 'carrier-stopped' }
  | { readonly end: 'carrier-lost'; readonly cause: string }
  | { readonly end: 'released' }
)
