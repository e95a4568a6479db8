import type { BookingCalendar, BookingRules } from '@frontdesk/line'
import type { OpeningHours } from '@frontdesk/line/hours'

// Which slots a service has, from the hours of those who offer it, its rules and what is taken. All lengths of time are exact: a
// slot of 30 minutes lasts 30 minutes on the night when the clocks change, too.

/** A stretch of time that may be booked, in the line's zone. */
export interface Slot {
  readonly start: Temporal.ZonedDateTime
  readonly end: Temporal.ZonedDateTime
}

/** A slot of a service with somebody who offers it. */
export interface OfferedSlot extends Slot {
  /** The service's name. */
  readonly service: string
  readonly calendar: BookingCalendar
}

export interface SlotRules {
  readonly hours: Pick<OpeningHours, 'on'>
  readonly booking: Omit<BookingRules, 'offeredBy' | 'blockedBy'>
  readonly timeZone: string
}

export interface Span {
  readonly from: Temporal.Instant
  readonly to: Temporal.Instant
}

/** Time that is taken. */
export interface Busy extends Span {
  /** With what must stay free around it, where that is more. */
  readonly needs?: Span
}

/** Somebody who offers a service, with the rules for its slots with them. */
export interface Provider {
  readonly calendar: BookingCalendar
  readonly rules: SlotRules
}

/** And what is taken of their time. */
export interface Offering extends Provider {
  readonly busy: readonly Busy[]
}

/** How many slots are offered at once: more than a caller can keep in mind helps nobody. */
const mostOffered = 6
const mostOfALaterDay = 3
/** Whoever asks for the afternoon does not mean the hour before the lunch break. */
const afternoonFrom = 13
/** How far beyond the asked day the nearest slots are looked for. */
const laterDays = 14

/** Every slot of the day by hours and grid alone; the grid begins with each stretch of opening time. */
export function slotsOn(date: Temporal.PlainDate, { hours, booking }: SlotRules): Slot[] {
  const { durationMinutes, gridMinutes } = booking
  return hours.on(date).flatMap(({ from, to }) => {
    const openMinutes = (to.epochMilliseconds - from.epochMilliseconds) / 60_000
    const count = Math.max(0, Math.floor((openMinutes - durationMinutes) / gridMinutes) + 1)
    return Array.from({ length: count }, (_, i) => {
      const start = from.add({ minutes: i * gridMinutes })
      return { start, end: start.add({ minutes: durationMinutes }) }
    })
  })
}

export type BookableAnswer = 'yes' | 'not-a-slot' | 'too-soon' | 'too-far'

/** Whether the rules allow the slot at all; whether it is free is another question. */
export function isBookable(slot: Slot, rules: SlotRules, now: Temporal.Instant): BookableAnswer {
  const date = slot.start.toPlainDate()
  const isOnGrid = slotsOn(date, rules).some(
    ({ start, end }) =>
      start.epochMilliseconds === slot.start.epochMilliseconds && end.epochMilliseconds === slot.end.epochMilliseconds,
  )
  if (!isOnGrid) return 'not-a-slot'
  if (!isLateEnough(slot, rules, now)) return 'too-soon'
  return Temporal.PlainDate.compare(date, lastDay(rules, now)) > 0 ? 'too-far' : 'yes'
}

/** The last day that can be booked. */
export const lastDay = ({ booking, timeZone }: SlotRules, now: Temporal.Instant): Temporal.PlainDate =>
  now.toZonedDateTimeISO(timeZone).toPlainDate().add({ days: booking.horizonDays })

const isLateEnough = ({ start }: Slot, { booking }: SlotRules, now: Temporal.Instant) =>
  start.epochMilliseconds >= now.epochMilliseconds + booking.leadTimeMinutes * 60_000

type Buffers = Pick<BookingRules, 'bufferBeforeMinutes' | 'bufferAfterMinutes'>

/** The time that must be free for a slot: the slot with the service's buffers around it. */
export function neededFor({ start, end }: Slot, { bufferBeforeMinutes, bufferAfterMinutes }: Buffers): Span {
  return {
    from: start.subtract({ minutes: bufferBeforeMinutes }).toInstant(),
    to: end.add({ minutes: bufferAfterMinutes }).toInstant(),
  }
}

export const overlap = (a: Span, b: Span): boolean =>
  a.from.epochMilliseconds < b.to.epochMilliseconds && b.from.epochMilliseconds < a.to.epochMilliseconds

/** Whether the two are in each other's way: one overlaps what the other needs. Two buffers may overlap. */
export function isInTheWay(taken: Busy, slot: Slot, buffers: Buffers): boolean {
  if (overlap(taken, neededFor(slot, buffers))) return true
  return taken.needs !== undefined && overlap(taken.needs, { from: slot.start.toInstant(), to: slot.end.toInstant() })
}

export const isFree = (slot: Slot, busy: readonly Busy[], buffers: Buffers): boolean =>
  !busy.some((taken) => isInTheWay(taken, slot, buffers))

