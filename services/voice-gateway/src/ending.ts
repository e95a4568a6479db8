import { makeEvent } from '@frontdesk/events'
import type { CallEnd, LiveCall } from '@frontdesk/records'
import { type Desk, momentOf } from './desk.ts'
import { letGo } from './hand-off/let-go.ts'

/**
 * The one way to end a call (I1): the first end is kept, and whoever wrote it publishes `call.ended`. Dying in between leaves
 * an end that was not published, which the watchdog publishes.
 */
export async function endCall(desk: Desk, callId: string, reason: CallEnd['reason'], endedAt?: string): Promise<void> {
  const mine: CallEnd = { reason, endedAt: endedAt ?? momentOf(desk) }
  const first = await desk.records.calls.end(callId, mine)
  desk.live.drop(callId)
  if (first.reason !== mine.reason || first.endedAt !== mine.endedAt) return
  desk.count('call-ended')
  desk.log.info('call ended', { callId, endReason: reason })
  desk.tasks.start("a call's end could not be published; the watchdog will", async () => {
    const call = await desk.records.calls.find(callId)
    if (call === undefined) return
    // First: how a hand-off ended is told before its call did.
    await letGo(desk, call).catch((error: unknown) => {
      desk.log.error('a person could not be told that their caller is gone', { callId, error })
    })
    await publishEnd(desk, call)
  })
}

/** Safe to repeat: the event of a call's end is always the same. */
export async function publishEnd(desk: Desk, call: LiveCall): Promise<void> {
  if (call.end === undefined) throw new TypeError(`call ${call.callId} has no end to publish`)
  const { callId, lineId, callSid, startedAt, recording } = call
  const data = { callId, lineId, callSid, startedAt, recording, ...call.end }
  await desk.bus.publish(makeEvent('call.ended', data, { by: 'voice-gateway', at: desk.clock.now() }))
  await desk.records.calls.endPublished(callId)
}
