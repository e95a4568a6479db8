import type { CallEnd, JournalEntry } from '@frontdesk/records'
import type { CarrierStatus } from './carrier/carrier-control.ts'

/**
 * How a call stands, out of its journal: so that whichever instance is asked next, also after a restart, answers as the one
 * that decided would have. The words below are what the gateway notes about the call's course.
 */
export const notes = {
  'then-hang-up': 'hang-up',
  'then-hand-over': 'hand-over',
  'then-give-up': 'give-up',
  'then-limit': 'limit',
} as const
export const rebuilt = 'stream-rebuilt'
export const handedOver = 'handed-over'

type Decided = (typeof notes)[keyof typeof notes]
export const noteOf = (decided: Decided) => `then-${decided}` as const

export interface Standing {
  /** What follows the media stream; undefined while the conversation is to go on. */
  readonly decided: Decided | undefined
  /** A person took the caller. */
  readonly accepted: boolean
  readonly rebuilds: number
  readonly noticePlayed: boolean
  /** Something was said: a session that goes on does not open the call again. */
  readonly begun: boolean
}

const isNote = (what: string): what is keyof typeof notes => Object.hasOwn(notes, what)

export function standingOf(journal: readonly JournalEntry[]): Standing {
  const noted = journal.flatMap((entry) => (entry.kind === 'noted' ? [entry.what] : []))
  const last = noted.findLast(isNote)
  return {
    decided: last === undefined ? undefined : notes[last],
    accepted: noted.includes(handedOver),
    rebuilds: noted.filter((what) => what === rebuilt).length,
    noticePlayed: journal.some((entry) => entry.kind === 'notice-played'),
    begun: journal.some((entry) => entry.kind === 'utterance' || entry.kind === 'speaking'),
  }
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
      return 'caller-hung-up'
    default:
      return otherwise
  }
}

export type Settlement =
  | { readonly do: 'end'; readonly reason: CallEnd['reason']; readonly endedAt?: string }
  /** The carrier is made to ask us what comes next. */
  | { readonly do: 'redirect' }
  /** A person has the caller, or is being rung: nothing of ours is missing. */
  | { readonly do: 'leave' }

/**
 * What to do about a call that nobody here speaks with and that nobody ended, by what the carrier says of it.
 * `lost`: its gateway went away; otherwise only the carrier's word did not reach us.
 */
export function settlement(carrier: CarrierStatus, standing: Standing, lost: boolean): Settlement {
  if (carrier.state === 'unknown') return { do: 'end', reason: 'carrier-failed' }
  if (carrier.state === 'alive') return { do: standing.decided === 'hand-over' ? 'leave' : 'redirect' }
  const otherwise = carrier.failed ? 'carrier-failed' : lost ? 'gateway-lost' : 'caller-hung-up'
  const reason = endReason(standing, otherwise)
  return carrier.endedAt === undefined ? { do: 'end', reason } : { do: 'end', reason, endedAt: carrier.endedAt }
}
