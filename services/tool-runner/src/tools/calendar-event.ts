import type { Effect } from '@frontdesk/records'
import { TooLate, Unclear } from '../answers.ts'
import type { Slot } from '../slot-id.ts'
import { neededFor } from '../slots.ts'
import { standingOf } from '../standing.ts'
import { type Customer, eventText } from '../texts.ts'
import type { WriteContext } from '../tool.ts'
import type { BookedEvent } from '../vendors/calendar.ts'
import { isClearNo, VendorFailure } from '../vendors/vendor-failure.ts'

// The one event of a booking: made under an id that follows from the intent, so that the calendar itself refuses a second.

export const eventStep = 'calendar-event'
export const withdrawalStep = 'calendar-withdrawal'
const tieLookEveryMs = 150

export const eventIdOf = (intent: { readonly key: string }) => `fd${intent.key}`

/** Our event was there, and somebody has cancelled it. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled'
}

/** @throws TooLate, Cancelled; what `step` throws */
export function placeEvent(context: WriteContext, slot: Slot, customer: Customer): Promise<Effect> {
  const { intent, line, callId, vendors } = context
  const { calendarId } = line.booking
  const id = eventIdOf(intent)
  const effect: Effect = { vendor: 'calendar', action: 'created', what: 'event', reference: id }
  const find = async (signal: AbortSignal): Promise<Effect | undefined> => {
    const event = await vendors.calendar.get(calendarId, id, signal)
    if (event === undefined) return undefined
    if (event.isCancelled) throw new Cancelled()
    return effect
  }
  return context.step({
    step: eventStep,
    find,
    async make(signal) {
      if (!context.mayBegin()) throw new TooLate()
      const text = eventText(line, slot, customer, intent.reference)
      try {
        await vendors.calendar.insert(calendarId, { id, ...text, ...slot, intent: intent.key, callId }, signal)
      } catch (error) {
        // The id follows from the intent: who has it is an earlier try of ours.
        const isThere = error instanceof VendorFailure && error.kind === 'conflict'
        if (!isThere || (await find(signal)) === undefined) throw error
      }
      return effect
    },
    refused: (error) => error instanceof TooLate || error instanceof Cancelled || isClearNo(error),
  })
}

/** Whether the time is ours, now that the event stands in the calendar for all to see (see standing.ts). @throws Unclear, Cancelled */
export async function isFirst(context: WriteContext, slot: Slot): Promise<boolean> {
  const { clock, intent, timing, signal } = context
  const untilMs = clock.monotonicMs() + timing.tieMs
  for (;;) {
    const blocking = await blockingEvents(context, slot).catch((error: unknown) => {
      signal.throwIfAborted()
      throw new Unclear(eventStep, error)
    })
    const own = blocking.filter((event) => event.intent === intent.key)
    const [mine] = own
    if (mine === undefined) throw await whyMissing(context)
    // The calendar does not promise to notice a second event under one id.
    if (own.length > 1)
      context.log.error('the calendar holds an event twice: a person must act', { events: own.length })
    const others = blocking.filter((event) => event.intent !== intent.key)
    const standing = standingOf(mine, others)
    if (standing !== 'tied') return standing === 'first'
    if (clock.monotonicMs() >= untilMs) return false
    await clock.sleep(tieLookEveryMs, signal)
  }
}

/** Why an event that we made blocks nothing: somebody has cancelled it, or the list is behind. */
async function whyMissing({ vendors, line, intent, signal }: WriteContext): Promise<Error> {
  const event = await vendors.calendar
    .get(line.booking.calendarId, eventIdOf(intent), signal)
    .catch((error: unknown) => {
      signal.throwIfAborted()
      throw new Unclear(eventStep, error)
    })
  return event?.isCancelled === true
    ? new Cancelled()
    : new Unclear(eventStep, new VendorFailure('calendar', 'unavailable'))
}

export function blockingEvents(context: WriteContext, slot: Slot): Promise<readonly BookedEvent[]> {
  const { vendors, line, rules, signal } = context
  return vendors.calendar.blocking(line.booking.calendarId, neededFor(slot, rules), signal)
}

/** Takes our event away again. @throws Unclear */
export async function withdrawEvent(context: WriteContext): Promise<void> {
  const { vendors, line, intent } = context
  const id = eventIdOf(intent)
  const effect: Effect = { vendor: 'calendar', action: 'cancelled', what: 'event', reference: id }
  await context.step({
    step: withdrawalStep,
    async find(signal) {
      const event = await vendors.calendar.get(line.booking.calendarId, id, signal)
      return event === undefined || event.isCancelled ? effect : undefined
    },
    async make(signal) {
      // Even a clear no leaves the event standing, so it is no answer to the booking.
      await vendors.calendar.cancel(line.booking.calendarId, id, signal).catch((error: unknown) => {
        signal.throwIfAborted()
        throw new Unclear(withdrawalStep, error)
      })
      return effect
    },
  })
}
