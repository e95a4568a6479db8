import type { LiveCall } from '@frontdesk/records'
import type { z } from 'zod'
import { callIdOf } from '../call-id.ts'
import { type callStatusChange, isOver } from '../carrier/twilio/webhooks.ts'
import type { Desk } from '../desk.ts'
import { endCall } from '../ending.ts'
import { endReason, standingOf } from '../standing.ts'
import { settleMessage } from './voicemail.ts'

/** The carrier tells how a call stands. Only its end matters, and only where nobody ended it before. */
export async function onStatus(desk: Desk, webhook: z.infer<typeof callStatusChange>): Promise<void> {
  if (!isOver(webhook.CallStatus)) return
  const call = await desk.records.calls.find(callIdOf(webhook.CallSid))
  if (call === undefined) return desk.count('unknown-call')
  if (call.end === undefined) carrierSaysOver(desk, call, webhook.CallStatus === 'failed')
}

/** The call is over at the carrier: ends it here, behind the carrier's back, once its conversation is written down. */
export function carrierSaysOver(desk: Desk, call: LiveCall, failed: boolean): void {
  const { callId } = call
  desk.tasks.start("a call's end could not be kept; the watchdog will", async () => {
    await desk.live.get(callId)?.release()
    let standing = standingOf(await desk.records.journal.read(callId))
    if (standing.people === 'forwarded' && !standing.accepted) {
      // How that went is told apart, and may come behind.
      await desk.clock.sleep(desk.settings.handOffWordMs, desk.draining)
      standing = standingOf(await desk.records.journal.read(callId))
    }
    if (standing.message === 'asked') {
      // So is what became of the message.
      await desk.clock.sleep(desk.settings.voicemailWordMs, desk.draining)
      standing = standingOf(await desk.records.journal.read(callId))
      await settleMessage(desk, call, standing)
    }
    await endCall(desk, callId, endReason(standing, failed ? 'carrier-failed' : 'caller-hung-up'))
  })
}
