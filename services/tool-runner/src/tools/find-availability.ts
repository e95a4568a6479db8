import { failed, succeeded, unavailable } from '../answers.ts'
import { slotIdOf } from '../slot-id.ts'
import { lastDay, offerFor, searched } from '../slots.ts'
import { spoken } from '../spoken.ts'
import type { Tool } from '../tool.ts'
import { isFinalNo } from '../vendors/vendor-failure.ts'

export const findAvailability: Tool<'findAvailability'> = async (args, context) => {
  const { line, rules, language, vendors, signal, log } = context
  const now = context.clock.now()
  const date = Temporal.PlainDate.from(args.date)
  const span = searched(date, rules, now)
  if (span === undefined) {
    const last = lastDay(rules, now).toString()
    return failed('too-far-ahead', `Appointments can be booked up to ${last} only. Ask for a day up to then.`)
  }
  let busy: Awaited<ReturnType<typeof vendors.calendar.busy>>
  try {
    busy = await vendors.calendar.busy(line.booking.calendarId, span, signal)
  } catch (error) {
    if (!isFinalNo(error)) throw error
    log.error('the calendar refuses to tell what is busy: a person must act', { error })
    return unavailable('findAvailability')
  }
  const { dayIs, slots } = offerFor({ date, durationMinutes: args.durationMinutes, now, busy }, rules)
  return succeeded<'findAvailability'>({
    dayIs,
    slots: slots.map((slot) => ({
      slotId: slotIdOf(slot, line.id),
      startsAt: slot.start.toString({ smallestUnit: 'second' }),
      endsAt: slot.end.toString({ smallestUnit: 'second' }),
      spoken: spoken(slot.start, language),
    })),
  })
}
