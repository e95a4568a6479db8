import { z } from 'zod'

/** A moment: RFC 3339 in UTC with milliseconds, `2026-11-22T19:00:00.000Z`. */
const moment = z.iso.datetime()
/** A telephone number in E.164, or null for a caller who withholds it. */
const callerNumber = z
  .string()
  .regex(/^\+[1-9]\d{6,14}$/, 'must be E.164, e.g. +493012345678')
  .nullable()

const ofCall = {
  callId: z.string().min(1),
  lineId: z.string().min(1),
}

/** A change in the outside world, told without a caller's words, name or number. `reference` is the vendor's own id. */
export const effectSchema = z.strictObject({
  vendor: z.enum(['calendar', 'crm', 'sms', 'slack', 'callbacks', 'carrier']),
  action: z.enum(['created', 'updated', 'cancelled', 'sent']),
  what: z.enum(['event', 'contact', 'note', 'message', 'callback', 'call']),
  reference: z.string().min(1),
})

/** How a tool ended. `unknown`: we cannot tell whether the effect happened, and say so instead of guessing. */
export const toolOutcomeSchema = z.discriminatedUnion('status', [
  z.strictObject({ status: z.literal('succeeded'), result: z.record(z.string(), z.unknown()) }),
  z.strictObject({
    status: z.literal('failed'),
    error: z.strictObject({ code: z.string().min(1), message: z.string().min(1) }),
  }),
  z.strictObject({ status: z.literal('unknown'), message: z.string().min(1) }),
])

export const callStarted = z.strictObject({
  ...ofCall,
  callSid: z.string().min(1),
  gateway: z.string().min(1),
  caller: callerNumber,
  called: z.string().min(1),
  startedAt: moment,
})

export const toolRequested = z.strictObject({
  ...ofCall,
  gateway: z.string().min(1),
  /** The model's own id for this request: it names the answer's addressee, never the intent. */
  toolCallId: z.string().min(1),
  tool: z.string().min(1),
  arguments: z.record(z.string(), z.unknown()),
  caller: callerNumber,
  /** The language that the conversation is in, BCP 47: messages to the caller are written in it. */
  language: z.string().min(2),
  requestedAt: moment,
  deadlineAt: moment,
})

export const toolCompleted = z.strictObject({
  ...ofCall,
  gateway: z.string().min(1),
  toolCallId: z.string().min(1),
  tool: z.string().min(1),
  outcome: toolOutcomeSchema,
  effects: z.array(effectSchema),
  startedAt: moment,
  completedAt: moment,
})

/** The call is over, and nobody can say whether something that the caller asked for was done: a person must look. */
export const toolUnresolved = z.strictObject({
  ...ofCall,
  tool: z.string().min(1),
  /** What an effect of it carries at the vendor, where it has one. */
  reference: z.string().min(1),
  caller: callerNumber,
  /** When it was asked for. */
  startedAt: moment,
})

export const callEscalated = z.strictObject({
  ...ofCall,
  /** `agent`: the agent asked for a person. `system`: we could not go on with the call ourselves. */
  by: z.enum(['agent', 'system']),
  reason: z.string().min(1),
  caller: callerNumber,
  /** What happens next for the caller: put through now, or rung back. */
  next: z.enum(['transfer', 'callback']),
  escalatedAt: moment,
})

export const callbackQueued = z.strictObject({
  ...ofCall,
  callbackId: z.string().min(1),
  reason: z.string().min(1),
  caller: callerNumber,
  dueAt: moment,
})

/** The promised time has passed and nobody rang: said when it has, and once more when it is long over. */
export const callbackOverdue = z.strictObject({
  ...ofCall,
  callbackId: z.string().min(1),
  reason: z.string().min(1),
  caller: callerNumber,
  dueAt: moment,
  /** The how-manieth time this is said. */
  times: z.int().min(1).max(2),
})

export const handoffCompleted = z.strictObject({
  ...ofCall,
  attempt: z.int().positive(),
  /** `cancelled`: the caller hung up before anybody answered. */
  result: z.enum(['accepted', 'declined', 'busy', 'no-answer', 'failed', 'cancelled']),
  talkSeconds: z.int().nonnegative(),
  completedAt: moment,
})

export const callEndReasons = [
  'caller-hung-up',
  'agent-ended',
  'handed-over',
  'refused',
  'model-failed',
  'gateway-lost',
  'carrier-failed',
] as const

export const callEnded = z.strictObject({
  ...ofCall,
  callSid: z.string().min(1),
  reason: z.enum(callEndReasons),
  startedAt: moment,
  endedAt: moment,
  /** Whether the carrier was told to record: post-call waits for a recording only then. */
  recording: z.enum(['expected', 'none']),
})

export const recordingAvailable = z.strictObject({
  ...ofCall,
  callSid: z.string().min(1),
  recordingSid: z.string().min(1),
  /** `absent`: the carrier has no audio for this recording, and never will. */
  status: z.enum(['completed', 'absent', 'failed']),
  durationSeconds: z.int().nonnegative(),
  channels: z.union([z.literal(1), z.literal(2)]),
})

export const outcomes = [
  'booked',
  'rescheduled',
  'cancelled',
  'answered',
  'transferred',
  'callback',
  'lead',
  'abandoned',
  'failed',
] as const

/** What an agent can claim to have been done for a caller. */
export const claimKinds = ['booked', 'rescheduled', 'cancelled', 'message-sent', 'callback', 'passed-on'] as const

/** What was said in a call and what was done do not agree, and a person should know. One event for each thing. */
export const callFlagged = z.strictObject({
  ...ofCall,
  /**
   * `claimed-not-done`: the caller was told that it was done, and it was not; `claim-corrected`: the same, and they heard it taken
   * back. `done-not-told`: it was done, and the caller does not know;
   * `not-done-not-told`: it came to nothing, and they do not know that.
   */
  why: z.enum(['claimed-not-done', 'claim-corrected', 'done-not-told', 'not-done-not-told']),
  what: z.enum(claimKinds),
  /** When it is, as it is spoken, where that is known: `Tuesday, 24 November at 10:00`. */
  when: z.string().min(1).nullable(),
  /** Names the intent, where there is one: tells two of a call apart. */
  reference: z.string().min(1).nullable(),
  flaggedAt: moment,
})

export const callProcessed = z.strictObject({
  ...ofCall,
  outcome: z.enum(outcomes),
  endReason: z.enum(callEndReasons),
  /** The caller's number with all but its ends hidden, e.g. `+49•••••678`; null when withheld. */
  callerMasked: z.string().nullable(),
  durationMs: z.int().nonnegative(),
  /** Millionths of a US dollar; null when a price is unknown (never 0 for unknown). */
  costMicros: z.int().nonnegative().nullable(),
  turns: z.int().nonnegative(),
  /** Names the stored recording for the recordings port; null when there is none. */
  recording: z.string().nullable(),
  processedAt: moment,
})
