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
  hearTopic,
  hearAnswerToOffer,
  hearChange,
  hearAnswerToPersonOffer,
  hearStart,
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

function hearTopic(state: State, { topic }: Meaning): State | undefined {
  return topic === undefined ? undefined : { ...state, aside: 'topic', topic, answer: undefined }
}

/** Of an SMS with the way, or of somebody who rings back. */
function hearAnswerToOffer(state: State, { yes, no, goodbye }: Meaning): State | undefined {
  if ((state.asked !== 'sms' && state.asked !== 'callback') || yes === no || goodbye) return undefined
  if (no) return { ...state, asked: 'else' }
  if (state.asked === 'sms') return { ...state, aside: 'way-by-sms' }
  return { ...state, wish: 'person', reason: 'unsure', ringsBack: true }
}

function hearNeedForPerson(state: State, { needsPerson }: Meaning): State | undefined {
  if (needsPerson === undefined) return undefined
  if (state.transfer.is === 'arranged') return { ...state, wish: 'person' }
  return { ...state, wish: 'person', reason: needsPerson, transfer: { is: 'none' }, transferTold: false }
}

/** Of an appointment that they have; said again while it is dealt with, it is no new wish. */
function hearChange(state: State, { wantsChange, name }: Meaning): State | undefined {
  if (wantsChange === undefined || (wantsChange === state.wish && state.booking.is === 'none')) return undefined
  const anew = { ...forgetDay(state), booking: { is: 'none' }, bookingTold: false, mine: undefined } as const
  return { ...anew, wish: wantsChange, callerIsDone: false, startSaid: undefined, name: name ?? state.name }
}

/** Asked when their appointment is. */
function hearStart(state: State, { day, clock }: Meaning): State | undefined {
  if (state.asked !== 'start' || !day || !clock) return undefined
  const hour = clock.hour < businessDayBegins ? clock.hour + 12 : clock.hour
  const at = day.toPlainDateTime({ hour, minute: clock.minute })
  return { ...state, mine: undefined, startSaid: at.toString({ smallestUnit: 'minute' }) }
}

/** "At two" is in the afternoon. */
const businessDayBegins = 7

function hearAnswerToPersonOffer(state: State, { yes, no }: Meaning): State | undefined {
  if (state.asked !== 'person' || yes === no) return undefined
  const isOfOwn = state.wish === 'move' || state.wish === 'cancel'
  if (yes) return { ...state, wish: 'person', reason: isOfOwn ? 'change' : 'unsure' }
  const givenUp = state.toolFaults > 1 || isOfOwn ? ({ wish: 'none', toolFaults: 0 } as const) : {}
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
  if (name && state.wish === 'appointment') return { ...state, name }
  if (yes && !no && state.wish === 'cancel') return { ...state, agreed: true }
  if (no && state.wish === 'cancel') return { ...state, wish: 'none', asked: undefined }
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
  const isOfOwn = state.booking.is === 'none' && (state.wish === 'move' || state.wish === 'cancel')
  // "The appointment on Tuesday" is the one that they have, until a new day is asked for.
  if (isOfOwn && (state.wish === 'cancel' || !state.mine)) return undefined
  const anew =
    state.booking.is === 'none' ? state : { ...forgetDay(state), booking: { is: 'none' as const }, bookingTold: false }
  const asked = day ? forgetDay(anew) : anew
  return {
    ...asked,
    wish: isOfOwn ? state.wish : 'appointment',
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
