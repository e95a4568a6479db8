import { z } from 'zod'
import { closures, oneLine, slug, texts, weekly } from './fields.ts'

const minutes = (most: number) => z.int().min(0).max(most)

/** What a caller can book, and what of the line's rules is otherwise for it. `bookingRules` puts the two together. */
export const serviceSchema = z.strictObject({
  name: oneLine,
  /** The name in the line's other languages. */
  names: texts.default({}),
  durationMinutes: z.int().min(5).max(480),
  description: oneLine.optional(),
  /** What must be free before and after, where it is not the line's `booking.bufferMinutes`. */
  bufferBeforeMinutes: minutes(120).optional(),
  bufferAfterMinutes: minutes(120).optional(),
  /** How long ahead it is booked at the latest, where it is not the line's `booking.leadTimeMinutes`. */
  leadTimeMinutes: minutes(43_200).optional(),
  /** Who offers it: ids of `booking.calendars`. Left out: everybody. */
  offeredBy: z.array(slug).min(1, 'must name somebody, or be left out: then everybody offers it').optional(),
})

/** Somebody, or something, that appointments are made with. */
const calendarSchema = z.strictObject({
  id: slug,
  /** Of the calendar at the vendor. */
  calendarId: z.string().min(1),
  /** As a caller would say it: "Dr. Sommer". */
  name: oneLine,
  /** When they work, where it is not whenever the business is open. Nobody has appointments outside the line's own hours. */
  hours: z.strictObject({ weekly, closures: closures.default([]) }).optional(),
})

export const bookingSchema = z
  .strictObject({
    /** The line's calendar. Where `calendars` are named, one of theirs: the first choice among several that are free. */
    calendarId: z.string().min(1),
    /** Who offers appointments, where it is more than one. */
    calendars: z.array(calendarSchema).default([]),
    /** Calendars at the vendor whose busy times block every appointment: a room, a machine, the practice's own closures. */
    blockedBy: z.array(z.string().min(1)).default([]),
    /** Slots begin on multiples of this many minutes after opening. */
    gridMinutes: z.int().min(5).max(120),
    leadTimeMinutes: minutes(43_200),
    horizonDays: z.int().min(1).max(365),
    bufferMinutes: minutes(120).default(0),
    /** How long before it begins an appointment can be moved or cancelled by telephone at the latest; after that by a person. */
    changeUntilMinutes: minutes(43_200).default(0),
    /**
     * What lets a caller see, move or cancel an appointment from another number than it was booked with; from that number the
     * name is asked for, always. `name-and-start`: the name and the exact time of the appointment, which the agent never tells
     * first. `name-and-email`: the name and the e-mail address that was given. The default is the strictest that people can
     * meet: few give an e-mail address by telephone, and with `never` nobody who withholds their number could cancel.
     */
    identify: z
      .strictObject({ otherNumber: z.enum(['never', 'name-and-start', 'name-and-email']).default('name-and-start') })
      .prefault({}),
  })
  .superRefine(({ calendarId, calendars }, context) => {
    const fault = (path: (string | number)[], message: string) => context.addIssue({ code: 'custom', path, message })
    calendars.forEach((calendar, i) => {
      const before = calendars.slice(0, i)
      if (before.some(({ id }) => id === calendar.id))
        fault(['calendars', i, 'id'], `must be another: ${calendar.id} is taken`)
      if (before.some((other) => other.calendarId === calendar.calendarId))
        fault(['calendars', i, 'calendarId'], 'must be another: two who share a calendar are one')
    })
    if (calendars.length > 0 && !calendars.some((calendar) => calendar.calendarId === calendarId))
      fault(['calendarId'], 'must be the calendarId of one of booking.calendars')
  })

type Booking = z.infer<typeof bookingSchema>
export type BookingService = z.infer<typeof serviceSchema>
export type BookingCalendar = z.infer<typeof calendarSchema>

/** All rules for one service, the line's own ones filled in. */
export interface BookingRules {
  readonly durationMinutes: number
  readonly bufferBeforeMinutes: number
  readonly bufferAfterMinutes: number
  readonly leadTimeMinutes: number
  readonly gridMinutes: number
  readonly horizonDays: number
  /** Who offers it, the first choice first: at least one. */
  readonly offeredBy: readonly BookingCalendar[]
  /** Calendars at the vendor that must be free besides. */
  readonly blockedBy: readonly string[]
}

export function bookingRules(
  line: { readonly booking: Booking; readonly business: { readonly name: string } },
  service: Omit<BookingService, 'name' | 'names' | 'description'>,
): BookingRules {
  const { booking } = line
  return {
    durationMinutes: service.durationMinutes,
    bufferBeforeMinutes: service.bufferBeforeMinutes ?? booking.bufferMinutes,
    bufferAfterMinutes: service.bufferAfterMinutes ?? booking.bufferMinutes,
    leadTimeMinutes: service.leadTimeMinutes ?? booking.leadTimeMinutes,
    gridMinutes: booking.gridMinutes,
    horizonDays: booking.horizonDays,
    offeredBy: bookingCalendars(line).filter(({ id }) => service.offeredBy?.includes(id) ?? true),
    blockedBy: booking.blockedBy,
  }
}

/** Everybody who offers appointments, the first choice first. A line that names nobody has its one calendar, with the id `line`. */
export function bookingCalendars(line: {
  readonly booking: Booking
  readonly business: { readonly name: string }
}): readonly BookingCalendar[] {
  const { calendarId, calendars } = line.booking
  if (calendars.length === 0) return [{ id: 'line', calendarId, name: line.business.name }]
  const isFirstChoice = (calendar: BookingCalendar) => Number(calendar.calendarId === calendarId)
  return calendars.toSorted((a, b) => isFirstChoice(b) - isFirstChoice(a))
}
