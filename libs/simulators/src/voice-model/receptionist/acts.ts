import type { ActName } from './act.ts'
import { offeredSlots, type State } from './state.ts'

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
  greet: { done: () => ({ asked: 'help' }) },
  repeatPlease: { done: () => ({ aside: undefined }) },
  offerPerson: asks('person'),
  answerRobot: { done: () => ({ aside: undefined }) },
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
  book: { done: () => ({}), calls: bookAppointment },
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

function findAvailability({ day, service, facts }: State): readonly ToolCall[] {
  const minutes = service?.minutes ?? facts.services[0]?.minutes ?? 30
  return [{ tool: 'findAvailability', arguments: { date: String(day ?? facts.today), durationMinutes: minutes } }]
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

function transferToHuman({ reason }: State): readonly ToolCall[] {
  return [{ tool: 'transferToHuman', arguments: { reason: reasons[reason] } }]
}

function logCallOutcome(state: State): readonly ToolCall[] {
  const [outcome, notes] = outcomeOf(state)
  return [{ tool: 'logCallOutcome', arguments: { outcome, notes } }]
}

function outcomeOf({ booking, transfer, reason, wish }: State): [outcome: string, notes: string] {
  if (booking.is === 'booked') return ['booked', `Booked for ${booking.spoken}.`]
  if (transfer.is === 'arranged') return [transfer.next === 'transfer' ? 'transferred' : 'callback', reasons[reason]]
  if (booking.is === 'failed' || transfer.is === 'failed') return ['failed', 'What the caller wanted did not work.']
  if (booking.is === 'unknown') return ['failed', 'The booking was not confirmed during the call.']
  if (wish === 'none') return ['answered', 'The caller had a question.']
  return ['abandoned', 'The caller did not book in the end.']
}
