import { clock, type DayHours, endOf, openingHours } from './hours.ts'
import type { Line } from './schema.ts'

/** How far ahead callers ask. */
const DAYS_AHEAD = 60

/**
 * The days to come that are not like their weekday, as the prompt shows them: holidays, closures, special days, one stretch of
 * equal days a line. `2026-12-24 to 2027-01-01: closed (Christmas holidays)`.
 */
export function describeComingDays(line: Pick<Line, 'hours' | 'timeZone'>, today: Temporal.PlainDate): string[] {
  const hours = openingHours(line)
  const stretches: { readonly first: string; last: string; readonly what: string }[] = []
  for (let days = 0; days < DAYS_AHEAD; days += 1) {
    const date = today.add({ days })
    const what = described(hours.day(date))
    if (what === undefined) continue
    const before = stretches.at(-1)
    if (before?.what === what && before.last === date.subtract({ days: 1 }).toString()) before.last = date.toString()
    else stretches.push({ first: date.toString(), last: date.toString(), what })
  }
  return stretches.map(({ first, last, what }) => `${first === last ? first : `${first} to ${last}`}: ${what}`)
}

function described({ spans, because }: DayHours): string | undefined {
  if (because.kind === 'weekday' || because.kind === 'day-off') return undefined
  const open = spans.map((span) => `${clock(span.from)}–${endOf(span)}`).join(', ')
  return `${open || 'closed'} (${because.kind === 'holiday' ? because.name : because.reason})`
}
