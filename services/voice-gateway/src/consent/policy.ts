import type { Policy } from '@frontdesk/disclosure'
import { answerHints, consentAgain, consentNotice, consentQuestion, textsVersion } from '@frontdesk/disclosure/texts'
import { type Language, type Line, textIn } from '@frontdesk/line'
import type { JournalEntry } from '@frontdesk/records'

type Entry<K extends JournalEntry['kind']> = Extract<JournalEntry, { kind: K }>

/** What the caller answered, the first time: what a webhook says that is told again changes nothing. */
export const consentIn = (journal: readonly JournalEntry[]): Entry<'consent'> | undefined =>
  journal.find((entry) => entry.kind === 'consent')

export const withdrawalIn = (journal: readonly JournalEntry[]): Entry<'consent-withdrawn'> | undefined =>
  journal.find((entry) => entry.kind === 'consent-withdrawn')

/** What may be kept of the call from now on. */
export interface Keeping {
  readonly recording: boolean
  /** Of what is said, in the journal and behind it. */
  readonly words: boolean
}

export function keepingOf(policy: Policy, journal: readonly JournalEntry[]): Keeping {
  if (withdrawalIn(journal) !== undefined) return { recording: false, words: false }
  if (policy.recording !== 'consent') return { recording: policy.recording === 'notice', words: policy.wordsUnasked }
  const agreed = consentIn(journal)?.answer === 'yes'
  return { recording: agreed, words: agreed }
}

/** What is said before the conversation, and which version of it. */
export interface OpeningTexts {
  /** Heard to its end before anything else happens. */
  readonly notice: string
  /** May be answered before it is over; undefined where nobody is asked. */
  readonly question?: { readonly first: string; readonly again: string; readonly hints: string }
  readonly version: string
}

export function openingTexts(line: Line, policy: Policy, language: Language): OpeningTexts {
  const { disclosure, business } = line
  if (policy.recording !== 'consent') {
    return { notice: textIn(disclosure.notice, language, line), version: disclosure.version }
  }
  return {
    notice: disclosure.consentNotice[language] ?? consentNotice(business.name)[language],
    question: {
      first: disclosure.consentQuestion[language] ?? consentQuestion[language],
      again: consentAgain[language],
      hints: answerHints[language],
    },
    version: `${disclosure.version}+${textsVersion}`,
  }
}
