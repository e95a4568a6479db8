import { type Desk, lineById, momentOf, staleBefore } from './desk.ts'
import { endCall } from './ending.ts'
import { lossIn } from './gap.ts'
import { lookAfter } from './hand-off/look-after.ts'
import { endReason, settlement, standingOf } from './standing.ts'
import { settleMessage } from './webhooks/voicemail.ts'

/**
 * Asks the carrier how a call stands that nobody speaks with, and ends it, brings it back, or leaves it with the person who
 * has it. `lost`: its gateway went away, whoever that was. When the call comes to us meanwhile by itself, it is let be.
 * @throws what the carrier or the records throw: the watchdog asks again
 */
export async function settle(desk: Desk, callId: string, lost: boolean): Promise<void> {
  const cameBack = () => desk.live.get(callId)?.overdue === false
  try {
    const call = await desk.records.calls.find(callId)
    if (call === undefined || call.end !== undefined) return
    if (!lost && call.gateway !== desk.gatewayId) return
    const carrier = await desk.control.status(call.callSid)
    const journal = await desk.records.journal.read(callId)
    const standing = standingOf(journal)
    const todo = settlement(carrier, standing, lost)
    if (cameBack()) return
    desk.log.info('call settled with the carrier', { callId, carrier: carrier.state, todo: todo.do, lost })
    if (todo.do === 'end') {
      if (standing.message === 'asked' && isRecent(desk, todo.endedAt)) return
      await settleMessage(desk, call, standing)
      if (lost) await desk.records.journal.append(callId, lossIn(journal, call.heartbeatAt))
      return await endCall(desk, callId, todo.reason, todo.endedAt)
    }
    if (desk.draining.aborted) return
    // Ours from here on, so that no other instance asks, or fetches it back, at the same time; unless one has.
    const adopted = await desk.records.calls.adopt(callId, desk.gatewayId, {
      at: momentOf(desk),
      before: staleBefore(desk),
    })
    if (!adopted) return
    if (todo.do === 'leave') {
      const line = lineById(desk, call.lineId)
      if (line !== undefined) await lookAfter(desk, call, line)
      return
    }
    const redirected = await desk.control.redirect(call.callSid, desk.urls.afterStream)
    if (redirected === 'ended')
      await endCall(desk, callId, endReason(standing, lost ? 'gateway-lost' : 'caller-hung-up'))
  } finally {
    // What comes next begins with the carrier asking, or with the watchdog: a call that is only waited for is not held.
    if (!cameBack()) desk.live.drop(callId)
  }
}

/** The word of a message that was left may still come. */
const isRecent = (desk: Desk, endedAt: string | undefined): boolean =>
  endedAt !== undefined &&
  desk.clock.now().epochMilliseconds - Temporal.Instant.from(endedAt).epochMilliseconds < desk.settings.voicemailWordMs
