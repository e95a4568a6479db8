import type { ActName } from './act.ts'
import { offeredSlots, ownAppointment, type State } from './state.ts'

export interface ToolCall {
  readonly tool: string
  readonly arguments: Readonly<Record<string, unknown>>
}

interface Act {
  /** What is known once it has been said. */
  readonly done: (state: State) => Partial<State>
  /** Tools that are asked in the same breath, or without a word where the act has no phrase. */
  readonly calls?: (state: State) => readonly ToolCall[]
}

const asks = (asked: State['asked']): Act => ({ done: () => ({ asked, aside: undefined }) })

/** What each act changes and which tools it asks. Its words are in phrases.ts. */
export const acts: Record<ActName, Act> = {
  nothing: { done: () => ({}) },
  cannot: asks('else'),
  tellStuck: asks('person'),
  admit: { done: () => ({ asked: 'confirm', aside: undefined, agreed: false }) },
  greet: { done: () => ({ asked: 'help' }) },
  repeatPlease: { done: () => ({ aside: undefined }) },
  offerPerson: asks('person'),
  answerRobot: { done: () => ({ aside: undefined }) },
  lookUpWay: { done: () => ({}), calls: () => [{ tool: 'getDirections', arguments: { bySms: false } }] },
  tellWay: asks('sms'),
  sendWay: { done: () => ({}), calls: () => [{ tool: 'getDirections', arguments: { bySms: true } }] },
  tellWaySent: asks('else'),
  lookUpAnswer: {
    done: () => ({}),
    calls: ({ topic }) => [{ tool: 'answerFromLine', arguments: { topic: topic ?? '' } }],
  },
  tellAnswer: asks('else'),
  tellNoAnswer: asks('callback'),
  answerAddress: asks('else'),
  answerHours: asks('else'),
  notFree: asks('slot'),
  wait: { done: () => ({}) },
  askHelp: asks('help'),
  askDay: asks('day'),
  lookUp: { done: () => ({}), calls: findAvailability },
  lookUpAgain: { done: () => ({}), calls: findAvailability },
  lookUpFailed: asks('person'),
  offer: asks('slot'),
  nothingFree: { done: () => ({ asked: 'day', day: undefined, found: undefined }) },
  askName: asks('name'),
  readBack: asks('confirm'),
  book: {
    done: () => ({}),
    calls: (state) => (state.wish === 'move' ? rescheduleAppointment(state) : bookAppointment(state)),
  },
  askOwner: asks('name'),
  lookUpMine: { done: () => ({}), calls: findMyAppointments },
  askStart: asks('start'),
  noneFound: asks('person'),
  tellTooLate: asks('person'),
  askNewDay: asks('day'),
  readBackCancel: asks('confirm'),
  cancel: { done: () => ({}), calls: cancelAppointment },
  tellBooked: { done: () => ({ asked: 'else', bookingTold: true }) },
  tellUnconfirmed: { done: () => ({ asked: 'else', bookingTold: true }) },
  tellNotBooked: { done: () => ({ asked: 'person', bookingTold: true }) },
  fetchPerson: { done: () => ({}), calls: transferToHuman },
  tellTransfer: { done: () => ({ transferTold: true }), calls: logCallOutcome },
  tellCallback: { done: () => ({ asked: 'else', transferTold: true }) },
  tellNoPerson: { done: () => ({ asked: 'else', transferTold: true }) },
  anythingElse: asks('else'),
  logOutcome: { done: () => ({}), calls: logCallOutcome },
  goodbye: { done: () => ({ saidGoodbye: true }), calls: () => [{ tool: 'endCall', arguments: {} }] },
}

function findAvailability(state: State): readonly ToolCall[] {
  const { day, service, facts } = state
  const date = String(day ?? facts.today)
  const own = state.wish === 'move' ? ownAppointment(state) : undefined
  const wanted = own
    ? { service: own.service, appointmentId: own.appointmentId }
    : { service: (service ?? facts.services[0])?.names[0] ?? '' }
  return [{ tool: 'findAvailability', arguments: { date, ...wanted } }]
}

function findMyAppointments({ name, startSaid }: State): readonly ToolCall[] {
  const start = startSaid === undefined ? {} : { startsAt: startSaid }
  return [{ tool: 'findMyAppointments', arguments: { name: name ?? '', ...start } }]
}

function rescheduleAppointment(state: State): readonly ToolCall[] {
  const slot = state.choice ?? offeredSlots(state)[0]
  const appointmentId = ownAppointment(state)?.appointmentId ?? ''
  return [{ tool: 'rescheduleAppointment', arguments: { appointmentId, slotId: slot?.slotId ?? '' } }]
}

function cancelAppointment(state: State): readonly ToolCall[] {
  return [{ tool: 'cancelAppointment', arguments: { appointmentId: ownAppointment(state)?.appointmentId ?? '' } }]
}

function bookAppointment(state: State): readonly ToolCall[] {
  const slot = state.choice ?? offeredSlots(state)[0]
  return [{ tool: 'bookAppointment', arguments: { slotId: slot?.slotId ?? '', customer: { name: state.name ?? '' } } }]
}

const reasons: Record<State['reason'], string> = {
  asked: 'The caller asks to speak with a person.',
  medical: 'The caller has a medical question.',
  billing: 'The caller has a question about a bill or an insurance.',
  change: 'The caller wants to cancel or move an appointment.',
  unsure: 'The assistant could not help the caller and offered a person.',
}

function transferToHuman({ reason, ringsBack }: State): readonly ToolCall[] {
  const how = ringsBack ? { how: 'callback' } : {}
  return [{ tool: 'transferToHuman', arguments: { reason: reasons[reason], ...how } }]
}

function logCallOutcome(state: State): readonly ToolCall[] {
  const [outcome, notes] = outcomeOf(state)
  return [{ tool: 'logCallOutcome', arguments: { outcome, notes } }]
}

function outcomeOf({ booking, transfer, reason, wish }: State): [outcome: string, notes: string] {
  if (booking.is === 'booked') {
    const word = { booked: 'booked', moved: 'rescheduled', cancelled: 'cancelled' }[booking.as]
    return [word, `The appointment was ${booking.as}: ${booking.spoken}.`]
  }
  if (transfer.is === 'arranged') return [transfer.next === 'transfer' ? 'transferred' : 'callback', reasons[reason]]
  if (booking.is === 'failed' || transfer.is === 'failed') return ['failed', 'What the caller wanted did not work.']
  if (booking.is === 'unknown') return ['failed', 'The booking was not confirmed during the call.']
  if (wish === 'none') return ['answered', 'The caller had a question.']
  return ['abandoned', 'The caller did not book in the end.']
}
