import { callEndReasons } from '@frontdesk/events'
import { z } from 'zod'
import type { LiveCall } from '../calls.ts'
import { fromMs, toMs } from '../moments.ts'
import { idOf, shardOf } from './ids.ts'

/** A call as it is kept. Which of its fields a query finds it by is told beside the schema, in `callDocument`. */
export const storedCall = z.object({
  callId: z.string(),
  lineId: z.string(),
  callSid: z.string(),
  caller: z.string().nullable(),
  called: z.string(),
  startedAt: z.iso.datetime(),
  gateway: z.string(),
  heartbeatMs: z.int(),
  recording: z.enum(['expected', 'none']),
  end: z.object({ reason: z.enum(callEndReasons), endedAt: z.iso.datetime() }).nullable(),
  endPublished: z.boolean(),
  /** Used up, each with who asked. */
  passes: z.array(z.object({ pass: z.string(), ask: z.string() })),
  /** Whose ask it was: see asks.ts. */
  admittedBy: z.string(),
})
export type StoredCall = z.infer<typeof storedCall>

export function newCall({ heartbeatAt, end, ...call }: LiveCall, ask: string): StoredCall {
  const heartbeatMs = toMs(heartbeatAt)
  return { ...call, end: end ?? null, heartbeatMs, endPublished: false, passes: [], admittedBy: ask }
}

/**
 * The document: the call, and the marks that queries look for, which are there only as long as they are true. `live` is one
 * of a few numbers: the heartbeats of all calls would else all be written at the end of one index.
 */
export function callDocument(call: StoredCall) {
  const marks =
    call.end === null
      ? { live: shardOf(idOf(call.callId)), openOf: call.lineId }
      : call.endPublished
        ? {}
        : { unpublished: true }
  return { ...call, ...marks }
}

export function liveCall({
  heartbeatMs,
  end,
  endPublished: _,
  passes: __,
  admittedBy: ___,
  ...call
}: StoredCall): LiveCall {
  const live = { ...call, heartbeatAt: fromMs(heartbeatMs) }
  return end === null ? live : { ...live, end }
}

export const isHeldBy = (call: StoredCall, gateway: string): boolean => call.end === null && call.gateway === gateway
