import { offeredSlots, ownAppointment, type State } from './state.ts'

/** Everything the receptionist can do. */
export const actNames = [
  'nothing',
  'cannot',
  'tellStuck',
  'admit',
  'greet',
  'repeatPlease',
  'offerPerson',
  'answerRobot',
  'lookUpWay',
  'tellWay',
  'sendWay',
  'tellWaySent',
  'lookUpAnswer',
  'tellAnswer',
  'tellNoAnswer',
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
  'askOwner',
  'lookUpMine',
  'askStart',
  'noneFound',
  'tellTooLate',
  'askNewDay',
  'readBackCancel',
  'cancel',
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
  if (state.wish === 'move' || state.wish === 'cancel') return ownAppointmentAct(state)
  return state.wish === 'appointment' ? appointmentAct(state) : 'askHelp'
}

function asideAct(state: State): ActName | undefined {
  const { aside, misheard } = state
  switch (aside) {
    case 'misheard':
      return misheard >= TIMES_MISHEARD_BEFORE_A_PERSON ? 'offerPerson' : 'repeatPlease'
    case 'robot':
      return 'answerRobot'
    case 'way':
    case 'way-by-sms':
    case 'topic':
      return questionAct(aside, state)
    case 'address':
      return 'answerAddress'
    case 'hours':
      return 'answerHours'
    case 'not-free':
      return 'notFree'
    case 'mistaken':
      return 'admit'
    case undefined:
      return undefined
    default:
      return aside satisfies never
  }
}

/** What a tool has to be asked first. Undefined while it is. */
function questionAct(aside: 'way' | 'way-by-sms' | 'topic', state: State): ActName | undefined {
  const { pending, way, sentWay, answer } = state
  if (pending.size > 0) return undefined
  if (aside === 'way') return way ? 'tellWay' : 'lookUpWay'
  if (aside === 'way-by-sms') return sentWay ? 'tellWaySent' : 'sendWay'
  if (!answer) return 'lookUpAnswer'
  return answer.answer === null ? 'tellNoAnswer' : 'tellAnswer'
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

/** Of an appointment that the caller has: which one it is, then what becomes of it. */
function ownAppointmentAct(state: State): ActName {
  if (state.booking.is !== 'none') return tellingAct(state)
  if (!state.name) return 'askOwner'
  if (!state.mine) return state.toolFaults > 1 ? 'lookUpFailed' : 'lookUpMine'
  const own = ownAppointment(state)
  if (!own) return state.mine.askFor === 'start' && !state.startSaid ? 'askStart' : 'noneFound'
  if (own.change === 'too-late') return 'tellTooLate'
  if (state.wish === 'cancel') return state.agreed ? 'cancel' : 'readBackCancel'
  return state.day ? appointmentAct(state) : 'askNewDay'
}

function tellingAct({ booking, bookingTold }: State): ActName {
  if (bookingTold) return 'anythingElse'
  if (booking.is === 'booked') return 'tellBooked'
  return booking.is === 'unknown' ? 'tellUnconfirmed' : 'tellNotBooked'
}

function appointmentAct(state: State): ActName {
  if (state.booking.is !== 'none') return tellingAct(state)
  if (!state.day) return 'askDay'
  if (!state.found) {
    if (state.toolFaults > 1) return 'lookUpFailed'
    return state.lostSlot ? 'lookUpAgain' : 'lookUp'
  }
  if (!state.choice) return offeredSlots(state).length > 0 ? 'offer' : 'nothingFree'
  if (!state.name) return 'askName'
  return state.agreed ? 'book' : 'readBack'
}
