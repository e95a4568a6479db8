import type { CallEnd, JournalEntry } from '@frontdesk/records'
import type { CarrierStatus } from './carrier/carrier-control.ts'
import { backAt, openRound, type Round, roundsOf, wasTaken } from './session/hand-off.ts'

/**
 * How a call stands, out of its journal: so that whichever instance is asked next, also after a restart, answers as the one
 * that decided would have. The words below are what the gateway notes about the call's course.
 */
export const notes = {
  'then-hang-up': 'hang-up',
  'then-hand-over': 'hand-over',
  'then-give-up': 'give-up',
  'then-limit': 'limit',
  'then-emergency': 'emergency',
} as const
export const rebuilt = 'stream-rebuilt'
export const handedOver = 'handed-over'
/** There was no room for the call. */
export const noCapacity = 'no-capacity'
export const askedForMessage = 'voicemail-asked'
export const noMessage = 'voicemail-empty'

type Decided = (typeof notes)[keyof typeof notes]
export const noteOf = (decided: Decided) => `then-${decided}` as const

export interface Standing {
  /** What follows the media stream; undefined while the conversation is to go on. */
  readonly decided: Decided | undefined
  /** Of an emergency, which of the line's rules was met. */
  readonly emergency: number | undefined
  /** The caller waits on hold for a person, or is with one; or was forwarded, and the carrier tells how that goes. */
  readonly people: 'none' | 'on-hold' | 'forwarded'
  /** A person took the caller. */
  readonly accepted: boolean
  /** Of a caller who was asked to leave a message: whether they did. */
  readonly message: 'not-asked' | 'asked' | 'left' | 'none'
  readonly rebuilds: number
  readonly noticePlayed: boolean
  /** Something was said: a session that goes on does not open the call again. */
  readonly begun: boolean
}

const isNote = (what: string): what is keyof typeof notes => Object.hasOwn(notes, what)

export function standingOf(journal: readonly JournalEntry[]): Standing {
  const noted = journal.flatMap((entry) => (entry.kind === 'noted' ? [entry.what] : []))
  const rounds = roundsOf(journal)
  const last = decisionIn(journal, backAt(rounds))
  return {
    decided: last === undefined ? undefined : notes[last.what],
    emergency: last?.count,
    people: peopleIn(openRound(rounds)),
    accepted: noted.includes(handedOver) || wasTaken(rounds),
    message: messageIn(journal, noted),
    rebuilds: noted.filter((what) => what === rebuilt).length,
    noticePlayed: journal.some((entry) => entry.kind === 'notice-played'),
    begun: journal.some((entry) => entry.kind === 'utterance' || entry.kind === 'speaking'),
  }
}

const peopleIn = (open: Round | undefined): Standing['people'] =>
  open === undefined ? 'none' : open.plan.mode === 'warm' ? 'on-hold' : 'forwarded'

/** What was decided last, behind the caller's return from people. */
function decisionIn(journal: readonly JournalEntry[], behind: number) {
  const decisions = journal.slice(behind + 1).flatMap((entry) => {
    if (entry.kind !== 'noted' || !isNote(entry.what)) return []
    return [{ what: entry.what, count: entry.count }]
  })
  return decisions.at(-1)
}

function messageIn(journal: readonly JournalEntry[], noted: readonly string[]): Standing['message'] {
  if (journal.some((entry) => entry.kind === 'voicemail')) return 'left'
  if (noted.includes(noMessage)) return 'none'
  return noted.includes(askedForMessage) ? 'asked' : 'not-asked'
}

/** Why a call ended that is over at the carrier. `otherwise`: what is said of a call for which nothing had been decided. */
export function endReason(
  standing: Pick<Standing, 'decided' | 'accepted'>,
  otherwise: CallEnd['reason'],
): CallEnd['reason'] {
  if (standing.accepted) return 'handed-over'
  switch (standing.decided) {
    case 'hang-up':
      return 'agent-ended'
    case 'give-up':
      return 'model-failed'
    case 'limit':
      return 'refused'
    // Rung for, but gone before anybody took the call.
    case 'hand-over':
    case 'emergency':
      return 'caller-hung-up'
    default:
      return otherwise
  }
}

export type Settlement =
  | { readonly do: 'end'; readonly reason: CallEnd['reason']; readonly endedAt?: string }
  /** The carrier is made to ask us what comes next. */
  | { readonly do: 'redirect' }
  /** A person has the caller, or is being rung, or the caller leaves a message: nothing of ours is missing. */
  | { readonly do: 'leave' }

/**
 * What to do about a call that nobody here speaks with and that nobody ended, by what the carrier says of it.
 * `lost`: its gateway went away; otherwise only the carrier's word did not reach us.
 */
export function settlement(carrier: CarrierStatus, standing: Standing, lost: boolean): Settlement {
  if (carrier.state === 'unknown') return { do: 'end', reason: 'carrier-failed' }
  if (carrier.state === 'alive') {
    // A person has the caller, or is rung; or the caller speaks behind the tone.
    const isElsewhere = standing.people !== 'none' || standing.message === 'asked'
    return { do: isElsewhere ? 'leave' : 'redirect' }
  }
  const otherwise = carrier.failed ? 'carrier-failed' : lost ? 'gateway-lost' : 'caller-hung-up'
  const reason = endReason(standing, otherwise)
  return carrier.endedAt === undefined ? { do: 'end', reason } : { do: 'end', reason, endedAt: carrier.endedAt }
}
