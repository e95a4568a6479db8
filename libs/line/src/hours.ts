import { weekdays } from './fields.ts'
import { type HolidayOn, holidaysOf } from './holidays.ts'
import type { Line } from './schema.ts'
import { type OpenSpan, whileClockShows } from './wall-clock.ts'

export { clock, endOf, type OpenSpan } from './wall-clock.ts'

/** What gives a day its hours, or takes them. */
export type DayBecause =
  | { readonly kind: 'weekday' }
  | { readonly kind: 'day-off' }
  /** With `from` later than midnight the day is open until then. */
  | { readonly kind: 'holiday'; readonly name: string; readonly from: string }
  | { readonly kind: 'closure'; readonly reason: string }
  | { readonly kind: 'special-day'; readonly reason: string }

export interface DayHours {
  readonly date: Temporal.PlainDate
  readonly spans: readonly OpenSpan[]
  readonly because: DayBecause
}

/** Why it is closed: what closes the whole day, or where the moment lies in a day that has hours. */
export type ClosedBecause =
  | Exclude<DayBecause, { readonly kind: 'weekday' }>
  | { readonly kind: 'before-opening' | 'break' | 'after-closing' }

export type OpenState = OpenNow | ClosedNow

export interface OpenNow {
  readonly open: true
  readonly because: DayBecause
  /** When it closes; undefined when it does not within a year. */
  readonly until: Temporal.ZonedDateTime | undefined
  /** When it opens again after that; undefined when it does not within a year. */
  readonly opensAgain: Temporal.ZonedDateTime | undefined
}

export interface ClosedNow {
  readonly open: false
  readonly because: ClosedBecause
  /** The next opening; undefined when there is none within a year. */
  readonly until: Temporal.ZonedDateTime | undefined
}

/** How far the next change is looked for. */
const HORIZON_DAYS = 366

/**
 * When a line's business is open. Times of day are the line's own, and the clock on the wall decides: open exactly while it shows
 * a time within a span, on the days when the clocks change too.
 */
export interface OpeningHours {
  on(date: Temporal.PlainDate): readonly OpenSpan[]
  day(date: Temporal.PlainDate): DayHours
  at(moment: Temporal.Instant): OpenState
  /** The moment at which `minutes` of opening time, counted from `moment`, are over; undefined when not within a year. */
  afterOpenMinutes(moment: Temporal.Instant, minutes: number): Temporal.ZonedDateTime | undefined
}

export function openingHours(line: Pick<Line, 'hours' | 'timeZone'>): OpeningHours {
  const { hours, timeZone } = line
  const holidayOn = holidaysOf(hours.holidays)
  const day = (date: Temporal.PlainDate): DayHours => {
    const { spans, because } = dayRule(hours, date, holidayOn)
    return { date, because, spans: inOrder(spans.flatMap((span) => whileClockShows(date, span, timeZone))) }
  }
  const on = (date: Temporal.PlainDate) => day(date).spans

  const at = (moment: Temporal.Instant): OpenState => {
    const today = moment.toZonedDateTimeISO(timeZone).toPlainDate()
    const stretches = openStretches(openSpansFrom(moment, timeZone, on))
    const first = stretches.next().value
    if (first === undefined || first.from.epochMilliseconds > moment.epochMilliseconds)
      return { open: false, because: whyClosed(day(today), moment), until: first?.from }
    // What is open up to the horizon may be open beyond it.
    const horizon = today.add({ days: HORIZON_DAYS }).toZonedDateTime(timeZone)
    const until = first.to.epochMilliseconds < horizon.epochMilliseconds ? first.to : undefined
    return { open: true, because: day(today).because, until, opensAgain: stretches.next().value?.from }
  }

  const afterOpenMinutes = (moment: Temporal.Instant, minutes: number) => {
    let left = minutes * 60_000
    for (const span of openSpansFrom(moment, timeZone, on)) {
      const start = Math.max(span.from.epochMilliseconds, moment.epochMilliseconds)
      const lasts = span.to.epochMilliseconds - start
      if (left <= lasts) return Temporal.Instant.fromEpochMilliseconds(start + left).toZonedDateTimeISO(timeZone)
      left -= lasts
    }
    return undefined
  }

  return { on, day, at, afterOpenMinutes }
}

function dayRule(hours: Line['hours'], date: Temporal.PlainDate, holidayOn: HolidayOn) {
  const iso = date.toString()
  const special = hours.specialDays.find((d) => d.date === iso)
  if (special !== undefined)
    return { spans: special.open, because: { kind: 'special-day', reason: special.reason } as const }
  const closure = hours.closures.find((c) => c.from <= iso && iso <= c.to)
  if (closure !== undefined) return { spans: [], because: { kind: 'closure', reason: closure.reason } as const }
  const week = hours.weekly[weekdays[date.dayOfWeek - 1] ?? 'monday']
  const holiday = holidayOn(date)
  if (holiday !== undefined)
    return { spans: endedBy(holiday.from, week), because: { kind: 'holiday', ...holiday } as const }
  return { spans: week, because: { kind: week.length === 0 ? 'day-off' : 'weekday' } as const }
}

const endedBy = (time: string, spans: readonly [string, string][]): [string, string][] =>
  spans.flatMap(([from, to]) => (from < time ? [[from, to < time ? to : time]] : []))

/** Two spans that lie in an hour which happens twice take turns. */
const inOrder = (spans: readonly OpenSpan[]) =>
  spans.toSorted((a, b) => a.from.epochMilliseconds - b.from.epochMilliseconds)

function whyClosed({ spans, because }: DayHours, moment: Temporal.Instant): ClosedBecause {
  const isOver = ({ to }: OpenSpan) => to.epochMilliseconds <= moment.epochMilliseconds
  const over = spans.filter(isOver).length
  if (spans.length === 0 && because.kind !== 'weekday') return because
  if (over < spans.length) return { kind: over === 0 ? 'before-opening' : 'break' }
  return because.kind === 'holiday' ? because : { kind: 'after-closing' }
}

/** The spans that end after `moment`, in order, for a year. */
function* openSpansFrom(
  moment: Temporal.Instant,
  timeZone: string,
  on: OpeningHours['on'],
): Generator<OpenSpan, undefined> {
  const today = moment.toZonedDateTimeISO(timeZone).toPlainDate()
  for (let days = 0; days < HORIZON_DAYS; days += 1) {
    for (const span of on(today.add({ days }))) {
      if (span.to.epochMilliseconds > moment.epochMilliseconds) yield span
    }
  }
  return undefined
}

/** A span that ends where the next begins (midnight, above all) does not close the business. */
function* openStretches(spans: Iterable<OpenSpan>): Generator<OpenSpan, undefined> {
  let stretch: OpenSpan | undefined
  for (const span of spans) {
    if (stretch?.to.epochMilliseconds === span.from.epochMilliseconds) stretch = { from: stretch.from, to: span.to }
    else {
      if (stretch !== undefined) yield stretch
      stretch = span
    }
  }
  if (stretch !== undefined) yield stretch
  return undefined
}
