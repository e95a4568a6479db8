import type { Language } from './language.ts'
import type { PromptFacts, Service } from './prompt-facts.ts'
import type { DayPart } from './time-words.ts'
import type { Answer, Appointment, Found, HandOff, Mine, Slot, Way } from './tool-outcome.ts'
import type { Reason } from './understand.ts'

/** What the agent last asked: a "yes" answers that. */
export type Question = 'sms' | 'callback' | 'help' | 'start' | 'day' | 'slot' | 'name' | 'confirm' | 'person' | 'else'

/** Something to be said before the conversation goes on where it was. */
export type Aside =
  | 'misheard'
  | 'robot'
  | 'way'
  | 'way-by-sms'
  | 'topic'
  | 'address'
  | 'hours'
  | 'not-free'
  | 'mistaken'

export type Booking =
  | { readonly is: 'none' | 'unknown' | 'failed' }
  | {
      readonly is: 'booked'
      readonly as: 'booked' | 'moved' | 'cancelled'
      readonly spoken: string
      /** Whether an SMS went out, in the tool's words. */
      readonly sms: string
    }

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
  /** The way, once it was looked up; `sent`: with what became of its SMS. */
  readonly way: Way | undefined
  readonly sentWay: Way | undefined
  /** What was asked for last, and what the business says to it once that was looked up. */
  readonly topic: string | undefined
  readonly answer: Answer | undefined
  /** Times in a row that nothing was understood. */
  readonly misheard: number
  /** `move`, `cancel`: of an appointment that the caller has. */
  readonly wish: 'none' | 'appointment' | 'move' | 'cancel' | 'person'
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
  /** The caller's own appointments, once they were looked up. */
  readonly mine: Mine | undefined
  /** When the caller says their appointment is, where that was asked for: `2026-11-24T10:00`. */
  readonly startSaid: string | undefined
  readonly agreed: boolean
  readonly booking: Booking
  readonly bookingTold: boolean
  readonly transfer: Transfer
  readonly transferTold: boolean
  /** The caller was put through and is back, or was offered a call: the next person they get is one who rings them. */
  readonly ringsBack: boolean
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
    way: undefined,
    sentWay: undefined,
    topic: undefined,
    answer: undefined,
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
    mine: undefined,
    startSaid: undefined,
    agreed: false,
    booking: { is: 'none' },
    bookingTold: false,
    transfer: { is: 'none' },
    transferTold: false,
    ringsBack: false,
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

/** The one that a caller speaks of who does not say which. */
export const ownAppointment = ({ mine }: State): Appointment | undefined => mine?.appointments[0]
