import type { Line } from '@frontdesk/line'
import { openingHours } from '@frontdesk/line/hours'
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
  const minutes = line.people.callbackWithinMinutes
  const due = openingHours(line).afterOpenMinutes(now, minutes)?.toInstant() ?? now.add({ minutes })
  const dueAt = stamp(due)
  await desk.records.callbacks.add({
    ...{ callbackId, callId, lineId, caller, reason, dueAt },
    name: null,
    createdAt: stamp(now),
    state: 'open',
    owner: null,
  })
  await announce(desk, 'callback.queued', { callId, lineId, callbackId, reason, caller, dueAt })
  await escalate(desk, call, reason, 'callback')
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
