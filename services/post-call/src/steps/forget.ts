import type { Desk } from '../desk.ts'
import type { EndedCall } from '../evidence.ts'
import { recordingName } from './fetch-recording.ts'

/**
 * Deletes what was kept of a call whose caller withdrew consent: the words, our copy of the recording, the carrier's. `pending`:
 * the carrier still works on a recording, which it does not let go of before; come again. Safe to repeat.
 * @throws what a further try may mend
 */
export async function forget(desk: Desk, call: EndedCall): Promise<'forgotten' | 'pending'> {
  await desk.records.journal.forgetWords(call.callId)
  await desk.recordings.remove(recordingName(call.callId))
  if (call.recording === 'none') return 'forgotten'
  const recordings = await desk.carrier.recordings(call.callSid)
  const ready = recordings.filter(({ state }) => state !== 'pending')
  for (const { sid } of ready) await desk.carrier.remove(sid)
  if (ready.length === recordings.length) return 'forgotten'
  const endMs = Date.parse(call.end.endedAt)
  if (desk.clock.now().epochMilliseconds - endMs < desk.settings.giveUpAfterMs) return 'pending'
  desk.log.error('a recording that is to be deleted does not end at the carrier: a person must act', {
    callId: call.callId,
  })
  return 'forgotten'
}
