import type { Clock } from '@frontdesk/process/clock'
import type { Log } from '@frontdesk/process/log'
import type { Journal, JournalEntry } from '@frontdesk/records'
import type { Ticker } from '../../ticker.ts'

/** Writes a call's journal behind the conversation's back (I5): `add` never waits, what comes meanwhile goes in one batch. */
export interface JournalWriter {
  add(entry: JournalEntry): void
  /** Resolves when everything is kept, or the time is up. */
  flush(withinMs: number): Promise<void>
  /** Writes no more. What is not kept by now is lost, and said to be. */
  stop(): void
}

export interface JournalWriterPorts {
  readonly journal: Pick<Journal, 'append'>
  readonly callId: string
  readonly clock: Pick<Clock, 'after' | 'sleep'>
  readonly log: Log
  /** Of all calls of this process. */
  readonly together: Ticker
}

/** I6: entries that a journal which does not take them may make us hold; some minutes of a call. */
const maxHeld = 2_000
const maxBatch = 200
const retryPausesMs = [100, 300, 1_000] as const
const longestPauseMs = 2_000
/**
 * How far a sentence came is told every second of every call, and is the one thing that can wait a moment, for so long at most:
 * it is written with that of all other calls, which the store then keeps in one commit.
 */
export const togetherEveryMs = 250
const canWait = (entry: JournalEntry) => entry.kind === 'speaking'

export function journalWriter({ journal, callId, clock, log, together }: JournalWriterPorts): JournalWriter {
  const held: JournalEntry[] = []
  const stopping = new AbortController()
  let dropped = 0
  let writing: Promise<void> | undefined
  let later: Disposable | undefined

  function add(entry: JournalEntry) {
    if (stopping.signal.aborted || held.length >= maxHeld) {
      dropped++
      return
    }
    held.push(entry)
    if (!canWait(entry)) begin()
    else if (writing === undefined) later ??= together.add(begin)
  }

  function begin() {
    later?.[Symbol.dispose]()
    later = undefined
    writing ??= write().finally(() => {
      writing = undefined
    })
  }

  /** In order, one batch at a time: one that fails is tried again before anything behind it. A batch is kept whole or not at all. */
  async function write() {
    for (let failures = 0; held.length > 0 && !stopping.signal.aborted; ) {
      const batch = held.slice(0, maxBatch)
      try {
        await journal.append(callId, batch)
        held.splice(0, batch.length)
        failures = 0
        tellDropped(batch)
      } catch (error) {
        log.warn('journal entries could not be written, and are tried again', { callId, entries: held.length, error })
        await clock.sleep(retryPausesMs[failures++] ?? longestPauseMs, stopping.signal).catch(() => {})
      }
    }
  }

  /** There is room again: the journal itself says how much of it is missing. */
  function tellDropped(behind: readonly JournalEntry[]) {
    const at = behind.at(-1)?.at
    if (dropped === 0 || at === undefined) return
    held.push({ kind: 'noted', at, what: 'journal-full', count: dropped })
    dropped = 0
  }

  return {
    add,
    async flush(withinMs) {
      if (later !== undefined) begin()
      if (writing === undefined) return
      const { promise, resolve } = Promise.withResolvers<void>()
      const timer = clock.after(withinMs, resolve)
      await Promise.race([writing, promise])
      timer[Symbol.dispose]()
    },
    stop() {
      later?.[Symbol.dispose]()
      if (stopping.signal.aborted) return
      stopping.abort()
      const lost = held.length + dropped
      if (lost > 0) log.error('journal entries are lost', { callId, entries: lost })
    },
  }
}
