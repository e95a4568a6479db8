import type { Intent } from '@frontdesk/records'
import { intentOf } from '../src/intent.ts'
import type { Expected, Wishing } from './kinds.ts'
import { type Scene, told } from './scene.ts'

/** What is wrong, by kind. All must be 0. */
export interface Wrongs {
  /** Effects that are there more often than once. */
  readonly doubled: number
  /** Effects that the ledger holds and the world does not, and wishes that were begun and never came to an end. */
  readonly lost: number
  /** Effects that nobody asked for, or that a failed wish left behind. */
  readonly unauthorised: number
  /** Successes that a caller was told of and that the ledger does not hold. */
  readonly untrue: number
}

export const noWrongs: Wrongs = { doubled: 0, lost: 0, unauthorised: 0, untrue: 0 }

export interface Verdict {
  readonly wrongs: Wrongs
  readonly details: readonly string[]
}

const effects = ['contacts', 'notes', 'callbacks'] as const

/** Holds what the vendors have against what the ledger says that they must. */
export async function audit(scene: Scene, wishing: Wishing): Promise<Verdict> {
  const intents = await scene.world.records.ledger.ofCall(scene.callId)
  const keyOf = (args: Record<string, unknown>) =>
    intentOf({ ...scene, tool: wishing.tool, arguments: args as never }).key
  const granted = intents.find(({ tool, state }) => tool === wishing.tool && state === 'succeeded')
  const outcome = granted?.outcome?.status === 'succeeded' ? granted.outcome : undefined
  const expected = wishing.after(outcome, granted?.key !== keyOf(wishing.args))
  // What a caller who left without knowing was told behind the call.
  const lateTexts = intents.filter(({ tool, state }) => /\.(outcome|told)$/.test(tool) && state === 'succeeded').length
  const seen = await seenIn(scene)
  const wrongs = { ...noWrongs }
  const details: string[] = []
  const count = (what: string, is: number, should: number, mayBe = 0) => {
    if (is >= should && is <= should + mayBe) return
    const kind = is < should ? 'lost' : should === 0 ? 'unauthorised' : 'doubled'
    wrongs[kind] += Math.abs(is - should)
    details.push(`${kind}: ${is} ${what} where there should be ${should}`)
  }
  const { messages, ...others } = expected
  count('messages', seen.messages, messages + lateTexts, openTexts(intents))
  for (const what of effects) count(what, seen[what], others[what])
  const times = new Set([...seen.events, ...expected.events])
  for (const at of times) count(`appointments at ${at}`, among(seen.events, at), among(expected.events, at))
  count('messages to somebody else', strangersTexts(scene), 0)
  for (const { tool, state } of intents.filter((intent) => intent.outcome === undefined && isOwed(intent))) {
    wrongs.lost += 1
    details.push(`lost: ${tool} was begun, is ${state}, and has no end`)
  }
  const isTold = told(scene, 'tool.completed').some(
    (one) => one.tool === wishing.tool && one.outcome.status === 'succeeded',
  )
  if (isTold && outcome === undefined) {
    wrongs.untrue += 1
    details.push(`untrue: a success of ${wishing.tool} was told, and the ledger holds none`)
  }
  return { wrongs, details }
}

/** SMS that went with an answer which did not wait for theirs: they may have gone out. */
const openTexts = (intents: readonly Intent[]): number =>
  intents
    .filter(({ outcome }) => outcome !== undefined)
    .flatMap(({ steps }) => steps.filter(({ step, effect }) => step.startsWith('sms-') && effect === undefined)).length

/** One for which nobody asked a vendor owes nothing: it waits for the caller to wish it again. */
const isOwed = ({ steps }: Intent) => steps.length > 0

const among = (values: readonly string[], value: string) => values.filter((one) => one === value).length

/** What the vendors' own lists hold of this scene. */
async function seenIn({ world, calendarId, caller, callId }: Scene): Promise<Expected> {
  const { calendar, crm, carrier, records } = world
  const standing = calendar.events(calendarId).filter(({ status }) => status !== 'cancelled')
  const contacts = crm.contacts.filter(({ properties }) => properties.phone === caller)
  const callbacks = await records.callbacks.ofCall(callId)
  return {
    events: standing.map(({ start }) => Temporal.Instant.from(start.dateTime ?? '').toString()),
    contacts: contacts.length,
    notes: contacts.flatMap(({ id }) => crm.notesOf(id)).length,
    messages: carrier.messages.filter(({ to }) => to === caller).length,
    callbacks: callbacks.length,
  }
}

/** Every caller's number of a campaign looks like ours; any other is nobody's. */
const strangersTexts = ({ world }: Scene): number =>
  world.carrier.messages.filter(({ to }) => !/^\+491511\d{7}$/.test(to)).length
