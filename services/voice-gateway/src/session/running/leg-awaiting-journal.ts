import type { JournalEntry } from '@frontdesk/records'
import type { JournalWriter } from './journal-writer.ts'

/**
 * The journal of a session that was opened while the caller's leg is still awaited. That leg may come to another instance, which
 * then holds the call: so what tells of this session stays here until the leg is ours, and with a session that nobody came for
 * it is gone. What is true of the call whoever holds it, a tool's answer or what something cost, is written at once.
 */
export interface LegAwaitingJournal extends JournalWriter {
  /** The leg has come: what was kept back is written, and from here on everything at once. */
  attached(): void
}

/** I6: a session that is opened, lost and opened again, as often as it may be, notes a handful. */
const mostKept = 100
const ofSession: ReadonlySet<JournalEntry['kind']> = new Set(['session-started', 'session-lost', 'noted'])

export function legAwaitingJournal(writer: JournalWriter): LegAwaitingJournal {
  let kept: JournalEntry[] | undefined = []
  let dropped = 0

  return {
    add(entry) {
      if (kept === undefined || !ofSession.has(entry.kind)) return writer.add(entry)
      if (kept.length < mostKept) kept.push(entry)
      else dropped++
    },
    attached() {
      const at = kept?.at(-1)?.at
      for (const entry of kept ?? []) writer.add(entry)
      if (dropped > 0 && at !== undefined) writer.add({ kind: 'noted', at, what: 'journal-full', count: dropped })
      kept = undefined
    },
    flush: (withinMs) => writer.flush(withinMs),
    stop: () => writer.stop(),
  }
}
