import type { z } from 'zod'
import * as data from './data.ts'

export type Topic = 'tool-requests' | 'tool-results' | 'call-events'

/** How often a delivery is tried, and how long to wait between tries: doubling from the least to the most. */
export interface RetryPolicy {
  readonly maxAttempts: number
  readonly minBackoffMs: number
  readonly maxBackoffMs: number
}

interface Entry {
  readonly schema: z.ZodObject
  readonly topic: Topic
  readonly retry: RetryPolicy
  /** What tells two events of this name in one call apart; the empty string where a call has but one. */
  readonly key: (data: never) => string
}

/** A caller waits for these: tried again at once, given up before the caller is. */
const whileTheCallerWaits: RetryPolicy = { maxAttempts: 8, minBackoffMs: 100, maxBackoffMs: 5_000 }
/** A caller waits for these too, and where the answer is that nobody knows yet, somebody looks on for three minutes. */
const whileTheCallMayLast: RetryPolicy = { maxAttempts: 14, minBackoffMs: 100, maxBackoffMs: 30_000 }
/** Nobody waits on the line: kept for about an hour of a vendor's outage. */
const afterTheCall: RetryPolicy = { maxAttempts: 12, minBackoffMs: 500, maxBackoffMs: 600_000 }

const only = () => ''

/** Every event there is: its name, its shape, where it travels and how hard we try. One table, no second list. */
export const catalogue = {
  'call.started': { schema: data.callStarted, topic: 'call-events', retry: afterTheCall, key: only },
  'tool.requested': {
    schema: data.toolRequested,
    topic: 'tool-requests',
    retry: whileTheCallerWaits,
    key: (d: { toolCallId: string }) => d.toolCallId,
  },
  'tool.completed': {
    schema: data.toolCompleted,
    topic: 'tool-results',
    retry: whileTheCallMayLast,
    // Certainty that comes later is another fact than that nobody could tell.
    key: (d: { toolCallId: string; outcome: { status: string } }) =>
      d.outcome.status === 'unknown' ? `${d.toolCallId}.unknown` : d.toolCallId,
  },
  'tool.unresolved': {
    schema: data.toolUnresolved,
    topic: 'call-events',
    retry: afterTheCall,
    key: (d: { reference: string }) => d.reference,
  },
  'call.escalated': {
    schema: data.callEscalated,
    topic: 'call-events',
    retry: afterTheCall,
    key: (d: { by: string; next: string }) => `${d.by}.${d.next}`,
  },
  'callback.queued': {
    schema: data.callbackQueued,
    topic: 'call-events',
    retry: afterTheCall,
    key: (d: { callbackId: string }) => d.callbackId,
  },
  'callback.overdue': {
    schema: data.callbackOverdue,
    topic: 'call-events',
    retry: afterTheCall,
    key: (d: { callbackId: string; times: number }) => `${d.callbackId}.${d.times}`,
  },
  'handoff.completed': {
    schema: data.handoffCompleted,
    topic: 'call-events',
    retry: afterTheCall,
    key: (d: { attempt: number }) => String(d.attempt),
  },
  'call.ended': { schema: data.callEnded, topic: 'call-events', retry: afterTheCall, key: only },
  'recording.available': {
    schema: data.recordingAvailable,
    topic: 'call-events',
    retry: afterTheCall,
    key: (d: { recordingSid: string }) => d.recordingSid,
  },
  'call.flagged': {
    schema: data.callFlagged,
    topic: 'call-events',
    retry: afterTheCall,
    key: (d: { why: string; what: string; reference: string | null }) => [d.why, d.what, d.reference ?? ''].join('.'),
  },
  'call.processed': { schema: data.callProcessed, topic: 'call-events', retry: afterTheCall, key: only },
} as const satisfies Record<string, Entry>

export type EventName = keyof typeof catalogue
export type DataOf<N extends EventName> = z.infer<(typeof catalogue)[N]['schema']>
export type EventsOn<T extends Topic> = {
  [N in EventName]: (typeof catalogue)[N]['topic'] extends T ? N : never
}[EventName]

export const eventNames = Object.keys(catalogue) as EventName[]
