import type { State } from './state.ts'
import { bookingIn, handOffIn, slotsIn, type ToolOutcome, toolOutcome } from './tool-outcome.ts'

/** A tool's answer, written into the form. A second answer to the same question (a late one) counts like the first. */
export function learn(state: State, tool: string, output: string): State {
  const outcome = toolOutcome(output)
  const answered = { ...state, pending: new Set([...state.pending].filter((name) => name !== tool)) }
  switch (tool) {
    case 'findAvailability':
      return { ...learnSlots(answered, outcome), callerWaits: true }
    case 'bookAppointment':
      return { ...learnBooking(answered, outcome), callerWaits: true }
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

function learnBooking(state: State, outcome: ToolOutcome): State {
  if (outcome.is === 'unknown') return { ...state, booking: { is: 'unknown' }, bookingTold: false }
  if (outcome.is === 'failed' && outcome.why === 'taken') {
    return { ...state, booking: { is: 'none' }, found: undefined, choice: undefined, agreed: false, lostSlot: true }
  }
  if (outcome.is === 'failed' && outcome.why === 'own-fault' && state.toolFaults === 0) {
    return { ...state, toolFaults: 1 }
  }
  const booked = outcome.is === 'succeeded' ? bookingIn(outcome.result) : undefined
  if (!booked) return { ...state, booking: { is: 'failed' }, bookingTold: false }
  const booking = { is: 'booked', spoken: booked.spoken, smsSent: booked.confirmation === 'sms-sent' } as const
  return { ...state, booking, bookingTold: false, toolFaults: 0 }
}

function learnTransfer(state: State, outcome: ToolOutcome): State {
  const told = { ...state, transferTold: false }
  if (outcome.is === 'unknown') return { ...told, transfer: { is: 'unknown' } }
  const handOff = outcome.is === 'succeeded' ? handOffIn(outcome.result) : undefined
  return { ...told, transfer: handOff ? { is: 'arranged', ...handOff } : { is: 'failed' } }
}
