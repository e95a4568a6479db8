import { makeEvent } from '@frontdesk/events'
import { stamp } from '@frontdesk/process/clock'
import type { CallRecord } from '@frontdesk/records'
import type { Desk } from '../desk.ts'

/** Tells everybody downstream, once: the event of a call has one id, however often it is published. */
export async function publishProcessed(desk: Desk, record: CallRecord): Promise<void> {
  const { callId, lineId, outcome, endReason, callerMasked, durationMs, cost, transcript, recording } = record
  const now = desk.clock.now()
  const data = {
    ...{ callId, lineId, outcome, endReason, callerMasked, durationMs },
    costMicros: cost.totalMicros,
    turns: transcript.length,
    recording: recording?.name ?? null,
    processedAt: stamp(now),
  }
  await desk.bus.publish(makeEvent('call.processed', data, { by: 'post-call', at: now }))
}
