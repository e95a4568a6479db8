import type { Effect } from '@frontdesk/records'
import { failed, NotNow, succeeded, TooLate, Unclear } from '../answers.ts'
import { appointmentIdOf } from '../appointment-id.ts'
import type { Slot } from '../slots.ts'
import { spoken } from '../spoken.ts'
import type { Tool, WriteContext } from '../tool.ts'
import { isClearNo, VendorFailure } from '../vendors/vendor-failure.ts'
import { Cancelled, isFirst, type Written } from './calendar-event.ts'
import { aboutAppointment, tellBySms } from './confirmation.ts'
import {
  alreadyCancelled,
  appointmentChanged,
  checkMayChange,
  isAsTold,
  type Own,
  ownOf,
  type Standing,
  standingOf,
} from './own-appointment.ts'
import { type Claim, checkPlace, claimPlace, type Place, placeOf, takenAnswer } from './slot-hold.ts'

const moveStep = 'calendar-move'
const backStep = 'calendar-move-back'

const doesNotFit = failed(
  'slot-does-not-fit',
  'That slot is not for this appointment. Nothing was done. Call findAvailability with the service of the appointment and its appointmentId, and use a slotId that it returns.',
)
const sameTime = failed('same-time', 'The appointment is at that time already. Nothing was done. Ask which other time.')

/** One change of the one event: the new time is claimed before, the old one is free after. */
export const rescheduleAppointment: Tool<'rescheduleAppointment'> = async ({ appointmentId, slotId }, context) => {
  const own = ownOf(appointmentId, context)
  const place = placeOf(slotId, context)
  const standing = await standingOf(own, context)
  if (standing === undefined) throw new NotNow(alreadyCancelled)
  const move = { own, place, standing, from: fromOf(standing, context) }
  if (context.wasBegun(backStep)) {
    await moveBack(move, context)
    return takenAnswer(place, context, place.provider)
  }
  if (!(await hold(move, context))) return takenAnswer(place, context, place.provider)
  const before = spoken(move.from.start, context.language)
  const { slot } = place
  const { name, service, phone } = standing.own
  const about = aboutAppointment(context, { start: slot.start, service, name })
  // To the number that it was made for, never one that the caller names: nobody changes another's appointment unnoticed.
  const confirmation = await tellBySms(context, 'change', { ...about, oldWhen: before }, phone)
  return succeeded<'rescheduleAppointment'>({
    appointmentId: nextId(move, context),
    startsAt: slot.start.toString({ smallestUnit: 'second' }),
    spoken: spoken(slot.start, context.language),
    before,
    confirmation,
  })
}

interface Moving {
  readonly own: Own
  readonly place: Place
  readonly standing: Standing
  /** Where it was before this intent moved it. */
  readonly from: Slot
}

const isMovedBy = ({ own }: { readonly own: Standing['own'] }, { intent }: WriteContext) =>
  own.movedBy === intent.key && own.movedFrom !== undefined

function fromOf(standing: Standing, context: WriteContext): Slot {
  const { movedFrom } = standing.own
  if (movedFrom === undefined || !isMovedBy(standing, context)) return standing
  const { timeZone } = context.line
  return { start: movedFrom.from.toZonedDateTimeISO(timeZone), end: movedFrom.to.toZonedDateTimeISO(timeZone) }
}

function nextId({ own, place }: Moving, context: WriteContext): string {
  const { bookedBy, moves } = own.ref
  const { slot } = place
  const ref = { bookedBy, calendar: own.calendar, startMs: slot.start.epochMilliseconds, moves: moves + 1 }
  return appointmentIdOf(ref, context, context.clock.now(), context.seals)
}

