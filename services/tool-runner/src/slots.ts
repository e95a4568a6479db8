import type { Line } from '@frontdesk/line'
import type { OpeningHours } from '@frontdesk/line/hours'
import type { Slot } from './slot-id.ts'

// Which slots a line has, from its hours, its rules and what is busy. All lengths of time are exact: a slot of 30 minutes
// lasts 30 minutes on the night when the clocks change, too.

export interface SlotRules {
  readonly hours: Pick<OpeningHours, 'on'>
  readonly booking: Pick<Line['booking'], 'gridMinutes' | 'leadTimeMinutes' | 'horizonDays' | 'bufferMinutes'>
  readonly timeZone: string
}

export interface Busy {
  readonly from: Temporal.Instant
  readonly to: Temporal.Instant
}

/** How many slots are offered at once: more than a caller can keep in mind helps nobody. */
const mostOffered = 6
const mostOfALaterDay = 3
/** Whoever asks for the afternoon does not mean the hour before the lunch break. */
const afternoonFrom = 13
/** How far beyond the asked day the nearest slots are looked for. */
const laterDays = 14

/** Every slot of the day by hours and grid alone; the grid begins with each stretch of opening time. */
export function slotsOn(date: Temporal.PlainDate, durationMinutes: number, { hours, booking }: SlotRules): Slot[] {
  return hours.on(date).flatMap(({ from, to }) => {
    const openMinutes = (to.epochMilliseconds - from.epochMilliseconds) / 60_000
    const count = Math.max(0, Math.floor((openMinutes - durationMinutes) / booking.gridMinutes) + 1)
    return Array.from({ length: count }, (_, i) => {
      const start = from.add({ minutes: i * booking.gridMinutes })
      return { start, end: start.add({ minutes: durationMinutes }) }
    })
  })
}

export type Bookable = 'yes' | 'not-a-slot' | 'too-soon' | 'too-far'

/** Whether the line's rules allow the slot at all; whether it is free is another question. */
export function isBookable(slot: Slot, rules: SlotRules, now: Temporal.Instant): Bookable {
  const date = slot.start.toPlainDate()
  const minutes = (slot.end.epochMilliseconds - slot.start.epochMilliseconds) / 60_000
  const isOnGrid = slotsOn(date, minutes, rules).some(
    ({ start }) => start.epochMilliseconds === slot.start.epochMilliseconds,
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

/** The time that must be free for a slot: the slot with the line's buffer on either side. */
export function neededFor(slot: Slot, { booking }: Pick<SlotRules, 'booking'>): Busy {
  const buffer = { minutes: booking.bufferMinutes }
  return { from: slot.start.subtract(buffer).toInstant(), to: slot.end.add(buffer).toInstant() }
}

export function isFree(slot: Slot, busy: readonly Busy[], rules: Pick<SlotRules, 'booking'>): boolean {
  const { from, to } = neededFor(slot, rules)
  return !busy.some(
    (taken) =>
      taken.from.epochMilliseconds < to.epochMilliseconds && from.epochMilliseconds < taken.to.epochMilliseconds,
  )
}

/** What must be known about the calendar to answer for `date`; undefined when the day is too far ahead. */
export function searched(date: Temporal.PlainDate, rules: SlotRules, now: Temporal.Instant): Busy | undefined {
  const last = lastDay(rules, now)
  if (Temporal.PlainDate.compare(date, last) > 0) return undefined
  const days = daysFrom(date, rules, now)
  const [first = date, end = date] = [days[0], days.at(-1)]
  const midnight = (day: Temporal.PlainDate) => day.toZonedDateTime(rules.timeZone).toInstant()
  const buffer = { minutes: rules.booking.bufferMinutes }
  return { from: midnight(first).subtract(buffer), to: midnight(end.add({ days: 1 })).add(buffer) }
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
  readonly durationMinutes: number
  readonly now: Temporal.Instant
  readonly busy: readonly Busy[]
}

export interface Offer {
  readonly dayIs: 'available' | 'closed' | 'full' | 'past'
  readonly slots: readonly Slot[]
}

/** What to offer to somebody who wants that day: its slots, or the nearest later ones when it has none. */
export function offerFor({ date, durationMinutes, now, busy }: Wanted, rules: SlotRules): Offer {
  const freeOn = (day: Temporal.PlainDate) =>
    slotsOn(day, durationMinutes, rules).filter((slot) => isLateEnough(slot, rules, now) && isFree(slot, busy, rules))
  const today = now.toZonedDateTimeISO(rules.timeZone).toPlainDate()
  if (Temporal.PlainDate.compare(date, today) >= 0) {
    const onTheDay = freeOn(date)
    if (onTheDay.length > 0) return { dayIs: 'available', slots: firstOfEachHalf(onTheDay, mostOffered) }
  }
  const later: Slot[] = []
  for (const day of daysFrom(date, rules, now)) {
    if (later.length >= mostOffered) break
    const most = Math.min(mostOfALaterDay, mostOffered - later.length)
    later.push(...firstOfEachHalf(freeOn(day), most))
  }
  return { dayIs: whyNone(date, durationMinutes, rules, now), slots: later }
}

function whyNone(date: Temporal.PlainDate, durationMinutes: number, rules: SlotRules, now: Temporal.Instant) {
  const today = now.toZonedDateTimeISO(rules.timeZone).toPlainDate()
  if (Temporal.PlainDate.compare(date, today) < 0) return 'past'
  if (rules.hours.on(date).length === 0) return 'closed'
  const all = slotsOn(date, durationMinutes, rules)
  return all.length > 0 && all.every((slot) => !isLateEnough(slot, rules, now)) ? 'past' : 'full'
}

/** The first ones of the morning and of the afternoon, half of each where there are enough, in order. */
export function firstOfEachHalf(slots: readonly Slot[], most: number): Slot[] {
  const morning = slots.filter(({ start }) => start.hour < afternoonFrom)
  const afternoon = slots.filter(({ start }) => start.hour >= afternoonFrom)
  const ofAfternoon = Math.min(afternoon.length, Math.max(Math.floor(most / 2), most - morning.length))
  return [...morning.slice(0, most - ofAfternoon), ...afternoon.slice(0, ofAfternoon)]
}
