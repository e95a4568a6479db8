import type { HandOffStep, JournalEntry, RingEnd } from '@frontdesk/records'

/**
 * How fetching a person stands, out of the call's journal: so that any instance can answer the carrier's next question, also
 * one that has just started.
 *
 * A *round* begins when the caller is put on hold, and is over when the caller has come back to us. In it people are rung one
 * at a time, each ring an *attempt*: somebody sets out to ring, the carrier rings, and it ends. One that ends `accepted` has
 * the caller until the two part. Of entries that answer the same question the first counts.
 */
export interface Round {
  readonly plan: Plan
  readonly begunAt: string
  readonly attempts: readonly Attempt[]
  /** `index`: where in the journal it stands. */
  readonly returned?: {
    readonly why: 'nobody' | 'left'
    readonly by: string
    readonly at: string
    readonly index: number
  }
}

export type Plan = Omit<Extract<HandOffStep, { step: 'begun' }>, 'step'>

export interface Attempt {
  readonly attempt: number
  /** Who of the plan's people is rung, from 0. */
  readonly person: number
  readonly ringing: { readonly by: string; readonly at: string }
  /** Legs that the carrier rang; more than one only where it was not known that it had. */
  readonly legSids: readonly string[]
  readonly rungAt?: string
  readonly ended?: { readonly how: RingEnd; readonly by: string; readonly at: string; readonly legSid?: string }
  readonly partedAt?: string
}

export function roundsOf(journal: readonly JournalEntry[]): readonly Round[] {
  let rounds: readonly Round[] = []
  for (const [index, entry] of journal.entries()) {
    if (entry.kind !== 'hand-off') continue
    const { did, attempt, at } = entry
    const last = rounds.at(-1)
    if (did.step === 'begun') {
      const { step: _, ...plan } = did
      if (last === undefined || last.returned !== undefined) rounds = [...rounds, { plan, begunAt: at, attempts: [] }]
    } else if (last !== undefined) rounds = [...rounds.slice(0, -1), grown(last, attempt, did, { at, index })]
  }
  return rounds
}

type Happened = Exclude<HandOffStep, { step: 'begun' }>

interface Where {
  readonly at: string
  readonly index: number
}

function grown(round: Round, nth: number, did: Happened, { at, index }: Where): Round {
  if (did.step === 'returned') {
    return round.returned === undefined ? { ...round, returned: { why: did.why, by: did.by, at, index } } : round
  }
  const known = round.attempts.find(({ attempt }) => attempt === nth)
  if (did.step === 'ringing') {
    if (known !== undefined || round.returned !== undefined) return round
    const begun: Attempt = { attempt: nth, person: personOf(round), ringing: { by: did.by, at }, legSids: [] }
    return { ...round, attempts: [...round.attempts, begun] }
  }
  if (known === undefined) return round
  return { ...round, attempts: round.attempts.map((one) => (one === known ? changed(one, did, at) : one)) }
}

function changed(attempt: Attempt, did: Exclude<Happened, { step: 'returned' | 'ringing' }>, at: string): Attempt {
  switch (did.step) {
    case 'rung':
      return { ...attempt, legSids: [...new Set([...attempt.legSids, did.legSid])], rungAt: attempt.rungAt ?? at }
    case 'ended': {
      const { how, by, legSid } = did
      return attempt.ended === undefined
        ? { ...attempt, ended: { how, by, at, ...(legSid === undefined ? {} : { legSid }) } }
        : attempt
    }
    case 'parted':
      return attempt.ended?.how === 'accepted' && attempt.partedAt === undefined
        ? { ...attempt, partedAt: at }
        : attempt
    default:
      return did satisfies never
  }
}

/** Who is rung next: somebody who never came to be rung is rung again. */
const personOf = ({ attempts }: Round): number => attempts.filter(({ ended }) => ended?.how !== 'not-rung').length

/** The round that runs: the caller is away from us. */
export function openRound(rounds: readonly Round[]): Round | undefined {
  const last = rounds.at(-1)
  return last?.returned === undefined ? last : undefined
}

export const attemptIn = (rounds: readonly Round[], nth: number): Attempt | undefined =>
  rounds.flatMap(({ attempts }) => attempts).find(({ attempt }) => attempt === nth)

/** Where in the journal the caller last came back to the agent; -1: never. What was decided before is done with. */
export const backAt = (rounds: readonly Round[]): number =>
  rounds.findLast(({ plan, returned }) => plan.back === 'agent' && returned !== undefined)?.returned?.index ?? -1

/** How long the caller was away with people, all in all: time that the agent did not take. */
export const awayMs = (journal: readonly JournalEntry[]): number =>
  roundsOf(journal).reduce(
    (ms, { begunAt, returned }) => ms + (returned === undefined ? 0 : Date.parse(returned.at) - Date.parse(begunAt)),
    0,
  )

/** Attempts count over the whole call. */
export const nextAttempt = (rounds: readonly Round[]): number =>
  1 + Math.max(0, ...rounds.flatMap(({ attempts }) => attempts.map(({ attempt }) => attempt)))

export const accepted = ({ attempts }: Round): Attempt | undefined =>
  attempts.find(({ ended }) => ended?.how === 'accepted')

/** Whether a person has taken the caller at any time. */
export const wasTaken = (rounds: readonly Round[]): boolean => rounds.some((round) => accepted(round) !== undefined)

/** Somebody could not even begin to ring so often in a round: then it is not tried again. */
const mostNotRung = 2

export type Next =
  | { readonly do: 'ring'; readonly person: number }
  | { readonly do: 'give-back'; readonly why: 'nobody' | 'left' }
  | { readonly do: 'wait'; readonly attempt: Attempt }

/** What is to be done about a round that runs, with so many people to ring. */
export function nextOf(round: Round, people: number): Next {
  const taken = accepted(round)
  if (taken !== undefined) {
    return taken.partedAt === undefined ? { do: 'wait', attempt: taken } : { do: 'give-back', why: 'left' }
  }
  const last = round.attempts.at(-1)
  if (last !== undefined && last.ended === undefined) return { do: 'wait', attempt: last }
  const person = personOf(round)
  const gaveUp = round.attempts.filter(({ ended }) => ended?.how === 'not-rung').length > mostNotRung
  return person < people && !gaveUp ? { do: 'ring', person } : { do: 'give-back', why: 'nobody' }
}
