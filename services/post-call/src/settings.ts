/** What may be set about the work after a call. Milliseconds. */
export interface PostCallSettings {
  /** How often we look for calls that are not finished. */
  readonly sweepEveryMs: number
  /** The waits between tries of one call; the last one repeats. */
  readonly backoffMs: readonly number[]
  /** So long after a call's end its recording is waited for. */
  readonly giveUpAfterMs: number
}

export const defaultPostCallSettings: PostCallSettings = {
  sweepEveryMs: 5_000,
  backoffMs: [2_000, 5_000, 15_000, 30_000, 60_000],
  giveUpAfterMs: 15 * 60_000,
}
