import type { JournalEntry } from './journal.ts'

/** The entry without what was said or pressed in it: who spoke when, and everything else, stays. */
export function withoutWords<E extends JournalEntry>(entry: E): E {
  switch (entry.kind) {
    case 'utterance':
    case 'speaking':
      return { ...entry, text: '' }
    case 'dtmf':
      return { ...entry, digit: '' }
    default:
      return entry
  }
}
