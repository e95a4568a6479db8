import { failed, succeeded, Unclear } from '../answers.ts'
import { readSlotId, type Slot } from '../slot-id.ts'
import { isBookable, isFree, neededFor } from '../slots.ts'
import { spoken } from '../spoken.ts'
import type { Customer } from '../texts.ts'
import type { Tool, WriteContext } from '../tool.ts'
import { besides } from './besides.ts'
import {
  blockingEvents,
  Cancelled,
  eventStep,
  isFirst,
  placeEvent,
  withdrawalStep,
  withdrawEvent,
} from './calendar-event.ts'
import { confirmationMaking, confirmationStep } from './confirmation.ts'
import { contactMaking, contactStep, isReachable } from './contact.ts'

const taken = failed(
  'slot-taken',
  'That slot is gone: somebody else has just taken it. Nothing was booked. Call findAvailability again and offer another.',
)
const bookedBefore = failed(
  'already-booked',
  'This caller has that slot already, booked earlier in this call. Do not book it again.',
)
const unknownSlot = failed(
  'unknown-slot',
  'That slotId is none that findAvailability returned. Nothing was booked. Call findAvailability and use a slotId exactly as it is.',
)
const tooSoon = failed(
  'too-soon',
  'That slot begins too soon to be booked by telephone. Nothing was booked. Call findAvailability again and offer another.',
)

/**
 * Looks whether the slot is free, writes the event, looks again whether somebody was there first, and only then tells anybody.
 * Contact and SMS come with the booking: where they fail, it stands.
 */
export const bookAppointment: Tool<'bookAppointment'> = async ({ slotId, customer: given }, context) => {
  const slot = readSlotId(slotId, context.line)
  if (slot === undefined) return unknownSlot
  const customer = { name: given.name, phone: given.phone ?? context.caller, email: given.email ?? null }
  if (context.wasBegun(withdrawalStep)) {
    await withdrawEvent(context)
    return taken
  }
  const obstacle = context.wasBegun(eventStep) ? undefined : await obstacleTo(context, slot)
  if (obstacle !== undefined) return obstacle
  if (!(await hold(context, slot, customer))) return taken
  const confirmation = await tell(context, slot, customer)
  return succeeded<'bookAppointment'>({
    startsAt: slot.start.toString({ smallestUnit: 'second' }),
    spoken: spoken(slot.start, context.language),
    confirmation,
  })
}

/** Why the slot cannot be booked, before anything was begun. */
async function obstacleTo(context: WriteContext, slot: Slot) {
  const { rules, line, vendors, signal, callId } = context
  const bookable = isBookable(slot, rules, context.clock.now())
  if (bookable === 'too-soon') return tooSoon
  if (bookable !== 'yes') return unknownSlot
  const busy = await vendors.calendar.busy(line.booking.calendarId, neededFor(slot, rules), signal)
  if (isFree(slot, busy, rules)) return undefined
  const isOwn = (await blockingEvents(context, slot)).some((event) => event.callId === callId)
  return isOwn ? bookedBefore : taken
}

/** Whether the slot is the customer's now. */
async function hold(context: WriteContext, slot: Slot, customer: Customer): Promise<boolean> {
  try {
    await placeEvent(context, slot, customer)
    if (await isFirst(context, slot)) return true
  } catch (error) {
    if (error instanceof Cancelled) return false
    throw error
  }
  await withdrawEvent(context)
  return false
}

/** Tells the CRM and the customer, at the same time. What fails is tried again as long as the caller's patience allows. */
async function tell(context: WriteContext, slot: Slot, customer: Customer): Promise<'sms-sent' | 'no-sms'> {
  const isToBeKept = isReachable(customer)
  const to = context.line.sms.enabled ? customer.phone : null
  const [contact, sms] = await Promise.all([
    isToBeKept
      ? besides(context, contactStep, () => context.step(contactMaking(context, customer, 'customer', context.besides)))
      : undefined,
    to === null
      ? undefined
      : besides(context, confirmationStep, () => context.step(confirmationMaking(context, slot.start, to))),
  ])
  for (const [step, one] of [
    [contactStep, contact],
    [confirmationStep, sms],
  ] as const) {
    if (one?.is !== 'owed') continue
    if (context.mayTryAgain()) throw new Unclear(step, one.error)
    context.log.warn('a booking stands without what comes with it', { step, error: one.error })
  }
  return sms?.is === 'done' ? 'sms-sent' : 'no-sms'
}
