import type { JournalEntry } from '@frontdesk/records'
import { rebuilt, standingOf } from './standing.ts'

/**
 * What the journal of a call lacks whose conversation ended without a decision: its stream broke, its gateway went, or died
 * and could write nothing more. `lastSignAt`: the last that is known of whoever held it.
 */
export function lossIn(journal: readonly JournalEntry[], lastSignAt: string): readonly JournalEntry[] {
  const said = new Set(journal.flatMap((entry) => (entry.kind === 'utterance' ? [entry.itemId] : [])))
  const halfSaid = new Map<string, JournalEntry>()
  for (const entry of journal) {
    if (entry.kind !== 'speaking' || said.has(entry.itemId)) continue
    // Field by field: what was read from a journal carries its place there too.
    const { at, itemId, text, heardMs } = entry
    halfSaid.set(itemId, { kind: 'utterance', at, who: 'agent', text, itemId, cutOff: true, heardMs })
  }
  const cause = causeOf(journal)
  const at = [lastSignAt, ...journal.map((entry) => entry.at)].toSorted().at(-1) ?? lastSignAt
  return [...halfSaid.values(), ...(cause === undefined ? [] : [{ kind: 'session-lost', at, cause } as const])]
}

/** The same, and that the call goes on: what stands between a lost conversation and the next in the journal. */
export function gapIn(
  journal: readonly JournalEntry[],
  times: { readonly lastSignAt: string; readonly now: string },
): readonly JournalEntry[] {
  return [...lossIn(journal, times.lastSignAt), { kind: 'noted', at: times.now, what: rebuilt }]
}

/** Ends of a conversation behind which the call goes on, as the session notes them. */
const ends = {
  released: 'gateway-left',
  'carrier-lost': 'stream-lost',
  'carrier-stopped': 'stream-lost',
} as const
const isEnd = (what: string): what is keyof typeof ends => Object.hasOwn(ends, what)

/** Undefined when nothing was begun, or when the loss stands there already. A session that ended without a word died with its gateway. */
function causeOf(journal: readonly JournalEntry[]): string | undefined {
  const began = journal.findLastIndex((entry) => entry.kind === 'session-started')
  const behind = journal.slice(began + 1)
  if (began < 0 || !standingOf(journal).begun || behind.some((entry) => entry.kind === 'session-lost')) return undefined
  // The conversation had ended by our own decision: the caller was with people.
  if (behind.some((entry) => entry.kind === 'hand-off')) return undefined
  const noted = behind.flatMap((entry) => (entry.kind === 'noted' ? [entry.what] : []))
  const end = noted.findLast(isEnd)
  return end === undefined ? 'gateway-lost' : ends[end]
}
