import type { State } from './state.ts'
import {
  answerIn,
  bookingIn,
  handOffIn,
  mineIn,
  slotsIn,
  type ToolOutcome,
  toolOutcome,
  wayIn,
} from './tool-outcome.ts'

/** A tool's answer, written into the form. A second answer to the same question (a late one) counts like the first. */
export function learn(state: State, tool: string, output: string): State {
  const outcome = toolOutcome(output)
  const answered = { ...state, pending: new Set([...state.pending].filter((name) => name !== tool)) }
  switch (tool) {
    case 'findAvailability':
      return { ...learnSlots(answered, outcome), callerWaits: true }
    case 'bookAppointment':
      return { ...learnBooking(answered, outcome, 'booked'), callerWaits: true }
    case 'rescheduleAppointment':
      return { ...learnBooking(answered, outcome, 'moved'), callerWaits: true }
    case 'cancelAppointment':
      return { ...learnBooking(answered, outcome, 'cancelled'), callerWaits: true }
    case 'findMyAppointments':
      return { ...learnMine(answered, outcome), callerWaits: true }
    case 'getDirections':
      return { ...learnWay(answered, outcome), callerWaits: true }
    case 'answerFromLine':
      return { ...learnAnswer(answered, outcome), callerWaits: true }
    case 'transferToHuman':
      return { ...learnTransfer(answered, outcome), callerWaits: true }
    case 'logCallOutcome':
      return { ...answered, logged: true }
    default:
      return answered
  }
}

function learnSlots(state: State, outcome: ToolOutcome): State {
  const found = outcome.is === 'succeeded' ? slotsIn(outcome.result) : undefined
  if (found) return { ...state, found, toolFaults: 0 }
  return { ...state, toolFaults: state.toolFaults + 1 }
}

function learnMine(state: State, outcome: ToolOutcome): State {
  const mine = outcome.is === 'succeeded' ? mineIn(outcome.result) : undefined
  return mine ? { ...state, mine, toolFaults: 0 } : { ...state, toolFaults: state.toolFaults + 1 }
}

function learnBooking(state: State, outcome: ToolOutcome, as: 'booked' | 'moved' | 'cancelled'): State {
  if (outcome.is === 'unknown') return { ...state, booking: { is: 'unknown' }, bookingTold: false }
  if (outcome.is === 'failed' && outcome.why === 'taken') {
    return { ...state, booking: { is: 'none' }, found: undefined, choice: undefined, agreed: false, lostSlot: true }
  }
  if (outcome.is === 'failed' && outcome.why === 'own-fault' && state.toolFaults === 0) {
    return { ...state, toolFaults: 1 }
  }
  const booked = outcome.is === 'succeeded' ? bookingIn(outcome.result) : undefined
  if (!booked) return { ...state, booking: { is: 'failed' }, bookingTold: false }
  const booking = { is: 'booked', as, spoken: booked.spoken, sms: booked.confirmation } as const
  return { ...state, booking, bookingTold: false, toolFaults: 0 }
}

/** Where it cannot be looked up, the address is what there is. */
function learnWay(state: State, outcome: ToolOutcome): State {
  const plain = { address: state.facts.address ?? '', directions: null, confirmation: 'no-sms' }
  const way = (outcome.is === 'succeeded' ? wayIn(outcome.result) : undefined) ?? plain
  return state.aside === 'way-by-sms' ? { ...state, way, sentWay: way } : { ...state, way }
}

function learnAnswer(state: State, outcome: ToolOutcome): State {
  return { ...state, answer: (outcome.is === 'succeeded' ? answerIn(outcome.result) : undefined) ?? { answer: null } }
}

function learnTransfer(state: State, outcome: ToolOutcome): State {
  const told = { ...state, transferTold: false }
  if (outcome.is === 'unknown') return { ...told, transfer: { is: 'unknown' } }
  const handOff = outcome.is === 'succeeded' ? handOffIn(outcome.result) : undefined
  return { ...told, transfer: handOff ? { is: 'arranged', ...handOff } : { is: 'failed' } }
}
