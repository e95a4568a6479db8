import { effectSchema, toolOutcomeSchema } from '@frontdesk/events'
import { z } from 'zod'
import {
  type Begun,
  type Effect,
  type Intent,
  type IntentState,
  type Settlement,
  type Step,
  superseded,
  type Wish,
} from '../ledger.ts'
import { fromJson, fromMs, toMs } from '../moments.ts'

const settlement = toolOutcomeSchema.transform((outcome, context): Settlement => {
  if (outcome.status !== 'unknown') return outcome
  context.addIssue({ code: 'custom', message: 'unknown is no end' })
  return z.NEVER
})

const step = z
  .object({ step: z.string(), effect: effectSchema.optional() })
  .transform(({ step, effect }): Step => (effect === undefined ? { step } : { step, effect }))

export const storedIntent = z.object({
  key: z.string(),
  wish: z.string(),
  callId: z.string(),
  lineId: z.string(),
  tool: z.string(),
  startedMs: z.int(),
  fence: z.int(),
  leaseEndsMs: z.int(),
  /** Whose ask took the lease: see asks.ts. */
  ask: z.string(),
  steps: fromJson(z.array(step)),
  outcome: fromJson(settlement).nullable(),
})
export type StoredIntent = z.infer<typeof storedIntent>

export const intentDocument = ({ steps, outcome, ...intent }: StoredIntent) => ({
  ...intent,
  steps: JSON.stringify(steps),
  outcome: outcome === null ? null : JSON.stringify(outcome),
})

export function intentOf({ key, wish, callId, lineId, tool, startedMs, steps, outcome }: StoredIntent): Intent {
  const isKnown = steps.every(({ effect }) => effect !== undefined)
  const state: IntentState = outcome?.status ?? (isKnown ? 'started' : 'unknown')
  const intent = { key, wish, state, callId, lineId, tool, startedAt: fromMs(startedMs), steps }
  return outcome === null ? intent : { ...intent, outcome }
}

export interface Beginning {
  readonly wish: Wish
  readonly leaseMs: number
  readonly nowMs: number
  readonly ask: string
}

/** What `begin` answers, and what is written for it. */
export interface Decided {
  readonly begun: Begun
  readonly held?: StoredIntent
  readonly gaveWay?: StoredIntent
}

/**
 * The rules of beginning. `known` is the intent of the key, `rival` the one that has the wish with other arguments. Of one wish
 * there is never more than one rival that did not fail: it must fail before another one is let in.
 */
export function begin(known: StoredIntent | undefined, rival: StoredIntent | undefined, asked: Beginning): Decided {
  const { wish, nowMs, leaseMs, ask } = asked
  if (known !== undefined && known.outcome !== null)
    return { begun: { state: 'settled', intent: intentOf(known), outcome: known.outcome } }
  if (known?.ask === ask) return { begun: { state: 'held', fence: known.fence, intent: intentOf(known) } }
  const room = rival === undefined ? {} : roomBeside(rival, nowMs)
  if ('begun' in room) return room
  if (known !== undefined && known.leaseEndsMs > nowMs) return inFlight(known)
  const intent = known ?? newIntent(wish, nowMs)
  const held = { ...intent, fence: intent.fence + 1, leaseEndsMs: nowMs + leaseMs, ask }
  return { begun: { state: 'held', fence: held.fence, intent: intentOf(intent) }, held, ...room }
}

const inFlight = ({ leaseEndsMs }: StoredIntent): Decided => ({
  begun: { state: 'in-flight', leaseEndsAt: fromMs(leaseEndsMs) },
})

/** What keeps the wish from being begun with other arguments; a rival that nobody works on and that did nothing gives way. */
function roomBeside(rival: StoredIntent, nowMs: number): Decided | { gaveWay?: StoredIntent } {
  if (rival.outcome?.status === 'failed') return {}
  const isFree = rival.outcome === null && rival.leaseEndsMs <= nowMs
  if (isFree && rival.steps.length === 0) return { gaveWay: { ...rival, fence: rival.fence + 1, outcome: superseded } }
  if (rival.outcome !== null || isFree) return { begun: { state: 'mismatch', standing: intentOf(rival) } }
  return inFlight(rival)
}

const newIntent = ({ key, wish = key, callId, lineId, tool }: Wish, startedMs: number): StoredIntent => ({
  ...{ key, wish, callId, lineId, tool, startedMs },
  ...{ fence: 0, leaseEndsMs: 0, ask: '', steps: [], outcome: null },
})

export const isHeld = (intent: StoredIntent | undefined, fence: number): intent is StoredIntent =>
  intent !== undefined && intent.fence === fence && intent.outcome === null

export function attempted(intent: StoredIntent, name: string): StoredIntent {
  if (intent.steps.some(({ step }) => step === name)) return intent
  return { ...intent, steps: [...intent.steps, { step: name }] }
}

export const retracted = (intent: StoredIntent, name: string): StoredIntent => ({
  ...intent,
  steps: intent.steps.filter(({ step, effect }) => step !== name || effect !== undefined),
})

/** The first note of a step stays. */
export const noted = (intent: StoredIntent, name: string, effect: Effect): StoredIntent => ({
  ...attempted(intent, name),
  steps: attempted(intent, name).steps.map((one) =>
    one.step === name && one.effect === undefined ? { step: name, effect } : one,
  ),
})

/** The fence grows here too: whoever gave the intent back holds it no longer, even if nobody has taken it since. */
export const released = (intent: StoredIntent, from: string): StoredIntent => ({
  ...intent,
  fence: intent.fence + 1,
  leaseEndsMs: toMs(from),
  ask: '',
})
