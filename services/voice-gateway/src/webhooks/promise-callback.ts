import type { Line } from '@frontdesk/line'
import { openingHours } from '@frontdesk/line/hours'
import { callbackDue } from '@frontdesk/line/person-now'
import { stamp } from '@frontdesk/process/clock'
import type { LiveCall } from '@frontdesk/records'
import { announce, type Desk, momentOf } from '../desk.ts'

/**
 * Queues that a person rings the caller, and tells people of it: we could not go on with the call ourselves. One a call,
 * however often it is asked for.
 */
export async function promiseCallback(desk: Desk, call: LiveCall, line: Line, reason: string): Promise<void> {
  const { callId, lineId, caller } = call
  const callbackId = `${callId}-callback`
  const now = desk.clock.now()
  const dueAt = stamp(callbackDue(line, openingHours(line), now).toInstant())
  const mine = {
    ...{ callbackId, callId, lineId, caller, reason, dueAt },
    name: null,
    createdAt: stamp(now),
  }
  const isFirst = await desk.records.callbacks.add(mine)
  // Told again, it is what was promised at first.
  const kept = isFirst ? mine : ((await desk.records.callbacks.find(callbackId)) ?? mine)
  const told = { callId, lineId, callbackId, reason: kept.reason, caller, dueAt: kept.dueAt }
  await announce(desk, 'callback.queued', told)
  await escalate(desk, call, kept.reason, 'callback')
}

/** Tells people that the call needs one of them. */
export const escalate = (
  desk: Desk,
  { callId, lineId, caller }: LiveCall,
  reason: string,
  next: 'transfer' | 'callback',
): Promise<void> =>
  announce(desk, 'call.escalated', {
    ...{ callId, lineId, reason, caller, next },
    by: 'system',
    escalatedAt: momentOf(desk),
  })
