import type { BookingCalendar } from '@frontdesk/line'
import { failed, NotNow } from '../answers.ts'
import { type AppointmentRef, openAppointmentId } from '../appointment-id.ts'
import { tagOf } from '../seals.ts'
import type { ToolContext, WriteContext } from '../tool.ts'
import type { BookedEvent, OwnDetails } from '../vendors/calendar.ts'
import { eventIdOf } from './calendar-event.ts'

// A caller's own appointment, by the id that findMyAppointments gave for it in this call. The id is the authority: it is given to
// whoever the line's policy knows as the owner, and to nobody else.

export const unknownAppointment = failed(
  'unknown-appointment',
  'That appointmentId is none that findMyAppointments returned in this call. Nothing was done. Call findMyAppointments and use an appointmentId exactly as it is.',
)
export const appointmentOver = failed(
  'appointment-expired',
  'That appointmentId is too old. Nothing was done. Call findMyAppointments again and use the one that it returns now.',
)
export const appointmentChanged = failed(
  'appointment-changed',
  'That appointment was changed meanwhile. Nothing was done. Call findMyAppointments again and tell the caller what stands.',
)
export const alreadyCancelled = failed(
  'already-cancelled',
  'That appointment is cancelled already. Nothing was done now. Tell the caller that it does not stand any more.',
)
const tooLateToChange = failed(
  'too-late-to-change',
  'That appointment begins too soon, or has begun: it can be moved or cancelled by a person only. Nothing was done. Say so, and call transferToHuman.',
)

export interface Own {
  readonly ref: AppointmentRef
  readonly calendar: BookingCalendar
  readonly eventId: string
}

/** Reads the id by the moment of the wish, whenever a later try runs. @throws NotNow */
export function ownOf(appointmentId: string, context: WriteContext): Own {
  const opened = openAppointmentId(appointmentId, context, context.intent.startedAt, context.seals)
  if (opened.is === 'over') throw new NotNow(appointmentOver)
  const ref = opened.is === 'appointment' ? opened.ref : undefined
  const calendar = context.rules.calendars.find(({ id }) => ref !== undefined && tagOf(id).equals(ref.calendarTag))
  if (ref === undefined || calendar === undefined) throw new NotNow(unknownAppointment)
  return { ref, calendar, eventId: eventIdOf({ key: ref.bookedBy }) }
}

/** An appointment as it stands: with its times, and what it says of itself. */
export interface Standing {
  readonly event: BookedEvent
  readonly own: OwnDetails
  readonly start: Temporal.ZonedDateTime
  readonly end: Temporal.ZonedDateTime
}

/** Undefined where nothing stands under the id any more. */
export async function standingOf({ calendar, eventId, ref }: Own, context: ToolContext, signal = context.signal) {
  const event = await context.vendors.calendar.get(calendar.calendarId, eventId, signal)
  return event === undefined || event.isCancelled || event.own?.intent !== ref.bookedBy
    ? undefined
    : asStanding(event, context)
}

/** Undefined for what is no appointment of ours with times of day. */
export function asStanding(event: BookedEvent, { line }: Pick<ToolContext, 'line'>): Standing | undefined {
  const { own, from, to } = event
  if (own === undefined || from === undefined || to === undefined || event.id !== eventIdOf({ key: own.intent })) {
    return undefined
  }
  return { event, own, start: from.toZonedDateTimeISO(line.timeZone), end: to.toZonedDateTimeISO(line.timeZone) }
}

/** Whether it is still as it was when its owner was told of it. */
export const isAsTold = ({ start, own }: Standing, { ref }: Own): boolean =>
  start.epochMilliseconds === ref.startMs && own.moves % 256 === ref.moves

/** Whether the line lets its owner still move or cancel it by telephone. */
export function mayChange({ start }: Pick<Standing, 'start'>, { line, clock }: ToolContext): boolean {
  const untilMs = start.epochMilliseconds - line.booking.changeUntilMinutes * 60_000
  return clock.now().epochMilliseconds < untilMs
}

/** @throws NotNow */
export function checkMayChange(standing: Standing, own: Own, context: ToolContext): void {
  if (!isAsTold(standing, own)) throw new NotNow(appointmentChanged)
  if (!mayChange(standing, context)) throw new NotNow(tooLateToChange)
}
