import type { CallRecord, JournalEntry } from '@frontdesk/records'

export function latencyOf(journal: readonly JournalEntry[]): CallRecord['latency'] {
  const sortedMs = journal.flatMap((entry) => (entry.kind === 'turn-latency' ? [entry.ms] : [])).sort((a, b) => a - b)
  return { turns: sortedMs.length, p50Ms: percentile(sortedMs, 50), p95Ms: percentile(sortedMs, 95) }
}

/** By nearest rank: a value that was really measured. */
function percentile(sorted: readonly number[], percent: number): number | null {
  return sorted[Math.ceil((percent / 100) * sorted.length) - 1] ?? null
}
