import Holidays from 'date-holidays'
import { type Line, weekdays } from './schema.ts'

/** A stretch of time in which the business is open, within one local day. `to` is not in it. */
export interface OpenSpan {
  readonly from: Temporal.ZonedDateTime
  readonly to: Temporal.ZonedDateTime
}

export type ClosedBecause =
  | { readonly kind: 'day-off' }
  | { readonly kind: 'outside-hours' }
  | { readonly kind: 'holiday'; readonly name: string }
  | { readonly kind: 'closure'; readonly reason: string }

export type OpenState =
  | { readonly open: true; readonly until: Temporal.ZonedDateTime }
  /** `until` is the next opening; undefined when there is none within a year. */
  | { readonly open: false; readonly because: ClosedBecause; readonly until: Temporal.ZonedDateTime | undefined }

/** How far the next opening is looked for. */
const HORIZON_DAYS = 366

/** When a line's business is open. Times of day are the line's own, right across changes of the clocks. */
export interface OpeningHours {
  on(date: Temporal.PlainDate): readonly OpenSpan[]
  at(moment: Temporal.Instant): OpenState
  /** The moment at which `minutes` of opening time, counted from `moment`, are over; undefined when not within a year. */
  afterOpenMinutes(moment: Temporal.Instant, minutes: number): Temporal.ZonedDateTime | undefined
  /** Why there are no opening hours on the day; undefined when there are. */
  whyClosed(date: Temporal.PlainDate): ClosedBecause | undefined
}

type HolidayName = (date: Temporal.PlainDate) => string | undefined

export function openingHours(line: Pick<Line, 'hours' | 'timeZone'>): OpeningHours {
  const { hours, timeZone } = line
  const holidayName = holidaysOf(hours.holidays)

  const day = (date: Temporal.PlainDate) => dayPlan(hours, date, holidayName)
  const on = (date: Temporal.PlainDate): readonly OpenSpan[] =>
    day(date).spans.flatMap(([from, to]) => spanOn(date, from, to, timeZone))

  const from = (moment: Temporal.Instant) => openSpansFrom(moment, timeZone, on)

  const at = (moment: Temporal.Instant): OpenState => {
    const now = moment.toZonedDateTimeISO(timeZone)
    const next = from(moment).next().value
    if (next !== undefined && Temporal.ZonedDateTime.compare(next.from, now) <= 0) {
      return { open: true, until: untilAfterTouchingSpans(next, on) }
    }
    return { open: false, because: day(now.toPlainDate()).closed ?? { kind: 'outside-hours' }, until: next?.from }
  }

  const afterOpenMinutes = (moment: Temporal.Instant, minutes: number) => {
    let left = minutes * 60_000
    for (const span of from(moment)) {
      const start = Math.max(span.from.epochMilliseconds, moment.epochMilliseconds)
      const lasts = span.to.epochMilliseconds - start
      if (left <= lasts) return Temporal.Instant.fromEpochMilliseconds(start + left).toZonedDateTimeISO(timeZone)
      left -= lasts
    }
    return undefined
  }

  return { on, at, afterOpenMinutes, whyClosed: (date) => (on(date).length > 0 ? undefined : day(date).closed) }
}

function dayPlan(hours: Line['hours'], date: Temporal.PlainDate, holidayName: HolidayName) {
  const iso = date.toString()
  const special = hours.specialDays.find((d) => d.date === iso)
  if (special !== undefined) {
    const closed: ClosedBecause | undefined =
      special.open.length === 0 ? { kind: 'closure', reason: special.reason } : undefined
    return { spans: special.open, closed }
  }
  const closure = hours.closures.find((c) => c.from <= iso && iso <= c.to)
  if (closure !== undefined) return { spans: [], closed: { kind: 'closure', reason: closure.reason } as const }
  const holiday = holidayName(date)
  if (holiday !== undefined) return { spans: [], closed: { kind: 'holiday', name: holiday } as const }
  const spans = hours.weekly[weekdays[date.dayOfWeek - 1] ?? 'monday']
  return { spans, closed: spans.length === 0 ? ({ kind: 'day-off' } as const) : undefined }
}

/** Empty where a change of the clocks swallows the span whole. */
function spanOn(date: Temporal.PlainDate, from: string, to: string, timeZone: string): OpenSpan[] {
  const end = to === '24:00' ? date.add({ days: 1 }).toZonedDateTime(timeZone) : moment(date, to, timeZone)
  const start = moment(date, from, timeZone)
  return Temporal.ZonedDateTime.compare(start, end) < 0 ? [{ from: start, to: end }] : []
}

const moment = (date: Temporal.PlainDate, time: string, timeZone: string) =>
  date.toZonedDateTime({ timeZone, plainTime: Temporal.PlainTime.from(time) })

/** The spans that end after `moment`, in order, for a year. */
function* openSpansFrom(
  moment: Temporal.Instant,
  timeZone: string,
  on: OpeningHours['on'],
): Generator<OpenSpan, undefined> {
  const now = moment.toZonedDateTimeISO(timeZone)
  for (let days = 0; days < HORIZON_DAYS; days += 1) {
    for (const span of on(now.toPlainDate().add({ days }))) {
      if (Temporal.ZonedDateTime.compare(span.to, now) > 0) yield span
    }
  }
  return undefined
}

/** A span that ends where the next begins (midnight, above all) does not close the business. */
function untilAfterTouchingSpans(span: OpenSpan, on: OpeningHours['on']): Temporal.ZonedDateTime {
  let until = span.to
  for (let hops = 0; hops < HORIZON_DAYS; hops += 1) {
    const touching = on(until.toPlainDate()).find((s) => s.from.equals(until))
    if (touching === undefined) return until
    until = touching.to
  }
  return until
}

/** Public holidays by name. The library's answer is asked once a year and kept. */
function holidaysOf(holidays: Line['hours']['holidays']): HolidayName {
  if (holidays === null) return () => undefined
  const calendar =
    holidays.region === undefined ? new Holidays(holidays.country) : new Holidays(holidays.country, holidays.region)
  const years = new Map<number, ReadonlyMap<string, string>>()
  return (date) => {
    let year = years.get(date.year)
    if (year === undefined) {
      year = new Map(
        calendar
          .getHolidays(date.year)
          .filter((h) => h.type === 'public')
          .map((h) => [h.date.slice(0, 10), h.name]),
      )
      years.set(date.year, year)
    }
    return year.get(date.toString())
  }
}

/** What the library knows: for the loader, which refuses a country or region that has no holidays on record. */
export function knowsHolidays(country: string, region: string | undefined): boolean {
  const calendar = new Holidays()
  const countries = calendar.getCountries() as Record<string, string>
  if (!Object.hasOwn(countries, country)) return false
  if (region === undefined) return true
  return Object.hasOwn((calendar.getStates(country) ?? {}) as Record<string, string>, region)
}
