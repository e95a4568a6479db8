import type { CallEnd, JournalEntry } from '@frontdesk/records'
import { noCapacity, standingOf } from '../standing.ts'

/** Why the agent does not talk with the caller (any more): what staff are told of it, and how the call counts as ended. */
export const causes = {
  'cannot-go-on': {
    reason: 'The assistant could not go on with the call.',
    decided: 'give-up',
    end: 'model-failed',
    counted: 'gave-up',
  },
  limit: {
    reason: 'The call took as long, or cost as much, as the line allows.',
    decided: 'limit',
    end: 'refused',
    counted: 'limit-reached',
  },
  capacity: {
    reason: 'There were too many calls at once: the assistant did not take this one.',
    decided: 'limit',
    end: 'refused',
    counted: 'capacity-refused',
  },
} as const satisfies Record<string, Cause>

export interface Cause {
  readonly reason: string
  /** What the journal keeps of it. */
  readonly decided: 'give-up' | 'limit'
  readonly end: CallEnd['reason']
  readonly counted: string
}
export type FallBackCause = keyof typeof causes

/** The cause for which a call went to its fallback, out of its journal. */
export function causeIn(journal: readonly JournalEntry[]): Cause {
  if (journal.some((entry) => entry.kind === 'noted' && entry.what === noCapacity)) return causes.capacity
  return standingOf(journal).decided === 'limit' ? causes.limit : causes['cannot-go-on']
}
