import { retry } from '@frontdesk/process/failures'
import { type Desk, note } from './desk.ts'

/** Within seconds it is stopped, or somebody is told that it could not be. */
const trying = { maxAttempts: 6, minBackoffMs: 250, maxBackoffMs: 4_000 }
export const recordingStopped = 'recording-stopped'

/** Has the carrier stop recording the call, behind the caller's back: what was said to stop is promised. Safe to repeat. */
export function stopRecording(
  desk: Desk,
  { callId, callSid }: { readonly callId: string; readonly callSid: string },
): void {
  desk.tasks.start("a call's recording could not be stopped", async () => {
    const stop = () => desk.control.stopRecording(callSid)
    const stopped = await retry(stop, { policy: trying, clock: desk.clock, signal: desk.draining })
    desk.log.info('recording stopped at the wish of the caller', { callId, stopped })
    desk.count('recording-stopped')
    await note(desk, callId, recordingStopped)
  })
}

export function stopRecordingOf(desk: Desk, callId: string): void {
  const held = desk.live.get(callId)
  if (held !== undefined) stopRecording(desk, held)
}
