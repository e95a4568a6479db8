import type { CallRecord, JournalEntry } from '@frontdesk/records'

/** Longer ones would not be read. */
const mostCharacters = 400

/**
 * What the call was about, for whoever rings the caller: the agent's own notes, or else what the caller said first. Once there is
 * a record it is all that is asked, since that is what was redacted.
 */
export function summaryOf(record: CallRecord | undefined, journal: readonly JournalEntry[]): string | null {
  if (record?.state === 'done') {
    return cut(record.notes ?? said(record.transcript.filter(({ who }) => who === 'caller').map(({ text }) => text)))
  }
  const logged = journal.findLast((entry) => entry.kind === 'tool-requested' && entry.tool === 'logCallOutcome')
  const notes = logged?.kind === 'tool-requested' ? logged.arguments.notes : undefined
  if (typeof notes === 'string' && notes !== '') return cut(notes)
  // A later entry of the same utterance replaces it.
  const texts = new Map<string, string>()
  for (const entry of journal)
    if (entry.kind === 'utterance' && entry.who === 'caller') texts.set(entry.itemId, entry.text)
  return cut(said([...texts.values()]))
}

const said = (texts: readonly string[]): string => {
  const words = texts.join(' ').trim()
  return words === '' ? '' : `“${words}”`
}

function cut(text: string): string | null {
  const characters = [...text.trim()]
  if (characters.length === 0) return null
  return characters.length <= mostCharacters
    ? characters.join('')
    : `${characters.slice(0, mostCharacters - 1).join('')}…`
}
