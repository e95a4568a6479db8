import { textIn } from '@frontdesk/line'
import type { JournalEntry } from '@frontdesk/records'
import { streamTwiml } from './carrier/twilio/twiml.ts'
import { type Desk, momentOf } from './desk.ts'
import type { HeldCall } from './held-call.ts'
import { factsOf } from './hold.ts'
import { standingOf } from './standing.ts'

/**
 * The document that opens a media stream for the call, and the model session for it, unless one waits already. Asked again
 * before the stream has begun, it is the same. The notice is in it until it was heard.
 */
export function connect(desk: Desk, held: HeldCall, journal: readonly JournalEntry[]): string {
  // First, so that the model's socket opens while the carrier speaks the notice.
  held.expectStream(() => desk.prepare(factsOf(desk, held, journal)))
  const standing = standingOf(journal)
  held.noticePlayed ||= standing.noticePlayed
  const { disclosure } = held.line
  const language = held.openingLanguage
  return streamTwiml({
    ...(held.noticePlayed ? {} : { notice: { language, text: textIn(disclosure.notice, language, held.line) } }),
    ...(held.noticePlayed || !disclosure.record ? {} : { recordingUrl: desk.urls.recording }),
    streamUrl: desk.urls.stream,
    token: desk.tokens.issue(held.callSid, standing.rebuilds),
    afterStreamUrl: desk.urls.afterStream,
  })
}

/** The media stream begins behind the notice: it was heard, and the carrier records from here on (I8). */
export function noticeWasPlayed(desk: Desk, held: HeldCall): void {
  if (held.noticePlayed) return
  held.noticePlayed = true
  const { callId, line, openingLanguage: language } = held
  const { notice, version, record } = line.disclosure
  const text = textIn(notice, language, line)
  desk.tasks.start('the notice could not be journalled', () =>
    desk.records.journal.append(callId, [{ kind: 'notice-played', at: momentOf(desk), text, version, language }]),
  )
  if (!record) return
  desk.tasks.start('the recording could not be expected', () => desk.records.calls.expectRecording(callId, 'expected'))
}
