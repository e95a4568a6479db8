import { NotNow, succeeded, Unclear } from '../answers.ts'
import { spoken } from '../spoken.ts'
import type { Customer } from '../texts.ts'
import type { Tool, WriteContext } from '../tool.ts'
import { besides } from './besides.ts'
import {
  bookedEvent,
  Cancelled,
  eventStep,
  isFirst,
  placeEvent,
  withdrawalStep,
  withdrawEvent,
} from './calendar-event.ts'
import { aboutAppointment, type Confirmation, confirmationOf, smsSteps, text, textable } from './confirmation.ts'
import { around, contactMaking, contactStep, isReachable } from './contact.ts'
import { checkPlace, claimPlace, type Place, placeOf, takenAnswer } from './slot-hold.ts'

/**
 * Claims the slot among all runners, looks whether it is free, writes the event, looks again whether somebody outside was there
 * first, and only then tells anybody. Contact and SMS come with the booking: where they fail, it stands.
 */
export const bookAppointment: Tool<'bookAppointment'> = async ({ slotId, customer: given }, context) => {
  const place = placeOf(slotId, context)
  const customer = { name: given.name, phone: given.phone ?? context.caller, email: given.email ?? null }
  if (context.wasBegun(withdrawalStep)) {
    await withdrawEvent(context, place)
    return takenAnswer(place, context)
  }
  if (!(await hold(context, place, customer))) return takenAnswer(place, context)
  const confirmation = await tell(context, place, customer)
  return succeeded<'bookAppointment'>({
    startsAt: place.slot.start.toString({ smallestUnit: 'second' }),
    spoken: spoken(place.slot.start, context.language),
    confirmation,
  })
}

/**
 * Whether the slot is the customer's now. The claim is given back when all is said: what stands is in the calendar for all to
 * see. Where something stays open it lapses by itself. @throws NotNow, before anything was begun
 */
async function hold(context: WriteContext, place: Place, customer: Customer): Promise<boolean> {
  const claim = await claimPlace(place, context)
  try {
    if (!context.wasBegun(eventStep)) await checkPlace(place, claim, context)
    await placeEvent(context, place, customer, claim)
    const isOurs = await isFirst(context, place, bookedEvent(context, place))
    if (!isOurs) await withdrawEvent(context, place)
    await claim.release()
    return isOurs
  } catch (error) {
    if (error instanceof NotNow || error instanceof Cancelled) await claim.release()
    if (error instanceof Cancelled) return false
    throw error
  }
}

/** Tells the CRM and the customer, at the same time. What fails is tried again as long as the caller's patience allows. */
async function tell(context: WriteContext, place: Place, customer: Customer): Promise<Confirmation> {
  const isToBeKept = isReachable(customer)
  const about = aboutAppointment(context, { ...place.slot, name: customer.name })
  const [contact, sms] = await Promise.all([
    isToBeKept
      ? besides(context, contactStep, () =>
          context.step(contactMaking(around(context), customer, 'customer', context.besides)),
        )
      : undefined,
    text(context, 'confirmation', about, textable(customer.phone, context)),
  ])
  for (const [step, one] of [
    [contactStep, contact],
    [smsSteps.confirmation, sms],
  ] as const) {
    if (one?.is !== 'owed') continue
    if (context.mayTryAgain()) throw new Unclear(step, one.error)
    context.log.warn('a booking stands without what comes with it', { step, error: one.error })
  }
  return confirmationOf(sms)
}
