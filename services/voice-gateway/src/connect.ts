import { policyFor } from '@frontdesk/disclosure'
import { consentGiven, consentRefused, recordingBegins } from '@frontdesk/disclosure/texts'
import type { JournalEntry } from '@frontdesk/records'
import { consentTwiml, type Spoken, type StreamDocument, streamTwiml } from './carrier/twilio/twiml.ts'
import { consentIn, keepingOf, openingTexts, withdrawalIn } from './consent/policy.ts'
import { type Desk, momentOf } from './desk.ts'
import type { HeldCall } from './held-call.ts'
import { factsOf } from './hold.ts'
import { standingOf } from './standing.ts'
import { stopRecording } from './stop-recording.ts'

/**
 * The document that the call goes on with: a media stream, and the model session for it, unless one waits already; or first
 * the question whether the call may be recorded, where the caller must be asked and has not answered. Asked again before the
 * stream has begun, it is the same. What must be heard first is in it until it was.
 */
export function connect(desk: Desk, held: HeldCall, journal: readonly JournalEntry[]): string {
  const policy = policyFor(held.line, held.facts.caller)
  if (policy.recording === 'consent' && consentIn(journal) === undefined) return askForConsent(desk, held, 1)
  // First, so that the model's socket opens while the carrier speaks.
  held.expectStream(() => desk.prepare(factsOf(desk, held, journal)))
  held.keeping = keepingOf(policy, journal)
  const standing = standingOf(journal)
  held.noticePlayed ||= standing.noticePlayed
  // Where nobody is asked, the notice counts as heard when the stream begins behind it.
  const beganElsewhere = standing.begun || held.facts.recording === 'expected'
  held.streamBegan ||= beganElsewhere || (policy.recording !== 'consent' && standing.noticePlayed)
  if (withdrawalIn(journal) !== undefined) stopRecording(desk, held)
  return streamTwiml({
    ...opening(desk, held, journal),
    streamUrl: desk.urls.stream,
    token: desk.tokens.issue(held.callSid, standing.rebuilds),
    afterStreamUrl: desk.urls.afterStream,
  })
}

/** How often the question is asked; an answer that is still unclear then is a no. */
export const mostAsks = 2

/** No model is had before the answer: what it may keep depends on it. */
export function askForConsent(desk: Desk, held: HeldCall, ask: number): string {
  held.expectStream(() => undefined)
  const { openingLanguage: language, line } = held
  const { notice, question } = openingTexts(line, policyFor(line, held.facts.caller), language)
  if (question === undefined) throw new TypeError(`the caller of ${held.callId} does not have to be asked`)
  if (ask === 1) desk.count('consent-asked')
  const actionUrl = desk.urls.consent(held.callId, ask)
  const { first, again, hints } = question
  return ask === 1
    ? consentTwiml({ notice: { language, text: notice }, question: { language, text: first }, hints, actionUrl })
    : consentTwiml({ question: { language, text: again }, hints, actionUrl })
}

/** What is said and begun before the stream, once: a stream that is opened anew has none of it. */
function opening(
  desk: Desk,
  held: HeldCall,
  journal: readonly JournalEntry[],
): Pick<StreamDocument, 'notice' | 'recordingUrl' | 'announcement'> {
  if (held.streamBegan) return {}
  const { openingLanguage: language, line, keeping } = held
  const policy = policyFor(line, held.facts.caller)
  const said = (texts: Readonly<Record<'de' | 'en', string>>): Spoken => ({ language, text: texts[language] })
  const before = (): Pick<StreamDocument, 'notice'> => {
    const consent = consentIn(journal)
    if (consent !== undefined) return { notice: said(consent.answer === 'yes' ? consentGiven : consentRefused) }
    return held.noticePlayed ? {} : { notice: { language, text: openingTexts(line, policy, language).notice } }
  }
  if (!keeping.recording) return before()
  const mustBeOnIt = policy.noticeInRecording === 'must'
  return {
    ...before(),
    recordingUrl: desk.urls.recording,
    ...(mustBeOnIt ? { announcement: said(recordingBegins) } : {}),
  }
}

/** The media stream begins behind what was said: it was heard, and the carrier records from here on where it may (I8). */
export function streamBegan(desk: Desk, held: HeldCall): void {
  if (held.streamBegan) return
  held.streamBegan = true
  const { callId } = held
  if (!held.noticePlayed) {
    held.noticePlayed = true
    desk.tasks.start('the notice could not be journalled', () =>
      desk.records.journal.append(callId, [noticePlayed(desk, held)]),
    )
  }
  if (!held.keeping.recording) return
  desk.tasks.start('the recording could not be expected', () => desk.records.calls.expectRecording(callId, 'expected'))
}

/** That the caller heard the notice to its end, now. */
export function noticePlayed(desk: Desk, { line, facts, openingLanguage: language }: HeldCall): JournalEntry {
  const policy = policyFor(line, facts.caller)
  const { notice: text, version } = openingTexts(line, policy, language)
  const { jurisdictions, version: table } = policy
  return {
    ...{ kind: 'notice-played', at: momentOf(desk), text, version, language },
    ...{ jurisdictions: [...jurisdictions], table },
  }
}
