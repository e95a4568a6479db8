import type { Effect } from '@frontdesk/records'
import { NotNow, TooLate, Unclear } from '../answers.ts'
import { nameKey } from '../person.ts'
import { standingOf } from '../standing.ts'
import { type Customer, eventText } from '../texts.ts'
import type { WriteContext } from '../tool.ts'
import type { BookedEvent } from '../vendors/calendar.ts'
import { isClearNo, VendorFailure } from '../vendors/vendor-failure.ts'
import { type Claim, inTheWay, type Place, takenAnswer } from './slot-hold.ts'

// The one event of a booking: made under an id that follows from the intent, so that the calendar itself refuses a second.

export const eventStep = 'calendar-event'
export const withdrawalStep = 'calendar-withdrawal'
const tieLookEveryMs = 150

export const eventIdOf = (intent: { readonly key: string }) => `fd${intent.key}`

/** Our event was there, and somebody has cancelled it. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled'
}

/** @throws NotNow, TooLate, Cancelled; what `step` throws */
export function placeEvent(context: WriteContext, place: Place, customer: Customer, claim: Claim): Promise<Effect> {
  const { intent, vendors } = context
  const { calendarId } = place.provider.calendar
  const id = eventIdOf(intent)
  const effect: Effect = { vendor: 'calendar', action: 'created', what: 'event', reference: id }
  const find = async (signal: AbortSignal): Promise<Effect | undefined> => {
    const event = await eventOf(context, calendarId, signal)
    if (event === undefined) return undefined
    if (event.isCancelled) throw new Cancelled()
    return effect
  }
  return context.step({
    step: eventStep,
    find,
    async make(signal) {
      if (!context.mayBegin()) throw new TooLate()
      if (!(await claim.keep())) throw new NotNow(await takenAnswer(place, context))
      try {
        await vendors.calendar.insert(calendarId, newEvent(context, place, customer), signal)
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

function newEvent({ intent, callId, caller }: WriteContext, { slot, provider }: Place, customer: Customer) {
  const { bufferBeforeMinutes, bufferAfterMinutes } = provider.rules.booking
  const details = {
    ...{ intent: intent.key, reference: intent.reference, callId, service: slot.service },
    ...{ name: nameKey(customer.name), phone: customer.phone, caller, email: customer.email?.toLowerCase() ?? null },
    ...{ bufferBeforeMinutes, bufferAfterMinutes },
  }
  const { start, end } = slot
  return { id: eventIdOf(intent), ...eventText(slot.service, customer, intent.reference), start, end, details }
}

/** By its id, and by what only this intent's event carries: the calendar does not promise to notice a second of one id. */
async function eventOf({ intent, vendors }: WriteContext, calendarId: string, signal: AbortSignal) {
  const byId = await vendors.calendar.get(calendarId, eventIdOf(intent), signal)
  if (byId !== undefined && !byId.isCancelled) return byId
  const made = await vendors.calendar.madeBy(calendarId, intent.key, signal)
  return made.find(({ isCancelled }) => !isCancelled) ?? byId ?? made[0]
}

/** An event that we made, or moved. */
export interface Written {
  readonly step: string
  readonly isMine: (event: BookedEvent) => boolean
  readonly look: (signal: AbortSignal) => Promise<BookedEvent | undefined>
}

/** That of this booking. */
export const bookedEvent = (context: WriteContext, { provider }: Place): Written => ({
  step: eventStep,
  isMine: ({ own }) => own?.intent === context.intent.key,
  look: (signal) => eventOf(context, provider.calendar.calendarId, signal),
})

/** Whether the time is ours, now that the event stands in the calendar for all to see (see standing.ts). @throws Unclear, Cancelled */
export async function isFirst(context: WriteContext, place: Place, { step, isMine, look }: Written): Promise<boolean> {
  const { clock, timing, signal } = context
  const untilMs = clock.monotonicMs() + timing.tieMs
  for (;;) {
    const blocking = await inTheWay(place, context).catch((error: unknown) => {
      signal.throwIfAborted()
      throw new Unclear(step, error)
    })
    const own = blocking.filter(isMine)
    const [mine] = own
    if (mine === undefined) throw await whyMissing(context, step, look)
    if (own.length > 1)
      context.log.error('the calendar holds an event twice: a person must act', { events: own.length })
    const others = blocking.filter((event) => !isMine(event))
    const standing = standingOf(mine, others)
    if (standing !== 'tied') return standing === 'first'
    if (clock.monotonicMs() >= untilMs) return false
    await clock.sleep(tieLookEveryMs, signal)
  }
}

/** Why an event that we wrote blocks nothing: somebody has cancelled it, or the list is behind. */
async function whyMissing({ signal }: WriteContext, step: string, look: Written['look']): Promise<Error> {
  const event = await look(signal).catch((error: unknown) => {
    signal.throwIfAborted()
    throw new Unclear(step, error)
  })
  return event?.isCancelled === true ? new Cancelled() : new Unclear(step, new VendorFailure('calendar', 'unavailable'))
}

/** Takes our event away again. @throws Unclear */
export async function withdrawEvent(context: WriteContext, { provider }: Place): Promise<void> {
  const { vendors, intent } = context
  const { calendarId } = provider.calendar
  const id = eventIdOf(intent)
  const effect: Effect = { vendor: 'calendar', action: 'cancelled', what: 'event', reference: id }
  await context.step({
    step: withdrawalStep,
    async find(signal) {
      const event = await vendors.calendar.get(calendarId, id, signal)
      return event === undefined || event.isCancelled ? effect : undefined
    },
    async make(signal) {
      // Even a clear no leaves the event standing, so it is no answer to the booking.
      await vendors.calendar.cancel(calendarId, id, signal).catch((error: unknown) => {
        signal.throwIfAborted()
        throw new Unclear(withdrawalStep, error)
      })
      return effect
    },
  })
}
