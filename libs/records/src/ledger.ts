import type { effectSchema, toolOutcomeSchema } from '@frontdesk/events'
import type { z } from 'zod'

/**
 * The ledger: intents and their effects (I2). A wish is named by what is wished (line, call, tool, whom it is for), never by the
 * model's own id for asking; an intent is a wish with all its arguments, and `key` is a digest of both. Of the intents of one
 * wish at most one stands: one that failed makes room for another, any other keeps the wish to itself. Whoever begins an intent
 * holds it for a lease; a holder whose lease ran out is fenced off: what it writes later is refused with `Fenced`.
 */
export type Effect = z.infer<typeof effectSchema>
export type ToolOutcome = z.infer<typeof toolOutcomeSchema>
/** How an intent ends for good. Unknown is no end: it is looked up until it is one of these. */
export type Settlement = Exclude<ToolOutcome, { status: 'unknown' }>

/**
 * `started`: whatever a vendor was asked for is noted as done. `unknown`: a vendor may have been asked for something that is not
 * noted. It is written *before* the vendor is asked, so that a holder that dies has said so already; while its lease lasts it
 * means no more than "at work". `succeeded`, `failed`: settled for good.
 */
export type IntentState = 'started' | 'unknown' | 'succeeded' | 'failed'

export interface Intent {
  readonly key: string
  /** What is wished, without the arguments that another try may change. */
  readonly wish: string
  readonly state: IntentState
  readonly callId: string
  readonly lineId: string
  readonly tool: string
  /** Steps that were begun, in order. */
  readonly steps: readonly Step[]
  readonly outcome?: Settlement
  readonly startedAt: string
}

/** A step towards the wish, with at most one effect. */
export interface Step {
  readonly step: string
  /** What it certainly did. Without it nobody knows how the step ended: look it up at the vendor before it is repeated. */
  readonly effect?: Effect
}

/** The effects that certainly happened, in the order of their steps. */
export const effectsOf = (intent: Intent): Effect[] =>
  intent.steps.flatMap(({ effect }) => (effect === undefined ? [] : [effect]))

export type Begun =
  /** The caller of `begin` holds the intent now, for the first time or after another holder died (`intent` tells how far it came). */
  | { readonly state: 'held'; readonly fence: number; readonly intent: Intent }
  /** Settled before: this is the answer, for ever. */
  | { readonly state: 'settled'; readonly intent: Intent; readonly outcome: Settlement }
  /** Another holder works on it, or on the wish with other arguments, until `leaseEndsAt`. */
  | { readonly state: 'in-flight'; readonly leaseEndsAt: string }
  /** The wish was begun before with other arguments, and that was done or may have been: nothing may be done for this one. */
  | { readonly state: 'mismatch'; readonly standing: Intent }

/** What is begun. Without `wish` the key says all that is wished. */
export interface Wish {
  readonly key: string
  readonly wish?: string
  readonly callId: string
  readonly lineId: string
  readonly tool: string
}

/** The answer of an intent whose wish was taken by another one before anything was done for it. */
export const superseded: Settlement = {
  status: 'failed',
  error: { code: 'superseded', message: 'It was not done: the same was asked for with other details instead.' },
}

export interface Ledger {
  /** An intent of the same wish that nobody holds, and for which nobody asked a vendor for anything, is settled as `superseded`. */
  begin(wish: Wish, holder: { leaseMs: number; now: string }): Promise<Begun>
  /** Notes, before a step is tried, that it will be. @throws Fenced */
  attempt(key: string, fence: number, step: string): Promise<void>
  /** Takes an attempt back: the vendor said clearly that nothing was done. One that is noted as done stays. @throws Fenced */
  retract(key: string, fence: number, step: string): Promise<void>
  /** Notes the effect that the step certainly had; the first note of a step stays. @throws Fenced */
  note(key: string, fence: number, step: string, effect: Effect): Promise<void>
  /** Settles the intent for good; a second time by the same holder changes nothing. @throws Fenced */
  settle(key: string, fence: number, outcome: Settlement): Promise<void>
  /** Gives the intent back unsettled: it can be begun again from `from` on. A fence that is no longer held is ignored. */
  release(key: string, fence: number, from: string): Promise<void>
  /** The intents of a call, in the order in which they were first begun. */
  ofCall(callId: string): Promise<readonly Intent[]>
  /** Forgets intents that were begun before `before`, the oldest first, `atMost` of them; resolves to how many. */
  purge(before: string, atMost: number): Promise<number>
}

/** For so long an intent answers who asks again; what is asked for again later than that is refused for its age. */
export const keptDays = 30

/** The intent is not (or no longer) this holder's: its lease ran out and somebody else took it, it was given back, or it is settled. Write nothing more. */
export class Fenced extends Error {
  override readonly name = 'Fenced'
  constructor(key: string) {
    super(`intent ${key} is not held under this fence: write nothing more, and begin again`)
  }
}
