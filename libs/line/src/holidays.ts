import Holidays from 'date-holidays'
import type { Line } from './schema.ts'

type Rule = NonNullable<Line['hours']['holidays']>

/** A public holiday on one day. */
export interface Holiday {
  readonly name: string
  /** `00:00`, but for the few that begin at noon. */
  readonly from: string
}

export type HolidayOn = (date: Temporal.PlainDate) => Holiday | undefined

type Year = ReadonlyMap<string, readonly Holiday[]>

/** A year costs the library milliseconds, and never changes: it is asked for once in a process for all lines of a place. */
const years = new Map<string, Year>()

/** Public holidays by day. */
export function holidaysOf(rule: Rule | null): HolidayOn {
  if (rule === null) return () => undefined
  const isExcepted = ({ name }: Holiday) => rule.except.some((e) => name === e || name.startsWith(`${e} (`))
  return (date) =>
    yearOf(rule, date.year)
      .get(date.toString())
      ?.find((holiday) => !isExcepted(holiday))
}

function yearOf(place: Rule, year: number): Year {
  const key = JSON.stringify([place.country, place.region, place.district, year])
  let days = years.get(key)
  if (days === undefined) {
    const calendar = calendarOf(place)
    // A holiday of several days may have begun in the year before.
    const all = [...daysOf(calendar, year - 1), ...daysOf(calendar, year)]
    const byDay = Map.groupBy(all, ([date]) => date)
    days = new Map([...byDay].map(([date, its]) => [date, its.map(([, holiday]) => holiday)]))
    years.set(key, days)
  }
  return days
}

const calendarOf = ({ country, region, district }: Rule): Holidays =>
  new Holidays(...([country, region, district].filter((part) => part !== undefined) as [string, string, string]))

function* daysOf(calendar: Holidays, year: number): Generator<[string, Holiday]> {
  for (const { type, name, date, start, end } of calendar.getHolidays(year)) {
    if (type !== 'public') continue
    const first = Temporal.PlainDateTime.from(date.slice(0, 19).replace(' ', 'T'))
    const lastsHours = (end.getTime() - start.getTime()) / 3_600_000
    // An hour less: a day on which the clocks go back lasts 25.
    const days = Math.max(1, Math.ceil((first.hour + lastsHours - 1) / 24))
    for (let i = 0; i < days; i += 1) {
      const from = i === 0 ? first.toPlainTime().toString({ smallestUnit: 'minute' }) : '00:00'
      yield [first.toPlainDate().add({ days: i }).toString(), { name, from }]
    }
  }
}

/** The years over which names of holidays are gathered: some are kept only when they fall on a weekday. */
const [firstYear, lastYear] = [2024, 2035]

/** What is wrong with the place or the exceptions, and what there is instead; undefined when nothing is. */
export function holidayFault(rule: Rule): string | undefined {
  const { country, region, district, except } = rule
  const all = new Holidays()
  const countries = namesOf(all.getCountries('en'))
  if (!Object.hasOwn(countries, country))
    return `country: knows no holidays of ${country}; there are ${Object.keys(countries).join(', ')}`
  const regions = namesOf(all.getStates(country, 'en'))
  if (region !== undefined && !Object.hasOwn(regions, region))
    return `region: knows no holidays of ${country}-${region}; ${listed(regions)}`
  if (district !== undefined) {
    if (region === undefined) return 'district: needs the region that it is in'
    const districts = namesOf(all.getRegions(country, region, 'en'))
    if (!Object.hasOwn(districts, district))
      return `district: knows no holidays of ${country}-${region}-${district}; ${listed(districts)}`
  }
  if (except.length === 0) return undefined
  const names = holidayNames(rule)
  const unknown = except.find((name) => !names.includes(name))
  return unknown === undefined
    ? undefined
    : `except: ${JSON.stringify(unknown)} is no holiday there; there are ${names.join(', ')}`
}

function holidayNames(rule: Rule): string[] {
  const calendar = calendarOf(rule)
  const years = Array.from({ length: lastYear - firstYear + 1 }, (_, i) => firstYear + i)
  return [
    ...new Set(
      years.flatMap((year) =>
        calendar.getHolidays(year).flatMap((day) => (day.type === 'public' && !day.substitute ? [day.name] : [])),
      ),
    ),
  ]
}

/** The library answers a name by code, or nothing at all. */
const namesOf = (answer: unknown): Record<string, string> => (answer ?? {}) as Record<string, string>

const listed = (names: Record<string, string>) => {
  const there = Object.entries(names).map(([code, name]) => `${code} (${name})`)
  return there.length === 0 ? 'there are none: leave it out' : `there are ${there.join(', ')}`
}
