import type { Language } from './language.ts'
import type { PromptFacts, Service } from './prompt-facts.ts'
import type { DayPart } from './time-words.ts'
import type { Found, HandOff, Slot } from './tool-outcome.ts'
import type { Reason } from './understand.ts'

/** What the agent last asked: a "yes" answers that. */
export type Question = 'help' | 'day' | 'slot' | 'name' | 'confirm' | 'person' | 'else'

/** Something to be said before the conversation goes on where it was. */
export type Aside = 'misheard' | 'robot' | 'address' | 'hours' | 'not-free'

export type Booking =
  | { readonly is: 'none' | 'unknown' | 'failed' }
  | { readonly is: 'booked'; readonly spoken: string; readonly smsSent: boolean }

export type Transfer = { readonly is: 'none' | 'unknown' | 'failed' } | ({ readonly is: 'arranged' } & HandOff)

/**
 * What the receptionist knows of a call, as a form that fills: what the caller said and what tools answered write into it, and
 * the next thing to do is the first gap (`nextAct`). Nothing here says which step comes next, so a call can be picked up from any
 * record of it.
 */
export interface State {
  readonly facts: PromptFacts
  readonly language: Language
  readonly greeted: boolean
  /** The caller or a tool has said something that the agent has not answered. */
  readonly callerWaits: boolean
  readonly asked: Question | undefined
  readonly aside: Aside | undefined
  /** The day whose hours were asked for last, 1 is Monday. */
  readonly hoursOf: number
  /** Times in a row that nothing was understood. */
  readonly misheard: number
  readonly wish: 'none' | 'appointment' | 'person'
  readonly reason: Reason
  readonly service: Service | undefined
  readonly day: Temporal.PlainDate | undefined
  readonly dayPart: DayPart | undefined
  readonly found: Found | undefined
  /** The slot was taken while we talked: said before the next offer. */
  readonly lostSlot: boolean
  /** Times that looking up, or booking, went wrong in a row. */
  readonly toolFaults: number
  readonly choice: Slot | undefined
  readonly name: string | undefined
  readonly agreed: boolean
  readonly booking: Booking
  readonly bookingTold: boolean
  readonly transfer: Transfer
  readonly transferTold: boolean
  readonly callerIsDone: boolean
  readonly logged: boolean
  readonly saidGoodbye: boolean
  /** Tools that were asked and have not answered. */
  readonly pending: ReadonlySet<string>
}

export function openingState(facts: PromptFacts): State {
  return {
    facts,
    language: facts.language,
    greeted: false,
    callerWaits: false,
    asked: undefined,
    aside: undefined,
    hoursOf: 1,
    misheard: 0,
    wish: 'none',
    reason: 'asked',
    service: undefined,
    day: undefined,
    dayPart: undefined,
    found: undefined,
    lostSlot: false,
    toolFaults: 0,
    choice: undefined,
    name: undefined,
    agreed: false,
    booking: { is: 'none' },
    bookingTold: false,
    transfer: { is: 'none' },
    transferTold: false,
    callerIsDone: false,
    logged: false,
    saidGoodbye: false,
    pending: new Set(),
  }
}

/** At most two, of the part of the day that was asked for where there are some. */
export function offeredSlots({ found, dayPart }: State): readonly Slot[] {
  const slots = found?.slots ?? []
  const fitting = slots.filter((slot) => dayPart === undefined || dayPartOf(slot) === dayPart)
  return (fitting.length > 0 ? fitting : slots).slice(0, 2)
}

const dayPartOf = (slot: Slot): DayPart => (hourOf(slot) < 12 ? 'morning' : 'afternoon')

/** Of `2026-11-24T10:00:00+01:00[Europe/Berlin]`: the time on the wall where the business is. */
export const hourOf = (slot: Slot): number => Number(slot.startsAt.slice(11, 13))
export const minuteOf = (slot: Slot): number => Number(slot.startsAt.slice(14, 16))
export const dayOf = (slot: Slot): Temporal.PlainDate => Temporal.PlainDate.from(slot.startsAt.slice(0, 10))
