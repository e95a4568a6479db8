import { Failure, isRetryable } from '@frontdesk/process/failures'
import type { StoredRecording } from '@frontdesk/records'
import { settled } from '../carrier/carrier.ts'
import type { Desk } from '../desk.ts'
import type { EndedCall } from '../evidence.ts'

export type Fetched =
  | { readonly state: 'stored'; readonly stored: StoredRecording }
  | { readonly state: 'missing'; readonly why: 'not-recorded' | 'absent' | 'failed' | 'not-found' }
  /** The carrier is not ready: come again. */
  | { readonly state: 'pending' }

export const recordingName = (callId: string): string => `${callId}/recording.wav`

/**
 * Brings the call's recording into our keeping, once. The carrier is asked how it stands, whoever told us that it is ready:
 * so a lost word of it and a restart are no matter. Past the time to wait, what cannot be had is `not-found`.
 * @throws what a further try may mend
 */
export async function fetchRecording(desk: Desk, call: EndedCall, signal: AbortSignal): Promise<Fetched> {
  const name = recordingName(call.callId)
  const kept = await desk.recordings.find(name)
  if (kept !== undefined) return { state: 'stored', stored: kept }
  if (call.recording === 'none') return { state: 'missing', why: 'not-recorded' }
  const endMs = Date.parse(call.end.endedAt)
  const isLate = desk.clock.now().epochMilliseconds - endMs >= desk.settings.giveUpAfterMs
  const comeAgain: Fetched = isLate ? { state: 'missing', why: 'not-found' } : { state: 'pending' }
  try {
    const standing = settled(await desk.carrier.recordings(call.callSid))
    if (standing.state === 'pending') return comeAgain
    if (standing.state !== 'completed') return { state: 'missing', why: standing.state }
    const audio = await desk.carrier.audio(standing.sid, signal)
    return { state: 'stored', stored: await desk.recordings.put(name, audio, 'audio/wav') }
  } catch (error) {
    const kind = error instanceof Failure ? error.kind : undefined
    // Shortly after a recording completed, its audio may not be there yet.
    if (kind === 'not-found') return comeAgain
    if (kind === 'rejected') {
      desk.log.warn('a recording cannot be kept', { callId: call.callId, error })
      return { state: 'missing', why: 'failed' }
    }
    if (!isLate || signal.aborted) throw error
    desk.log.warn('a recording was given up', { callId: call.callId, retryable: isRetryable(error), error })
    return comeAgain
  }
}
