import { failed, succeeded, unavailable } from '../answers.ts'
import { openAppointmentId } from '../appointment-id.ts'
import type { Bookable } from '../line-rules.ts'
import { tagOf } from '../seals.ts'
import { slotIdOf } from '../slot-id.ts'
import { lastDay, type Offering, offerFor, type Provider, searched } from '../slots.ts'
import { spoken } from '../spoken.ts'
import { offeringsOf } from '../taken-times.ts'
import type { Tool, ToolContext } from '../tool.ts'
import { isFinalNo } from '../vendors/vendor-failure.ts'
import { appointmentOver, unknownAppointment } from './own-appointment.ts'

export const findAvailability: Tool<'findAvailability'> = async (args, context) => {
  const { line, rules, language, seals, clock, log } = context
  const now = clock.now()
  const date = Temporal.PlainDate.from(args.date)
  const bookable = rules.bookable(args.service)
  if (bookable === undefined) return unknownService(context)
  const providers =
    args.appointmentId === undefined ? bookable.providers : moving(args.appointmentId, bookable, context)
  if ('status' in providers) return providers
  const [first] = providers
  const span = first === undefined ? undefined : searched(date, first.rules, now)
  if (first === undefined) return otherService
  if (span === undefined) {
    const last = lastDay(first.rules, now).toString()
    return failed('too-far-ahead', `Appointments can be booked up to ${last} only. Ask for a day up to then.`)
  }
  let offerings: readonly Offering[]
  try {
    offerings = await offeringsOf(bookable, { span, providers }, context)
  } catch (error) {
    if (!isFinalNo(error)) throw error
    log.error('the calendar refuses to tell what is busy: a person must act', { error })
    return unavailable('findAvailability')
  }
  const { dayIs, slots } = offerFor({ date, service: bookable.service.name, now, offerings })
  return succeeded<'findAvailability'>({
    dayIs,
    slots: slots.map((slot) => ({
      slotId: slotIdOf(slot, line, now, seals),
      startsAt: slot.start.toString({ smallestUnit: 'second' }),
      endsAt: slot.end.toString({ smallestUnit: 'second' }),
      spoken: spoken(slot.start, language),
      ...(rules.calendars.length > 1 ? { with: slot.calendar.name } : {}),
    })),
  })
}

/** An appointment that is moved stays with whom it is. */
function moving(appointmentId: string, { providers }: Bookable, context: ToolContext) {
  const opened = openAppointmentId(appointmentId, context, context.clock.now(), context.seals)
  if (opened.is === 'over') return appointmentOver
  if (opened.is === 'unknown') return unknownAppointment
  const { calendarTag } = opened.ref
  return providers.filter(({ calendar }: Provider) => tagOf(calendar.id).equals(calendarTag))
}

const otherService = failed(
  'other-service',
  'The appointment is with somebody who does not offer that service. Call findAvailability with the service of the appointment; for another service book a new one.',
)

function unknownService({ rules }: ToolContext) {
  const names = rules.bookables.map(({ service }) => service.name).join(', ')
  return failed('unknown-service', `There is no such service. Call findAvailability again with one of: ${names}.`)
}
