import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { openStore, type Table } from '../server/store.ts'

/** What the carrier remembers of calls, recordings and messages: the resources of its API, in its own words. */

const targetSchema = z.object({ url: z.string(), method: z.enum(['GET', 'POST']), events: z.array(z.string()) })

/** Where somebody wants to be told, and of what. */
export type Callback = z.infer<typeof targetSchema>

const callSchema = z.object({
  sid: z.string(),
  parentCallSid: z.string().nullable(),
  from: z.string(),
  to: z.string(),
  direction: z.enum(['inbound', 'outbound-api', 'outbound-dial']),
  status: z.enum(['queued', 'ringing', 'in-progress', 'completed', 'busy', 'failed', 'no-answer', 'canceled']),
  createdAtMs: z.number(),
  answeredAtMs: z.number().nullable(),
  endedAtMs: z.number().nullable(),
  callback: targetSchema.nullable(),
  /** Status callbacks sent so far. */
  callbacks: z.number(),
  /** Whether the callback about the end has been sent, or nobody asked for it. */
  endTold: z.boolean(),
})
export type CallRow = z.infer<typeof callSchema>
export type CallStatus = CallRow['status']

const recordingSchema = z.object({
  sid: z.string(),
  callSid: z.string(),
  status: z.enum(['in-progress', 'paused', 'stopped', 'processing', 'completed', 'absent', 'deleted']),
  channels: z.union([z.literal(1), z.literal(2)]),
  track: z.enum(['inbound', 'outbound', 'both']),
  trim: z.enum(['trim-silence', 'do-not-trim']),
  source: z.enum(['StartCallRecordingAPI', 'StartCallRecordingTwiML', 'RecordVerb']),
  startedAtMs: z.number(),
  durationMs: z.number().nullable(),
  errorCode: z.number().nullable(),
  callback: targetSchema.nullable(),
  endTold: z.boolean(),
})
export type RecordingRow = z.infer<typeof recordingSchema>

const messageSchema = z.object({
  sid: z.string(),
  from: z.string(),
  messagingServiceSid: z.string().nullable(),
  to: z.string(),
  body: z.string(),
  status: z.enum(['queued', 'sending', 'sent', 'delivered', 'undelivered', 'failed']),
  createdAtMs: z.number(),
  sentAtMs: z.number().nullable(),
  updatedAtMs: z.number(),
  errorCode: z.number().nullable(),
  callbackUrl: z.string().nullable(),
})
export type MessageRow = z.infer<typeof messageSchema>

export interface Book {
  readonly calls: Table<CallRow>
  readonly recordings: Table<RecordingRow>
  readonly messages: Table<MessageRow>
  close(): void
}

export function openBook(stateFile?: string): Book {
  const store = openStore(stateFile)
  return {
    calls: store.table('calls', callSchema),
    recordings: store.table('recordings', recordingSchema),
    messages: store.table('messages', messageSchema),
    close: store.close,
  }
}

/** Twilio's names: two letters for the kind, then 32 hex digits. */
export function newSid(kind: 'CA' | 'CF' | 'RE' | 'SM' | 'MZ'): string {
  return `${kind}${randomBytes(16).toString('hex')}`
}

export function isOver(status: CallStatus): boolean {
  return status !== 'queued' && status !== 'ringing' && status !== 'in-progress'
}

/** As Twilio counts: from answering, in whole seconds. */
export function durationSeconds({ answeredAtMs, endedAtMs }: CallRow): number {
  if (answeredAtMs === null || endedAtMs === null) return 0
  return Math.round((endedAtMs - answeredAtMs) / 1_000)
}
