import type { Callbacks } from './callbacks.ts'
import type { Calls } from './calls.ts'
import type { Journal } from './journal.ts'
import type { Ledger } from './ledger.ts'
import type { SlotClaims } from './slot-claims.ts'
import type { TextRefusals } from './text-refusals.ts'

/**
 * What we keep, behind one door. Recordings live apart: see recordings.ts. Every adapter passes `contract.ts`.
 * Moments are RFC 3339 in UTC with milliseconds (`2026-11-22T19:00:00.000Z`), and come back as they were given.
 */
export interface Records extends AsyncDisposable {
  readonly calls: Calls
  readonly journal: Journal
  readonly ledger: Ledger
  readonly callbacks: Callbacks
  readonly slotClaims: SlotClaims
  readonly textRefusals: TextRefusals
}

// What this package offers besides: the ports' words, and what is built on them alone.
export {
  type CallRecord,
  type CallRecordPage,
  type CallRecordQuery,
  callRecordSchema,
} from './call-record.ts'
export {
  type Callback,
  type CallbackStep,
  type NewCallback,
  type Ring,
  type RingResult,
  ringResults,
  untouched,
} from './callback.ts'
export { type CallbackChange, type Changed, changed, type Refusal } from './callback-changes.ts'
export { type Callbacks, mostOpenCallbacks, type OpenCallbacks } from './callbacks.ts'
export { BadCursor, type CallEnd, type Calls, type LiveCall, UnknownCall } from './calls.ts'
export { type HandOffStep, handOffStepSchema, type RingEnd } from './hand-off.ts'
export { type Journal, type JournalEntry, type Journalled, journalEntrySchema, turnHops } from './journal.ts'
export {
  type Begun,
  type Effect,
  effectsOf,
  Fenced,
  type Intent,
  type IntentState,
  keptDays,
  type Ledger,
  type Settlement,
  type Step,
  type ToolOutcome,
  type Wish,
} from './ledger.ts'
export { maskNumber } from './masking.ts'
export { InFlight, LeaseOver, type Making, Mismatch, type OnceSettings, once, type Settled, type Work } from './once.ts'
export {
  checkRecordingName,
  InvalidName,
  NoSuchRecording,
  type Recordings,
  type StoredRecording,
} from './recordings.ts'
export type { Claimed, ClaimedTime, SlotClaims } from './slot-claims.ts'
export { believedHours, type TextRefusal, type TextRefusals } from './text-refusals.ts'
export { withoutWords } from './words.ts'
