import type { BookingCalendar } from './booking.ts'
import { weekdays } from './fields.ts'
import { type OpeningHours, openingHours } from './hours.ts'
import type { Line } from './schema.ts'
import { type OpenSpan, whileClockShows } from './wall-clock.ts'

/** When somebody has appointments: their own hours, as far as the business is open; all of them where they have none. */
export function calendarHours(
  line: Pick<Line, 'hours' | 'timeZone'>,
  { hours: own }: Pick<BookingCalendar, 'hours'>,
): Pick<OpeningHours, 'on'> {
  const business = openingHours(line)
  if (own === undefined) return business
  const theirs = (date: Temporal.PlainDate): OpenSpan[] => {
    const iso = date.toString()
    if (own.closures.some(({ from, to }) => from <= iso && iso <= to)) return []
    const week = own.weekly[weekdays[date.dayOfWeek - 1] ?? 'monday']
    return week.flatMap((span) => whileClockShows(date, span, line.timeZone))
  }
  return { on: (date) => business.on(date).flatMap((open) => theirs(date).flatMap((span) => overlap(open, span))) }
}

function overlap(a: OpenSpan, b: OpenSpan): OpenSpan[] {
  const from = a.from.epochMilliseconds < b.from.epochMilliseconds ? b.from : a.from
  const to = a.to.epochMilliseconds < b.to.epochMilliseconds ? a.to : b.to
  return from.epochMilliseconds < to.epochMilliseconds ? [{ from, to }] : []
}
