import { dayOf, hourOf, minuteOf, offeredSlots, type State } from './state.ts'
import type { ClockTime } from './time-words.ts'
import type { Slot } from './tool-outcome.ts'
import { type Meaning, understand } from './understand.ts'

/** What the caller said, written into the form. */
export function hear(state: State, text: string | null): State {
  // Who says "mm-hm" listens, and has said nothing.
  if (text !== null && murmur.test(text)) return state
  const open = { ...state, callerWaits: true, aside: undefined, saidGoodbye: false }
  if (text === null) return mishear(open)
  const meaning = understand(text, state.facts)
  const spoken = { ...open, language: meaning.language ?? state.language }
  const heard = readers.map((read) => read(spoken, meaning)).find((result) => result !== undefined)
  return heard ? { ...heard, misheard: 0 } : mishear(spoken)
}

/** "Okay" and "right" are none: they may answer a question. */
const murmur = /^\W*(m+-?h+m+|uh-?huh|h+m+)\W*$/i

const mishear = (state: State): State => ({ ...state, aside: 'misheard', misheard: state.misheard + 1 })

type Reader = (state: State, meaning: Meaning) => State | undefined

/** The first that finds something of its own in a sentence has it. */
const readers: readonly Reader[] = [
  hearQuestion,
  hearNeedForPerson,
  hearAnswerToPersonOffer,
  hearSlotChoice,
  hearConfirmation,
  hearName,
  hearAppointment,
  hearEnd,
]

function hearQuestion(state: State, { asks, weekday }: Meaning): State | undefined {
  if (asks === undefined) return undefined
  return asks === 'again' ? state : { ...state, aside: asks, hoursOf: weekday ?? state.facts.today.dayOfWeek }
}

function hearNeedForPerson(state: State, { needsPerson }: Meaning): State | undefined {
  if (needsPerson === undefined) return undefined
  if (state.transfer.is === 'arranged') return { ...state, wish: 'person' }
  return { ...state, wish: 'person', reason: needsPerson, transfer: { is: 'none' }, transferTold: false }
}

function hearAnswerToPersonOffer(state: State, { yes, no }: Meaning): State | undefined {
  if (state.asked !== 'person' || yes === no) return undefined
  if (yes) return { ...state, wish: 'person', reason: 'unsure' }
  const givenUp = state.toolFaults > 1 ? ({ wish: 'none', toolFaults: 0 } as const) : {}
  return { ...state, asked: undefined, ...givenUp }
}

function hearSlotChoice(state: State, meaning: Meaning): State | undefined {
  if (!state.found || state.choice) return undefined
  const offered = offeredSlots(state)
  if (meaning.clock) {
    const slot = slotAt(state.found.slots, meaning.clock, meaning.weekday)
    if (slot) return choose(state, slot, meaning)
    return meaning.day && meaning.weekday !== undefined ? undefined : { ...state, aside: 'not-free' }
  }
  if (meaning.weekday !== undefined) {
    const slot = offered.find((each) => dayOf(each).dayOfWeek === meaning.weekday)
    return slot ? choose(state, slot, meaning) : undefined
  }
  const chosen = meaning.ordinal === undefined ? undefined : offered[meaning.ordinal]
  if (chosen) return choose(state, chosen, meaning)
  if (state.asked === 'slot' && meaning.yes && !meaning.no && offered[0]) return choose(state, offered[0], meaning)
  if (state.asked === 'slot' && meaning.no && !meaning.day && !meaning.goodbye)
    return { ...forgetDay(state), dayPart: meaning.dayPart }
  return undefined
}

function choose(state: State, choice: Slot, { name }: Meaning): State {
  return { ...state, choice, name: name ?? state.name, agreed: false, lostSlot: false }
}

function slotAt(slots: readonly Slot[], clock: ClockTime, weekday: number | undefined): Slot | undefined {
  return slots.find(
    (slot) =>
      hourOf(slot) % 12 === clock.hour % 12 &&
      minuteOf(slot) === clock.minute &&
      (clock.hour <= 12 || hourOf(slot) === clock.hour) &&
      (weekday === undefined || dayOf(slot).dayOfWeek === weekday),
  )
}

function hearConfirmation(state: State, { yes, no, name, weekday }: Meaning): State | undefined {
  if (state.asked !== 'confirm') return undefined
  if (name) return { ...state, name }
  if (weekday !== undefined && weekday !== (state.choice && dayOf(state.choice).dayOfWeek)) return undefined
  if (yes && !no) return { ...state, agreed: true }
  return no ? { ...state, choice: undefined } : undefined
}

function hearName(state: State, { name, perhapsName, wantsAppointment, service, day }: Meaning): State | undefined {
  if (state.asked === 'name') {
    const said = name ?? perhapsName
    return said ? { ...state, name: said } : undefined
  }
  return name && !(wantsAppointment || service || day) ? { ...state, name } : undefined
}

function hearAppointment(state: State, meaning: Meaning): State | undefined {
  const { wantsAppointment, service, day, dayPart, name } = meaning
  if (!(wantsAppointment || service || day || dayPart)) return undefined
  const anew =
    state.booking.is === 'none' ? state : { ...forgetDay(state), booking: { is: 'none' as const }, bookingTold: false }
  const asked = day ? forgetDay(anew) : anew
  return {
    ...asked,
    wish: 'appointment',
    callerIsDone: false,
    service: service ?? state.service,
    day: day ?? asked.day,
    dayPart: dayPart ?? (day ? undefined : asked.dayPart),
    name: name ?? state.name,
  }
}

/** Another day is wanted: what was found for the last one is of no use. */
function forgetDay(state: State): State {
  return { ...state, day: undefined, found: undefined, choice: undefined, agreed: false, lostSlot: false }
}

function hearEnd(state: State, { yes, no, goodbye, thanks }: Meaning): State | undefined {
  const declines = state.asked === 'else' && (no || thanks)
  if (state.asked === 'else' && yes && !declines && !goodbye) {
    return { ...state, wish: 'none', asked: 'help', callerIsDone: false }
  }
  return declines || goodbye ? { ...state, callerIsDone: true } : undefined
}
