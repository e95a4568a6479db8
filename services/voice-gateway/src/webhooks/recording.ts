import type { z } from 'zod'
import { callIdOf } from '../call-id.ts'
import type { recordingChange } from '../carrier/twilio/webhooks.ts'
import { announce, type Desk } from '../desk.ts'

/** The carrier's recording is there, or never will be: whoever waits for it is told. */
export async function onRecording(desk: Desk, webhook: z.infer<typeof recordingChange>): Promise<void> {
  const { CallSid: callSid, RecordingSid: recordingSid, RecordingStatus: status } = webhook
  if (status === 'in-progress') return
  const call = await desk.records.calls.find(callIdOf(callSid))
  if (call === undefined) return desk.count('unknown-call')
  const { callId, lineId } = call
  const channels = webhook.RecordingChannels === '1' ? 1 : 2
  const durationSeconds = webhook.RecordingDuration
  await announce(desk, 'recording.available', {
    callId,
    lineId,
    callSid,
    recordingSid,
    status,
    durationSeconds,
    channels,
  })
}
