import type { effectSchema, toolOutcomeSchema } from '@frontdesk/events'
import type { z } from 'zod'

/**
 * The ledger: intents and their effects (I2). An intent is named by its key, which is made of what is wished (line, call, tool,
 * arguments in canonical form), never of the model's own id for asking. Whoever begins it holds it for a lease; a holder whose
 * lease ran out is fenced off: what it writes later is refused with `Fenced`.
 */
export type Effect = z.infer<typeof effectSchema>
export type ToolOutcome = z.infer<typeof toolOutcomeSchema>

export interface Intent {
  readonly key: string
  readonly callId: string
  readonly lineId: string
  readonly tool: string
  /** Steps that were begun, in order. */
  readonly steps: readonly Step[]
  readonly outcome?: ToolOutcome
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
  | { readonly state: 'settled'; readonly intent: Intent; readonly outcome: ToolOutcome }
  /** Another holder works on it until `leaseEndsAt`. */
  | { readonly state: 'in-flight'; readonly leaseEndsAt: string }

export interface Ledger {
  begin(
    intent: { key: string; callId: string; lineId: string; tool: string },
    holder: { leaseMs: number; now: string },
  ): Promise<Begun>
  /** Notes, before a step is tried, that it will be. @throws Fenced */
  attempt(key: string, fence: number, step: string): Promise<void>
  /** Notes the effect that the step certainly had; the first note of a step stays. @throws Fenced */
  note(key: string, fence: number, step: string, effect: Effect): Promise<void>
  /** Settles the intent for good; a second time by the same holder changes nothing. @throws Fenced */
  settle(key: string, fence: number, outcome: ToolOutcome): Promise<void>
  /** Gives the intent back unsettled: it can be begun again from `from` on. A fence that is no longer held is ignored. */
  release(key: string, fence: number, from: string): Promise<void>
  /** The intents of a call, in the order in which they were first begun. */
  ofCall(callId: string): Promise<readonly Intent[]>
}

/** The intent is not (or no longer) this holder's: its lease ran out and somebody else took it, it was given back, or it is settled. Write nothing more. */
export class Fenced extends Error {
  override readonly name = 'Fenced'
  constructor(key: string) {
    super(`intent ${key} is not held under this fence: write nothing more, and begin again`)
  }
}
