import type { Effect } from '@frontdesk/records'
import { NotNow, succeeded, TooLate } from '../answers.ts'
import { spoken } from '../spoken.ts'
import type { Tool, WriteContext } from '../tool.ts'
import { isClearNo, VendorFailure } from '../vendors/vendor-failure.ts'
import { aboutAppointment, tellBySms } from './confirmation.ts'
import {
  alreadyCancelled,
  appointmentChanged,
  asStanding,
  checkMayChange,
  type Own,
  ownOf,
  standingOf,
} from './own-appointment.ts'

const cancelStep = 'calendar-cancellation'

export const cancelAppointment: Tool<'cancelAppointment'> = async ({ appointmentId }, context) => {
  const own = ownOf(appointmentId, context)
  const event = await context.vendors.calendar.get(own.calendar.calendarId, own.eventId, context.signal)
  const known = event === undefined ? undefined : asStanding(event, context)
  if (!context.wasBegun(cancelStep)) {
    if (known === undefined || known.event.isCancelled) throw new NotNow(alreadyCancelled)
    checkMayChange(known, own, context)
  }
  await cancelEvent(own, context)
  const start = Temporal.Instant.fromEpochMilliseconds(own.ref.startMs).toZonedDateTimeISO(context.line.timeZone)
  // A calendar that forgets what is cancelled has told nobody's number: then nobody is written to.
  const { name = '', service = '', phone = null } = known?.own ?? {}
  const about = aboutAppointment(context, { start, service, name })
  // To the number that it was made for, never one that the caller names: nobody changes another's appointment unnoticed.
  const confirmation = await tellBySms(context, 'cancellation', about, phone)
  return succeeded<'cancelAppointment'>({ spoken: spoken(start, context.language), confirmation })
}

function cancelEvent(own: Own, context: WriteContext): Promise<Effect> {
  const { vendors } = context
  const effect: Effect = { vendor: 'calendar', action: 'cancelled', what: 'event', reference: own.eventId }
  return context.step({
    step: cancelStep,
    find: async (signal) => ((await standingOf(own, context, signal)) === undefined ? effect : undefined),
    async make(signal) {
      if (!context.mayBegin()) throw new TooLate()
      const now = await standingOf(own, context, signal)
      if (now === undefined) return effect
      checkMayChange(now, own, context)
      await vendors.calendar
        .cancel(own.calendar.calendarId, own.eventId, signal, now.event.etag)
        .catch((error: unknown) => {
          throw error instanceof VendorFailure && error.kind === 'conflict' ? new NotNow(appointmentChanged) : error
        })
      return effect
    },
    refused: (error) => error instanceof TooLate || isClearNo(error),
  })
}
