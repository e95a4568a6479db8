import type { CallRecord, JournalEntry } from '@frontdesk/records'

export type Turn = CallRecord['transcript'][number]

/** A longer pause of the same speaker begins a new turn. */
const longestPauseMs = 3_000

/** Utterances of both sides as turns, in the order in which they began; what one side says without a long pause is one turn. */
export function toTurns(utterances: readonly Turn[]): Turn[] {
  const turns: Turn[] = []
  for (const next of utterances.filter(({ text }) => text.trim() !== '').toSorted((a, b) => a.startMs - b.startMs)) {
    const last = turns.at(-1)
    if (last !== undefined && last.who === next.who && next.startMs - last.endMs <= longestPauseMs) {
      const endMs = Math.max(last.endMs, next.endMs)
      turns[turns.length - 1] = { ...last, endMs, text: `${last.text} ${next.text.trim()}` }
    } else turns.push({ ...next, text: next.text.trim() })
  }
  return turns
}

/** What the journal holds of the conversation: said live, and of the agent what was heard. Times count from the call's start. */
export function liveTurns(journal: readonly JournalEntry[], startedAt: string): Turn[] {
  const originMs = Date.parse(startedAt)
  const byItem = new Map<string, Turn>()
  for (const entry of journal) {
    if (entry.kind !== 'utterance') continue
    const { who, text, itemId, heardMs = 0 } = entry
    // A later entry of an utterance replaces its words, not its place in the conversation.
    const startMs = byItem.get(itemId)?.startMs ?? Math.max(0, Date.parse(entry.at) - originMs)
    byItem.set(itemId, { who, startMs, endMs: startMs + heardMs, text, source: 'live' })
  }
  return [...byItem.values()].filter(({ text }) => text.trim() !== '').sort((a, b) => a.startMs - b.startMs)
}
