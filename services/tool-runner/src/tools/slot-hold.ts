import { stamp } from '@frontdesk/process/clock'
import { NotNow } from '../answers.ts'
import type { Bookable } from '../line-rules.ts'
import { openSlotId } from '../slot-id.ts'
import {
  isBookable,
  isFree,
  isInTheWay,
  nearestTo,
  neededFor,
  type OfferedSlot,
  type Provider,
  type Slot,
  type Span,
  searched,
} from '../slots.ts'
import { claimOf, type Except, offeringsOf } from '../taken-times.ts'
import type { ToolContext, WriteContext } from '../tool.ts'
import type { BookedEvent } from '../vendors/calendar.ts'
import { VendorFailure } from '../vendors/vendor-failure.ts'
import { bookedBefore, slotOver, taken, tooSoon, unknownSlot } from './slot-answers.ts'

/** A slot that a caller wants, with the rules that hold for it. */
export interface Place {
  readonly slot: OfferedSlot
  readonly bookable: Bookable
  readonly provider: Provider
}

/** Reads the id by the moment of the wish, whenever a later try runs. @throws NotNow */
export function placeOf(slotId: string, context: WriteContext): Place {
  const { line, rules, seals, intent } = context
  const opened = openSlotId(slotId, line, intent.startedAt, { seals, rules })
  if (opened.is === 'over') throw new NotNow(slotOver)
  const place = opened.is === 'slot' ? placeIn(opened.slot, context) : undefined
  if (place === undefined) throw new NotNow(unknownSlot)
  return place
}

function placeIn(slot: OfferedSlot, { rules }: ToolContext): Place | undefined {
  const bookable = rules.bookables.find(({ service }) => service.name === slot.service)
  const provider = bookable?.providers.find(({ calendar }) => calendar.id === slot.calendar.id)
  return bookable === undefined || provider === undefined ? undefined : { slot, bookable, provider }
}

/** The time, claimed for this intent among all runners, for as long as it takes to write it into the calendar. */
export interface Claim {
  readonly isHeld: boolean
  /** Whether it is still ours: to be asked right before the calendar is. */
  keep(): Promise<boolean>
  release(): Promise<void>
}

/** Claims the slot, and `besides` it the time that is being left, where nobody has that. */
export async function claimPlace({ slot, provider }: Place, context: WriteContext, besides?: Slot): Promise<Claim> {
  const { slotClaims, clock, timing, intent } = context
  const when = () => {
    const now = clock.now()
    return { now: stamp(now), until: stamp(now.add({ milliseconds: timing.claimMs })) }
  }
  const wanted = claimOf(slot, provider)
  let claimed = await slotClaims.claim(intent.key, [wanted], when())
  if (claimed.state === 'held' && besides !== undefined) {
    const left = claimOf({ ...besides, calendar: slot.calendar }, provider)
    const both = await slotClaims.claim(intent.key, [wanted, left], when())
    if (both.state === 'held') claimed = both
  }
  const { state } = claimed
  const fence = claimed.state === 'held' ? claimed.fence : undefined
  return {
    isHeld: state === 'held',
    keep: async () => fence !== undefined && slotClaims.keep(intent.key, fence, when()),
    release: async () => {
      if (fence !== undefined) await slotClaims.release(intent.key, fence)
    },
  }
}

/** Whether rules and calendars allow the slot at this moment. @throws NotNow; VendorFailure where the calendar cannot be read */
export async function checkPlace(place: Place, claim: Claim, context: WriteContext, except?: Except): Promise<void> {
  const { slot, bookable, provider } = place
  const bookableNow = isBookable(slot, provider.rules, context.clock.now())
  if (bookableNow === 'too-soon') throw new NotNow(tooSoon)
  if (bookableNow !== 'yes') throw new NotNow(unknownSlot)
  if (claim.isHeld) {
    const span = neededFor(slot, provider.rules.booking)
    const looking = {
      span,
      providers: [provider],
      holder: context.intent.key,
      ...(except === undefined ? {} : { except }),
    }
    const [offering] = await offeringsOf(bookable, looking, context)
    if (offering !== undefined && isFree(slot, offering.busy, provider.rules.booking)) return
  }
  await refuse(place, context)
}

/** @throws NotNow, with what else is free */
async function refuse(place: Place, context: WriteContext): Promise<never> {
  const isOwn = (await inTheWay(place, context)).some(({ own }) => own?.callId === context.callId)
  throw new NotNow(isOwn ? bookedBefore : await takenAnswer(place, context))
}

const alternativesOffered = 3

/** What a caller is told whose slot is gone. */
export async function takenAnswer({ slot, bookable, provider }: Place, context: WriteContext, only?: Provider) {
  const now = context.clock.now()
  const providers = only === undefined ? bookable.providers : [only]
  const span = searched(slot.start.toPlainDate(), provider.rules, now)
  const offerings =
    span === undefined
      ? []
      : await offeringsOf(bookable, { span, providers }, context).catch((error: unknown) => {
          // It is gone all the same: the model looks for others by itself.
          if (error instanceof VendorFailure) return []
          throw error
        })
  const near = nearestTo(slot.start, { service: slot.service, now, offerings }, alternativesOffered)
  return taken(near, context)
}

/** The events that are in the slot's way, its own among them when it stands. */
export async function inTheWay({ slot, provider }: Place, context: WriteContext): Promise<readonly BookedEvent[]> {
  const { vendors, rules, signal } = context
  const needed = neededFor(slot, provider.rules.booking)
  const wider = {
    from: needed.from.subtract({ minutes: rules.longestBufferMinutes }),
    to: needed.to.add({ minutes: rules.longestBufferMinutes }),
  }
  const events = await vendors.calendar.blocking(provider.calendar.calendarId, wider, signal)
  return events.filter((event) => isInTheWay(busyOf(event, needed), slot, provider.rules.booking))
}

/** An event of whole days is in the way of everything on them. */
function busyOf({ from, to, own }: BookedEvent, all: Span) {
  if (from === undefined || to === undefined) return all
  const { bufferBeforeMinutes = 0, bufferAfterMinutes = 0 } = own ?? {}
  const needs = { from: from.subtract({ minutes: bufferBeforeMinutes }), to: to.add({ minutes: bufferAfterMinutes }) }
  return { from, to, needs }
}
