import { z } from 'zod'

/**
 * What Twilio's webhooks say, out of their form fields: only what we use, everything else ignored, since new parameters may
 * come any time. All values are strings. https://www.twilio.com/docs/voice/twiml#request-parameters
 */
const callSid = z.string().regex(/^CA[0-9a-zA-Z]{1,64}$/)
const callStatus = z.string().optional()
const e164 = /^\+[1-9]\d{6,14}$/

/** Numbers that Twilio puts in place of one that is withheld: ANONYMOUS, RESTRICTED, BLOCKED, UNKNOWN, UNAVAILABLE on a keypad. */
const withheld: ReadonlySet<string> = new Set(['+266696687', '+7378742833', '+2562533', '+8656696', '+86282452253'])

/** E.164, or null for a caller who withholds the number or has none (`anonymous`, `sip:`, `client:`). */
export const callerNumber = (from: string): string | null => (e164.test(from) && !withheld.has(from) ? from : null)

const seconds = z
  .string()
  .regex(/^-?\d{1,9}$/)
  // Twilio says -1 for a recording that has no length.
  .transform((value) => Math.max(0, Number(value)))

export const incomingCall = z.object({
  CallSid: callSid,
  From: z.string().default(''),
  To: z.string().default(''),
  CallStatus: callStatus,
})

export const afterStream = z.object({ CallSid: callSid, CallStatus: callStatus })
export const callStatusChange = z.object({ CallSid: callSid, CallStatus: z.string() })

export const dialEnded = z.object({
  CallSid: callSid,
  CallStatus: callStatus,
  // A word that we do not know is no person on the line: the next one is rung.
  DialCallStatus: z.enum(['completed', 'answered', 'busy', 'no-answer', 'failed', 'canceled']).catch('failed'),
  DialCallDuration: seconds.default(0),
})

const recordingSid = z.string().regex(/^RE[0-9a-zA-Z]{1,64}$/)

/** What the caller said behind the tone, asked for by `<Record>`; without a recording they said nothing. */
export const voicemailLeft = z.object({
  CallSid: callSid,
  CallStatus: callStatus,
  RecordingSid: recordingSid.optional(),
  RecordingDuration: seconds.default(0),
})

export const recordingChange = z.object({
  CallSid: callSid,
  RecordingSid: recordingSid,
  RecordingStatus: z.enum(['in-progress', 'completed', 'absent', 'failed']),
  RecordingDuration: seconds.default(0),
  RecordingChannels: z.enum(['1', '2']).catch('2'),
})

/** What was pressed when a key was asked for. */
export const keyPressed = z.object({ CallSid: callSid, Digits: z.string().default('') })

/** What the caller answered to a question; neither of them: nothing. */
export const consentAnswered = z.object({
  CallSid: callSid,
  CallStatus: callStatus,
  Digits: z.string().optional(),
  SpeechResult: z.string().optional(),
})

/** How it went with somebody who was rung for the call `ParentCallSid`. */
export const callee = z.object({ ParentCallSid: callSid, CallStatus: z.string(), CallDuration: seconds.default(0) })

const over: ReadonlySet<string> = new Set(['completed', 'busy', 'failed', 'no-answer', 'canceled'])
/** Whether the call is over at the carrier. A call whose status is not told is alive: it asks what to do. */
export const isOver = (status: string | undefined): boolean => status !== undefined && over.has(status)
