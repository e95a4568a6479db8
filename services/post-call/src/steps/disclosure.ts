import type { CallRecord, JournalEntry } from '@frontdesk/records'

type Disclosure = NonNullable<CallRecord['disclosure']>
type Entry<K extends JournalEntry['kind']> = Extract<JournalEntry, { kind: K }>

/** What the caller was told and asked, what they answered, and what of it is kept. Pure. */
export function disclosureOf(journal: readonly JournalEntry[]): Disclosure {
  const notice = journal.find((entry) => entry.kind === 'notice-played')
  const consent = journal.find((entry) => entry.kind === 'consent')
  const withdrawn = withdrawalIn(journal)
  const times = (what: string) => journal.filter((entry) => entry.kind === 'noted' && entry.what === what).length
  return {
    jurisdictions: notice?.jurisdictions ?? [],
    table: notice?.table ?? null,
    consent: consent === undefined ? null : consentOf(consent),
    withdrawn:
      withdrawn === undefined ? null : { at: withdrawn.at, offsetMs: withdrawn.offsetMs, before: withdrawn.before },
    words: wordsKept(journal, consent, withdrawn),
    askedWhetherAi: times('asked-whether-ai'),
    deniedBeingAi: times('denied-being-ai'),
  }
}

export const withdrawalIn = (journal: readonly JournalEntry[]): Entry<'consent-withdrawn'> | undefined =>
  journal.find((entry) => entry.kind === 'consent-withdrawn')

const consentOf = ({ at, answer, by, text, version, language, offsetMs }: Entry<'consent'>) => ({
  ...{ at, answer, by, text, version, language, offsetMs },
})

function wordsKept(
  journal: readonly JournalEntry[],
  consent: Entry<'consent'> | undefined,
  withdrawn: Entry<'consent-withdrawn'> | undefined,
): Disclosure['words'] {
  if (consent?.answer === 'no') return 'not-kept'
  if (withdrawn !== undefined) return withdrawn.before === 'delete' ? 'not-kept' : 'some'
  const spoken = journal.filter((entry) => entry.kind === 'utterance')
  return spoken.length > 0 && spoken.every(({ text }) => text === '') ? 'not-kept' : 'kept'
}
