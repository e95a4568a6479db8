import type { Aim } from '../arms.ts'

/** One thing that goes wrong with a media stream. */
export interface StreamTrouble extends Aim<'stream'> {
  /** The upgrade is signed with another token, or not at all. */
  readonly signature?: 'wrong' | 'missing'
  /** The socket dies without `stop`, so long after `start`. */
  readonly resetAfterMs?: number
  /** From so long after `start` on, nothing that the server sends is read; the caller's audio goes on. */
  readonly stopsReadingAfterMs?: number
  /** The caller's audio between these times is lost: timestamps jump. Counted from `start`. */
  readonly gaps?: readonly { readonly fromMs: number; readonly toMs: number }[]
}
