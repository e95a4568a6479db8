import { stamp } from '@frontdesk/process/clock'
import type { ClaimedTime } from '@frontdesk/records'
import type { Bookable } from './line-rules.ts'
import { type Busy, neededFor, type OfferedSlot, type Offering, type Provider, type Slot, type Span } from './slots.ts'
import type { ToolContext } from './tool.ts'
import { VendorFailure } from './vendors/vendor-failure.ts'

export interface Looking {
  readonly span: Span
  /** Whose time it is about; all who offer the service when absent. */
  readonly providers?: readonly Provider[]
  /** Whose own claims take nothing from them. */
  readonly holder?: string
  /** An appointment that takes nothing, for it is about to be moved: one of the only provider's calendar. */
  readonly except?: Except
}

export interface Except {
  readonly eventId: string
}

/**
 * What is taken of the time of those who offer a service, by their calendar, by the calendars that block everybody, by those who
 * are booking at this moment, and by what appointments need around them. Whoever's time is not known is left out: unknown is not
 * free. @throws VendorFailure when nobody's is known
 */
export async function offeringsOf(
  { rules, providers: all }: Bookable,
  { span, providers = all, holder, except }: Looking,
  context: ToolContext,
): Promise<readonly Offering[]> {
  const { vendors, slotClaims, clock, signal, rules: line } = context
  const own = providers.map(({ calendar }) => calendar.calendarId)
  // What lies beside the span may need time within it.
  const wider = widened(span, line.longestBufferMinutes)
  const [busy, claimed, buffered, others] = await Promise.all([
    vendors.calendar.busy([...new Set([...own, ...rules.blockedBy])], span, signal),
    slotClaims.within(own, { from: stamp(wider.from), to: stamp(wider.to) }, stamp(clock.now())),
    line.longestBufferMinutes === 0 ? undefined : bufferedIn(own, wider, context),
    except === undefined ? undefined : othersIn(own, span, except, context),
  ])
  const unknown: VendorFailure[] = []
  const offerings = providers.flatMap((provider): Offering[] => {
    const { calendarId } = provider.calendar
    const told = [
      ...[calendarId, ...rules.blockedBy].map((id) => busy.get(id) ?? new VendorFailure('calendar', 'bad-answer')),
      ...(buffered === undefined ? [] : [buffered.get(calendarId) ?? []]),
    ]
    if (others !== undefined && !(told[0] instanceof VendorFailure)) told[0] = others
    const failure = told.find((one) => one instanceof VendorFailure)
    if (failure !== undefined) {
      unknown.push(failure)
      return []
    }
    const claims = claimed.filter((claim) => claim.calendarId === calendarId && claim.holder !== holder).map(busyOf)
    return [{ ...provider, busy: [...told.flatMap((one) => (one instanceof VendorFailure ? [] : one)), ...claims] }]
  })
  for (const error of unknown) {
    context.log.error('a calendar cannot be read: its times are offered to nobody', { vendorCode: error.vendorCode })
  }
  const [failure] = unknown
  if (offerings.length === 0 && failure !== undefined) throw failure
  return offerings
}

/** Our own appointments that need more time than their own, by calendar. */
async function bufferedIn(calendarIds: readonly string[], span: Span, { vendors, signal }: ToolContext) {
  const found = calendarIds.map(async (id) => {
    const busy = await vendors.calendar.buffered(id, span, signal).catch((error: unknown) => {
      signal.throwIfAborted()
      if (error instanceof VendorFailure) return error
      throw error
    })
    return [id, busy] as const
  })
  return new Map<string, readonly Busy[] | VendorFailure>(await Promise.all(found))
}

/** What is taken by everything but one appointment: free/busy does not say by what. */
async function othersIn(calendarIds: readonly string[], span: Span, { eventId }: Except, context: ToolContext) {
  const { vendors, signal } = context
  const found = await Promise.all(calendarIds.map((id) => vendors.calendar.blocking(id, span, signal)))
  return found.flat().flatMap(({ id, from = span.from, to = span.to }) => (id === eventId ? [] : [{ from, to }]))
}

const widened = ({ from, to }: Span, minutes: number): Span => ({
  from: from.subtract({ minutes }),
  to: to.add({ minutes }),
})

function busyOf({ from, to, needsFrom, needsTo }: ClaimedTime): Busy {
  const at = Temporal.Instant.from
  return { from: at(from), to: at(to), needs: { from: at(needsFrom), to: at(needsTo) } }
}

/** A slot as it is claimed. */
export function claimOf(slot: Slot & Pick<OfferedSlot, 'calendar'>, { rules }: Provider): ClaimedTime {
  const needed = neededFor(slot, rules.booking)
  return {
    calendarId: slot.calendar.calendarId,
    ...{ from: stamp(slot.start.toInstant()), to: stamp(slot.end.toInstant()) },
    ...{ needsFrom: stamp(needed.from), needsTo: stamp(needed.to) },
  }
}
