import type { Step } from '../scenarios/scenario.ts'

/** What decides whose turn it is. All times from the call's answering. */
export interface Hearing {
  readonly nowMs: number
  /** When the other side began to answer what was said last; undefined when it has not. */
  readonly answerBeganMs: number | undefined
  /** How long the other side has been quiet. */
  readonly quietMs: number
  /** When the caller's own last words ended. */
  readonly ownEndMs: number
  /** So long the other side must be quiet to have finished. */
  readonly patienceMs: number
}

/** The other side has finished when it has been quiet so long. */
export const FINISHED_MS = 900
/** At the beginning one announcement may follow another: a person waits to see whether there is more. */
export const FIRST_FINISHED_MS = 1_800
/** Who was thanked and asked for a moment gives one. */
export const PUT_OFF_MS = 4_000
/** From knowing that it is one's turn to speaking; words of the other side within it take the turn back. */
export const REACTION_MS = 300

/** Whether the caller does the step now. */
export function isTurn(step: Step, hearing: Hearing): boolean {
  switch (step.do) {
    case 'say':
    case 'hang-up-saying':
    case 'press':
    case 'hang-up':
      return hasFinished(hearing)
    case 'interrupt':
    case 'murmur':
    case 'cough':
    case 'hang-up-over':
      return hearing.answerBeganMs !== undefined && hearing.nowMs >= hearing.answerBeganMs + step.afterMs
    case 'listen':
      return false
    default:
      return step satisfies never
  }
}

/** An answer must go on beyond one's own words: what stopped before was not meant as one. */
function hasFinished({ nowMs, answerBeganMs, quietMs, ownEndMs, patienceMs }: Hearing): boolean {
  if (answerBeganMs === undefined || nowMs - quietMs <= ownEndMs) return false
  return quietMs >= patienceMs + REACTION_MS
}
