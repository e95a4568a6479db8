import { type CallRecord, type JournalEntry, turnHops } from '@frontdesk/records'

export function latencyOf(journal: readonly JournalEntry[]): CallRecord['latency'] {
  const sortedMs = ascending(journal.flatMap((entry) => (entry.kind === 'turn-latency' ? [entry.ms] : [])))
  const hops = hopsOf(journal)
  return {
    turns: sortedMs.length,
    p50Ms: percentile(sortedMs, 50),
    p95Ms: percentile(sortedMs, 95),
    ...(hops.length === 0 ? {} : { hops }),
  }
}

type Hops = NonNullable<CallRecord['latency']['hops']>

function hopsOf(journal: readonly JournalEntry[]): Hops {
  const timings = journal.filter((entry) => entry.kind === 'turn-timing')
  return turnHops.flatMap((hop): Hops => {
    const sortedMs = ascending(timings.flatMap((timing) => timing.hops[hop] ?? []))
    const p50Ms = percentile(sortedMs, 50)
    const p95Ms = percentile(sortedMs, 95)
    return p50Ms === null || p95Ms === null ? [] : [{ hop, turns: sortedMs.length, p50Ms, p95Ms }]
  })
}

const ascending = (values: number[]) => values.sort((a, b) => a - b)

/** By nearest rank: a value that was really measured. */
function percentile(sorted: readonly number[], percent: number): number | null {
  return sorted[Math.ceil((percent / 100) * sorted.length) - 1] ?? null
}
