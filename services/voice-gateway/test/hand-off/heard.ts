import { backSentence } from '../../src/session/back.ts'
import { callerGone, nowConnected, stillTrying } from '../../src/webhooks/texts.ts'
import type { Somebody } from './parties.ts'

/** What is said in a hand-off, as it is heard. */
export const put = 'I am putting you through.'
export const nobody = backSentence({ why: 'nobody', language: 'en' })
export const left = backSentence({ why: 'left', language: 'en' })
export const missed = backSentence({ why: 'emergency', language: 'en' })
export const connecting = nowConnected('de').text
export const gone = callerGone('de').text
export const theCaller = 'the caller'

const notice = 'This call is recorded.'
const hold = stillTrying('en').text
/** The carrier's own ringing tone is no sound of ours. */
const ringing = '(noise)'
const waiting: ReadonlySet<string> = new Set(['♪', ringing, notice, hold])

/** What somebody heard, in the order in which they first heard it; without the notice, and what is heard on hold. */
export const heardOf = ({ heard }: Pick<Somebody, 'heard'>): readonly string[] =>
  heard.filter((label, index) => !waiting.has(label) && heard.indexOf(label) === index)
