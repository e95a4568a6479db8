import { z } from 'zod'

const moment = z.iso.datetime()

/** How ringing a caller back went, in the order of how far it came. */
export const ringResults = [
  /** No call came about. */
  'not-placed',
  /** Nobody knows: the carrier did not say in time. */
  'unknown',
  /** The member of staff was busy, did not pick up, or did not press 1. */
  'person-busy',
  'person-no-answer',
  'person-declined',
  'caller-busy',
  'caller-no-answer',
  'caller-not-reached',
  /** The caller was being rung when the member of staff hung up. */
  'broken-off',
  /** Somebody picked up at the caller's: they, or their mailbox. */
  'connected',
] as const
export type RingResult = (typeof ringResults)[number]

/** A call under way: it rings a member of staff first, and the caller once that person has pressed 1. */
export const ringSchema = z.strictObject({
  ringId: z.string().min(1),
  by: z.string().min(1),
  begunAt: moment,
  /** The carrier's name for the call, once it is known. */
  callSid: z.string().nullable(),
  stage: z.enum(['person', 'caller']),
})
export type Ring = z.infer<typeof ringSchema>

/** What was done about a callback. `by` is null for what nobody of the staff did. */
export const callbackStepSchema = z.strictObject({
  at: moment,
  by: z.string().nullable(),
  what: z.enum(['claimed', 'taken-over', 'handed-back', 'done', 'gave-up', 'rang', 'ring-ended', 'reminded']),
  result: z.enum(ringResults).optional(),
  talkSeconds: z.int().nonnegative().optional(),
})
export type CallbackStep = z.infer<typeof callbackStepSchema>

/** A promise that a person will ring the caller. */
export interface Callback {
  readonly callbackId: string
  readonly callId: string
  readonly lineId: string
  readonly caller: string | null
  readonly name: string | null
  readonly reason: string
  readonly dueAt: string
  readonly createdAt: string
  readonly state: 'open' | 'claimed' | 'done' | 'gave-up'
  readonly owner: string | null
  readonly ring: Ring | null
  /** How often the caller was rung. */
  readonly attempts: number
  /** How often people were reminded that it is overdue. */
  readonly reminded: number
  /** Oldest first; of very many, the newest. */
  readonly history: readonly CallbackStep[]
}

/** A callback as it is promised: nobody has done anything about it. */
export type NewCallback = Omit<Callback, keyof typeof untouched>
export const untouched = {
  ...{ state: 'open', owner: null, ring: null, attempts: 0, reminded: 0, history: [] },
} as const satisfies Partial<Callback>