/** What must be known about the calendars to answer for `date`; undefined when the day is too far ahead. */
export function searched(date: Temporal.PlainDate, rules: SlotRules, now: Temporal.Instant): Span | undefined {
  const last = lastDay(rules, now)
  if (Temporal.PlainDate.compare(date, last) > 0) return undefined
  const days = daysFrom(date, rules, now)
  const [first = date, end = date] = [days[0], days.at(-1)]
  const midnight = (day: Temporal.PlainDate) => day.toZonedDateTime(rules.timeZone).toInstant()
  const { bufferBeforeMinutes, bufferAfterMinutes } = rules.booking
  return {
    from: midnight(first).subtract({ minutes: bufferBeforeMinutes }),
    to: midnight(end.add({ days: 1 })).add({ minutes: bufferAfterMinutes }),
  }
}

/** The asked day, or today when that is past, and those after it in which the nearest slots are looked for. */
function daysFrom(date: Temporal.PlainDate, rules: SlotRules, now: Temporal.Instant): Temporal.PlainDate[] {
  const today = now.toZonedDateTimeISO(rules.timeZone).toPlainDate()
  const first = Temporal.PlainDate.compare(date, today) < 0 ? today : date
  const last = lastDay(rules, now)
  return Array.from({ length: laterDays + 1 }, (_, days) => first.add({ days })).filter(
    (day) => Temporal.PlainDate.compare(day, last) <= 0,
  )
}

export interface Wanted {
  readonly date: Temporal.PlainDate
  readonly service: string
  readonly now: Temporal.Instant
  /** Those who offer it and whose time is known, the first choice first. */
  readonly offerings: readonly Offering[]
}

export interface Offer {
  readonly dayIs: 'available' | 'closed' | 'full' | 'past'
  readonly slots: readonly OfferedSlot[]
}

/** What to offer to somebody who wants that day: its slots, or the nearest later ones when it has none. */
export function offerFor(wanted: Wanted): Offer {
  const { date, now, offerings } = wanted
  const [first] = offerings
  if (first === undefined) return { dayIs: 'full', slots: [] }
  const today = now.toZonedDateTimeISO(first.rules.timeZone).toPlainDate()
  if (Temporal.PlainDate.compare(date, today) >= 0) {
    const onTheDay = freeOn(date, wanted)
    if (onTheDay.length > 0) return { dayIs: 'available', slots: firstOfEachHalf(onTheDay, mostOffered) }
  }
  const later: OfferedSlot[] = []
  for (const day of daysFrom(date, first.rules, now)) {
    if (later.length >= mostOffered) break
    const most = Math.min(mostOfALaterDay, mostOffered - later.length)
    later.push(...firstOfEachHalf(freeOn(day, wanted), most))
  }
  return { dayIs: whyNone(date, wanted, today), slots: later }
}

/** The free slots that are nearest to a time on its day, and where that has too few the first of the days after it, in order. */
export function nearestTo(start: Temporal.ZonedDateTime, wanted: Omit<Wanted, 'date'>, most: number): OfferedSlot[] {
  const [first] = wanted.offerings
  if (first === undefined) return []
  const found: OfferedSlot[] = []
  const distance = (slot: Slot) => Math.abs(slot.start.epochMilliseconds - start.epochMilliseconds)
  for (const day of daysFrom(start.toPlainDate(), first.rules, wanted.now)) {
    const nearest = freeOn(day, wanted).toSorted((a, b) => distance(a) - distance(b))
    found.push(...nearest.slice(0, most - found.length))
    if (found.length >= most) break
  }
  return found.toSorted(byStart)
}

const byStart = (a: Slot, b: Slot) => Temporal.ZonedDateTime.compare(a.start, b.start)

/** The free slots of a day, each time once: with the first choice among those who are free. */
function freeOn(day: Temporal.PlainDate, { service, now, offerings }: Omit<Wanted, 'date'>): OfferedSlot[] {
  const byTime = new Map<number, OfferedSlot>()
  for (const { calendar, rules, busy } of offerings) {
    for (const slot of slotsOn(day, rules)) {
      const at = slot.start.epochMilliseconds
      if (byTime.has(at) || !isLateEnough(slot, rules, now) || !isFree(slot, busy, rules.booking)) continue
      byTime.set(at, { ...slot, service, calendar })
    }
  }
  return [...byTime.values()].toSorted(byStart)
}

function whyNone(date: Temporal.PlainDate, { now, offerings }: Wanted, today: Temporal.PlainDate) {
  if (Temporal.PlainDate.compare(date, today) < 0) return 'past'
  if (offerings.every(({ rules }) => rules.hours.on(date).length === 0)) return 'closed'
  const all = offerings.flatMap(({ rules }) => slotsOn(date, rules).map((slot) => isLateEnough(slot, rules, now)))
  return all.length > 0 && !all.includes(true) ? 'past' : 'full'
}

/** The first ones of the morning and of the afternoon, half of each where there are enough, in order. */
export function firstOfEachHalf<S extends Slot>(slots: readonly S[], most: number): S[] {
  const morning = slots.filter(({ start }) => start.hour < afternoonFrom)
  const afternoon = slots.filter(({ start }) => start.hour >= afternoonFrom)
  const ofAfternoon = Math.min(afternoon.length, Math.max(Math.floor(most / 2), most - morning.length))
  return [...morning.slice(0, most - ofAfternoon), ...afternoon.slice(0, ofAfternoon)]
}
