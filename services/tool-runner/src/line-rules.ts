import {
  type BookingCalendar,
  type BookingRules,
  bookingCalendars,
  bookingRules,
  type Line,
  type Service,
} from '@frontdesk/line'
import { type OpeningHours, type OpenSpan, openingHours } from '@frontdesk/line/hours'
import { folded } from './person.ts'
import type { Provider, SlotRules } from './slots.ts'

/** A service, and who offers it: the first choice first. */
export interface Bookable {
  readonly service: Service
  readonly rules: BookingRules
  readonly providers: readonly Provider[]
}

/** A line's hours and services, worked out once. */
export interface LineRules {
  readonly hours: OpeningHours
  readonly timeZone: string
  readonly calendars: readonly BookingCalendar[]
  readonly bookables: readonly Bookable[]
  /** 0: no appointment of the line needs more time than its own. */
  readonly longestBufferMinutes: number
  /** The service of that name, in any of the line's languages. */
  bookable(name: string): Bookable | undefined
}

export function lineRules(line: Line): LineRules {
  const hours = openingHours(line)
  const calendars = bookingCalendars(line)
  const hoursOf = new Map(calendars.map((calendar) => [calendar.id, workingHours(calendar, hours, line.timeZone)]))
  const bookables = line.services.map((service): Bookable => {
    const rules = bookingRules(line, service)
    const providers = rules.offeredBy.map((calendar) => ({
      calendar,
      rules: { hours: hoursOf.get(calendar.id) ?? hours, booking: rules, timeZone: line.timeZone },
    }))
    return { service, rules, providers }
  })
  const buffers = bookables.flatMap(({ rules }) => [rules.bufferBeforeMinutes, rules.bufferAfterMinutes])
  const namesOf = ({ service }: Bookable) => [service.name, ...Object.values(service.names)].map(folded)
  return {
    ...{ hours, timeZone: line.timeZone, calendars, bookables, longestBufferMinutes: Math.max(0, ...buffers) },
    bookable: (name) => bookables.find((one) => namesOf(one).includes(folded(name))),
  }
}

/** When somebody works: their own hours, as far as the business is open. */
function workingHours({ hours: own }: BookingCalendar, business: OpeningHours, timeZone: string): SlotRules['hours'] {
  if (own === undefined) return business
  const theirs = openingHours({ hours: { ...own, holidays: null, specialDays: [] }, timeZone })
  return {
    on: (date) =>
      business.on(date).flatMap((open) =>
        theirs.on(date).flatMap((works): OpenSpan[] => {
          const from = later(open.from, works.from)
          const to = earlier(open.to, works.to)
          return Temporal.ZonedDateTime.compare(from, to) < 0 ? [{ from, to }] : []
        }),
      ),
  }
}

const later = (a: Temporal.ZonedDateTime, b: Temporal.ZonedDateTime) =>
  Temporal.ZonedDateTime.compare(a, b) > 0 ? a : b
const earlier = (a: Temporal.ZonedDateTime, b: Temporal.ZonedDateTime) =>
  Temporal.ZonedDateTime.compare(a, b) < 0 ? a : b