/** Whether the new time is the owner's now. @throws NotNow, before anything was begun */
async function hold(move: Moving, context: WriteContext): Promise<boolean> {
  const { own, place, standing, from } = move
  const claim = await claimPlace(place, context, from)
  try {
    if (!context.wasBegun(moveStep)) {
      checkFits(move)
      checkMayChange(standing, own, context)
      await checkPlace(place, claim, context, { eventId: own.eventId })
    }
    await moveEvent(move, claim, context)
    const isOurs = await isFirst(context, place, movedEvent(own, context))
    if (!isOurs) await moveBack(move, context)
    await claim.release()
    return isOurs
  } catch (error) {
    if (error instanceof NotNow) await claim.release()
    throw error instanceof Cancelled ? new Unclear(moveStep, error) : error
  }
}

const movedEvent = ({ eventId, calendar }: Own, { vendors }: WriteContext): Written => ({
  step: moveStep,
  isMine: ({ id }) => id === eventId,
  look: (signal) => vendors.calendar.get(calendar.calendarId, eventId, signal),
})

/** @throws NotNow */
function checkFits({ own, place, standing }: Moving): void {
  const { slot } = place
  const isSameService = standing.own.service === '' || standing.own.service === slot.service
  if (slot.calendar.id !== own.calendar.id || !isSameService) throw new NotNow(doesNotFit)
  if (slot.start.epochMilliseconds === standing.start.epochMilliseconds) throw new NotNow(sameTime)
}

function moveEvent({ own, place, from }: Moving, claim: Claim, context: WriteContext): Promise<Effect> {
  const { vendors, intent } = context
  const effect = effectOn(own)
  const find = async (signal: AbortSignal) => {
    const now = await standingOf(own, context, signal)
    return now !== undefined && isMovedBy(now, context) ? effect : undefined
  }
  return context.step({
    step: moveStep,
    find,
    async make(signal) {
      if (!context.mayBegin()) throw new TooLate()
      if (!(await claim.keep())) throw new NotNow(await takenAnswer(place, context, place.provider))
      const now = await standingOf(own, context, signal)
      if (now === undefined || !isAsTold(now, own)) throw new NotNow(appointmentChanged)
      const { start, end } = place.slot
      const change = { start, end, intent: intent.key, moves: own.ref.moves + 1, from }
      try {
        await vendors.calendar.move(own.calendar.calendarId, own.eventId, change, now.event.etag, signal)
      } catch (error) {
        // Somebody changed it between our look and our word; or that was an earlier try of ours.
        const isChanged = error instanceof VendorFailure && error.kind === 'conflict'
        if (!isChanged || (await find(signal)) === undefined) throw isChanged ? new NotNow(appointmentChanged) : error
      }
      return effect
    },
    refused: (error) => error instanceof TooLate || isClearNo(error),
  })
}

/** Takes the move back: somebody outside was first at the new time. @throws Unclear */
async function moveBack({ own, from }: Moving, context: WriteContext): Promise<void> {
  const { vendors, intent, signal: ended } = context
  const { calendarId } = own.calendar
  const isBack = ({ start }: Standing) => start.epochMilliseconds === from.start.epochMilliseconds
  const find = async (signal: AbortSignal) => {
    const now = await standingOf(own, context, signal)
    return now === undefined || isBack(now) ? effectOn(own) : undefined
  }
  await context.step({
    step: backStep,
    find,
    async make(signal) {
      try {
        const now = await standingOf(own, context, signal)
        if (now !== undefined && !isBack(now)) {
          const change = { start: from.start, end: from.end, intent: intent.key, moves: own.ref.moves, from }
          await vendors.calendar.move(calendarId, own.eventId, change, now.event.etag, signal)
        }
      } catch (error) {
        // Even a clear no leaves it where somebody else is, so it is no answer to the wish.
        ended.throwIfAborted()
        throw new Unclear(backStep, error)
      }
      return effectOn(own)
    },
  })
}

const effectOn = ({ eventId }: Own): Effect => ({
  ...{ vendor: 'calendar', action: 'updated', what: 'event', reference: eventId },
})
