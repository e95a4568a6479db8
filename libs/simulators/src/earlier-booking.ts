import { randomBytes } from 'node:crypto'
import type { CalendarSimulator } from './calendar/calendar.ts'
import type { Scenario } from './scenarios/scenario.ts'

/** Calendars with their zones; the first is the one that appointments are in. */
export type KnownCalendars = Readonly<Record<string, { readonly timeZone: string }>>

const minutes = 30
const hour = 10
/** Far enough ahead for any line to let it be changed. */
const daysAhead = { from: 3, to: 60 }

/**
 * What an earlier call left in the calendar for this scenario's caller: an appointment with the private properties that our
 * events carry (docs/decisions/0022-appointments-and-their-owners.md).
 */
export function bookEarlier({ has, from }: Scenario, calendar: CalendarSimulator, calendars: KnownCalendars): void {
  const [home] = Object.entries(calendars)
  if (has === undefined || home === undefined) return
  const [calendarId, { timeZone }] = home
  const start = freeMorning(calendar, calendarId, timeZone)
  const intent = randomBytes(32).toString('hex')
  const when = (at: Temporal.ZonedDateTime) => ({
    dateTime: at.toString({ smallestUnit: 'second', timeZoneName: 'never' }),
    timeZone,
  })
  const number = from === null ? {} : { frontdeskPhone: from, frontdeskCaller: from }
  const own = {
    ...{ frontdeskIntent: intent, frontdeskCall: 'an-earlier-call', frontdeskReference: 'EARLIER' },
    ...{ frontdeskService: 'Check-up', frontdeskName: sortedName(has.name), ...number },
  }
  calendar.put(calendarId, {
    id: `fd${intent}`,
    summary: `Check-up: ${has.name}`,
    start: when(start),
    end: when(start.add({ minutes })),
    extendedProperties: { private: own },
  })
}

/** As our events keep a name; the scenarios' names have no accents and no titles. */
const sortedName = (name: string) => name.toLowerCase().split(' ').toSorted().join(' ')

function freeMorning(calendar: CalendarSimulator, calendarId: string, timeZone: string): Temporal.ZonedDateTime {
  const today = Temporal.Now.zonedDateTimeISO(timeZone).toPlainDate()
  const taken = calendar.events(calendarId).filter(({ status }) => status !== 'cancelled')
  for (let days = daysAhead.from; days < daysAhead.to; days += 1) {
    const start = today.add({ days }).toZonedDateTime({ timeZone, plainTime: { hour } })
    const isWorkday = start.dayOfWeek <= 5
    const isTaken = taken.some((event) => Date.parse(event.start.dateTime ?? '') === start.epochMilliseconds)
    if (isWorkday && !isTaken) return start
  }
  throw new Error('every morning of the next two months is taken already')
}
