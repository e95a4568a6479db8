import type { Language, Line } from '@frontdesk/line'
import type { JournalEntry, LiveCall } from '@frontdesk/records'
import type { z } from 'zod'
import { hangUpTwiml, nothingTwiml, type Spoken, sayAndHangUpTwiml, voicemailTwiml } from '../carrier/twilio/twiml.ts'
import { isOver, type recordingChange, type voicemailLeft } from '../carrier/twilio/webhooks.ts'
import { type Desk, lineById, momentOf } from '../desk.ts'
import { endCall } from '../ending.ts'
import { askedForMessage, endReason, noMessage, noteOf, type Standing, standingOf } from '../standing.ts'
import { type Cause, causeIn } from './cause.ts'
import { calledAt } from './known-call.ts'
import { promiseCallback } from './promise-callback.ts'
import { messageTaken, outOfOrder, voicemailPrompt } from './texts.ts'

/** Long enough for a worry, and no tape for an evening. */
const longestSeconds = 180

/**
 * Lets the caller leave a message: what they hear first, the line's request, the tone. What comes of it is told twice over (the
 * verb's action, the recording's callback), and where neither is, the end of the call settles it. Safe to repeat. Answers TwiML.
 */
export async function askForMessage(
  desk: Desk,
  call: LiveCall,
  line: Line,
  { cause, language, before }: { readonly cause: Cause; readonly language: Language; readonly before: Spoken },
): Promise<string> {
  const { callId } = call
  const at = momentOf(desk)
  await desk.records.journal.append(
    callId,
    [noteOf(cause.decided), askedForMessage].map((what) => ({ kind: 'noted', at, what }) as const),
  )
  desk.live.drop(callId)
  desk.count('voicemail-asked')
  return voicemailTwiml({
    texts: [before, voicemailPrompt(line, language)],
    // One recording at a time: the call's own would keep the carrier from recording the message.
    stopsRecording: call.recording === 'expected',
    longestSeconds,
    actionUrl: desk.urls.voicemail(callId, language),
    recordingUrl: desk.urls.voicemailRecording(callId, language),
  })
}

export interface VoicemailAddress {
  readonly callId: string
  readonly language: Language
}

/** The message is over, or there is none: the caller hears what becomes of it, and the call ends. Answers TwiML. */
export async function onVoicemail(
  desk: Desk,
  address: VoicemailAddress,
  webhook: z.infer<typeof voicemailLeft>,
): Promise<string> {
  const found = await calledAt(desk, address.callId, webhook.CallSid)
  if (found === undefined) return sayAndHangUpTwiml(...outOfOrder)
  const { call, line } = found
  const { RecordingSid: recordingSid, RecordingDuration: durationSeconds } = webhook
  const word = recordingSid === undefined ? 'none' : { recordingSid, durationSeconds }
  await keepMessage(desk, call, line, word, address.language)
  if (call.end !== undefined) return hangUpTwiml()
  const standing = standingOf(await desk.records.journal.read(call.callId))
  await endCall(desk, call.callId, endReason(standing, 'caller-hung-up'))
  if (isOver(webhook.CallStatus)) return nothingTwiml()
  return sayAndHangUpTwiml(messageTaken(address.language, word !== 'none', call.caller))
}

/** The message's recording is there, or there is none: told also where the word of the message itself was lost. */
export async function onVoicemailRecording(
  desk: Desk,
  address: VoicemailAddress,
  webhook: z.infer<typeof recordingChange>,
): Promise<void> {
  const { RecordingSid: recordingSid, RecordingStatus: status, RecordingDuration: durationSeconds } = webhook
  if (status === 'in-progress') return
  const found = await calledAt(desk, address.callId, webhook.CallSid)
  if (found === undefined) return
  const word = status === 'completed' ? { recordingSid, durationSeconds } : 'none'
  await keepMessage(desk, found.call, found.line, word, address.language)
}

/** The call is over and nobody said what became of the message: people hear that there may be one. */
export async function settleMessage(desk: Desk, call: LiveCall, { message }: Standing): Promise<void> {
  const line = lineById(desk, call.lineId)
  if (message === 'asked' && line !== undefined) await keepMessage(desk, call, line, 'unheard')
}

type Word = { readonly recordingSid: string; readonly durationSeconds: number } | 'none' | 'unheard'

/**
 * Writes down what became of the message, and has the caller rung back: once, by the first word of it. Nobody is to be rung
 * where there is no number, no message, and nothing was said before.
 */
async function keepMessage(desk: Desk, call: LiveCall, line: Line, word: Word, language?: Language): Promise<void> {
  const { callId, caller } = call
  const journal = await desk.records.journal.read(callId)
  const standing = standingOf(journal)
  if (standing.message === 'left' || (standing.message === 'none' && word === 'none')) return
  const entries = entriesFor(desk, line, word, language)
  if (entries.length > 0) await desk.records.journal.append(callId, entries)
  desk.count(word === 'none' ? 'voicemail-empty' : word === 'unheard' ? 'voicemail-unheard' : 'voicemail-left')
  if (word === 'none' && caller === null && !standing.begun) return
  await promiseCallback(desk, call, line, `${causeIn(journal).reason} ${sentenceFor(word)}`)
}

function entriesFor(desk: Desk, line: Line, word: Word, language: Language | undefined): JournalEntry[] {
  const at = momentOf(desk)
  if (word === 'unheard') return []
  if (word === 'none') return [{ kind: 'noted', at, what: noMessage }]
  const left: JournalEntry = { kind: 'voicemail', at, ...word }
  if (language === undefined) return [left]
  // Whoever spoke behind the tone has heard that it is recorded (I8).
  const { text } = voicemailPrompt(line, language)
  const { version } = line.disclosure
  return [{ kind: 'notice-played', at, text, version, language }, left]
}

function sentenceFor(word: Word): string {
  if (word === 'none') return 'The caller left no message.'
  if (word === 'unheard') return 'The caller was asked for a message; whether there is one, the carrier did not say.'
  return `The caller left a message of ${word.durationSeconds} s: recording ${word.recordingSid}.`
}
