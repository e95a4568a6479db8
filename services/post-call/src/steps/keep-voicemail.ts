import { Failure } from '@frontdesk/process/failures'
import type { JournalEntry } from '@frontdesk/records'
import { settled } from '../carrier/carrier.ts'
import type { Desk } from '../desk.ts'
import type { Evidence } from '../evidence.ts'

/** What a message of the caller's is kept under, beside the call's own recording. */
export const voicemailName = (callId: string): string => `${callId}/voicemail.wav`

/**
 * Brings the message that the caller left into our keeping, once. Where the journal names none although one was asked for, the
 * carrier may have one all the same: the word of it was lost. @throws what a further try may mend
 */
export async function keepVoicemail(
  desk: Pick<Desk, 'carrier' | 'recordings' | 'clock' | 'settings' | 'log'>,
  { call, journal }: Pick<Evidence, 'call' | 'journal'>,
  signal: AbortSignal,
): Promise<'done' | 'pending'> {
  const { callId, callSid, end } = call
  const left = journal.find((entry) => entry.kind === 'voicemail')
  if (left === undefined && (!wasAsked(journal) || saidNothing(journal))) return 'done'
  const name = voicemailName(callId)
  if ((await desk.recordings.find(name)) !== undefined) return 'done'
  const standing = left ? undefined : settled(await desk.carrier.recordings(callSid, 'message'))
  const sid = left?.recordingSid ?? (standing?.state === 'completed' ? standing.sid : undefined)
  if (sid === undefined) return 'done'
  try {
    await desk.recordings.put(name, await desk.carrier.audio(sid, signal), 'audio/wav')
    return 'done'
  } catch (error) {
    const isLate = desk.clock.now().epochMilliseconds - Date.parse(end.endedAt) >= desk.settings.giveUpAfterMs
    const kind = error instanceof Failure ? error.kind : undefined
    if (kind === 'not-found' && !isLate) return 'pending'
    if (!(kind === 'not-found' || kind === 'rejected' || isLate) || signal.aborted) throw error
    desk.log.warn('a message that was left cannot be kept', { callId, error })
    return 'done'
  }
}

const wasNoted = (what: string) => (journal: readonly JournalEntry[]) =>
  journal.some((entry) => entry.kind === 'noted' && entry.what === what)
const wasAsked = wasNoted('voicemail-asked')
const saidNothing = wasNoted('voicemail-empty')
