import { offeredSlots, type State } from './state.ts'

/** Everything the receptionist can do. */
export const actNames = [
  'nothing',
  'cannot',
  'tellStuck',
  'greet',
  'repeatPlease',
  'offerPerson',
  'answerRobot',
  'answerAddress',
  'answerHours',
  'notFree',
  'wait',
  'askHelp',
  'askDay',
  'lookUp',
  'lookUpAgain',
  'lookUpFailed',
  'offer',
  'nothingFree',
  'askName',
  'readBack',
  'book',
  'tellBooked',
  'tellUnconfirmed',
  'tellNotBooked',
  'fetchPerson',
  'tellTransfer',
  'tellCallback',
  'tellNoPerson',
  'anythingElse',
  'logOutcome',
  'goodbye',
] as const
export type ActName = (typeof actNames)[number]

const TIMES_MISHEARD_BEFORE_A_PERSON = 3

/** The first thing that is due. */
export function nextAct(state: State): ActName {
  if (!state.greeted && !state.callerWaits) return 'greet'
  const aside = asideAct(state)
  if (aside) return aside
  if (state.pending.size > 0) return state.callerWaits ? 'wait' : 'nothing'
  if (state.wish === 'person') return personAct(state)
  if (state.callerIsDone) return endAct(state)
  return state.wish === 'appointment' ? appointmentAct(state) : 'askHelp'
}

function asideAct({ aside, misheard }: State): ActName | undefined {
  switch (aside) {
    case 'misheard':
      return misheard >= TIMES_MISHEARD_BEFORE_A_PERSON ? 'offerPerson' : 'repeatPlease'
    case 'robot':
      return 'answerRobot'
    case 'address':
      return 'answerAddress'
    case 'hours':
      return 'answerHours'
    case 'not-free':
      return 'notFree'
    case undefined:
      return undefined
    default:
      return aside satisfies never
  }
}

function personAct(state: State): ActName {
  const { transfer, transferTold } = state
  if (transfer.is === 'none') return 'fetchPerson'
  if (transfer.is === 'arranged' && transfer.next === 'transfer') return transferTold ? 'nothing' : 'tellTransfer'
  if (!transferTold) return transfer.is === 'arranged' ? 'tellCallback' : 'tellNoPerson'
  return state.callerIsDone ? endAct(state) : 'anythingElse'
}

function endAct(state: State): ActName {
  if (!state.logged) return 'logOutcome'
  return state.saidGoodbye ? 'nothing' : 'goodbye'
}

function appointmentAct(state: State): ActName {
  if (state.booking.is !== 'none') {
    if (state.bookingTold) return 'anythingElse'
    if (state.booking.is === 'booked') return 'tellBooked'
    return state.booking.is === 'unknown' ? 'tellUnconfirmed' : 'tellNotBooked'
  }
  if (!state.day) return 'askDay'
  if (!state.found) {
    if (state.toolFaults > 1) return 'lookUpFailed'
    return state.lostSlot ? 'lookUpAgain' : 'lookUp'
  }
  if (!state.choice) return offeredSlots(state).length > 0 ? 'offer' : 'nothingFree'
  if (!state.name) return 'askName'
  return state.agreed ? 'book' : 'readBack'
}
