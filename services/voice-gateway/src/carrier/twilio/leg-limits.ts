import type { PulseLimits } from '../../pulse.ts'
import type { WholeAudioLimits } from './whole-audio.ts'

export interface LegLimits extends PulseLimits, WholeAudioLimits {
  /** A socket that does not begin a stream by then is closed. */
  readonly startWithinMs: number
  /** Audio goes out in real time; this much unsent means that the carrier has not been reading for many seconds. */
  readonly unsentBytes: number
  /** Events that wait for a listener; beyond it the oldest is dropped. A second of audio is 50 of them. */
  readonly unheardEvents: number
  readonly closeWithinMs: number
}

export const defaultLegLimits: LegLimits = {
  startWithinMs: 5_000,
  pingEveryMs: 2_000,
  // A carrier that sends nothing while the caller is silent need not answer pings: nothing says that it does.
  silentAfterMs: 25_000,
  unreadAfterMs: 5_000,
  unsentBytes: 256 * 1024,
  unheardEvents: 500,
  closeWithinMs: 2_000,
  jitterMs: 20,
  absentAfterMs: 750,
  mostSilenceMs: 2_000,
  waitMs: 100,
  mostAhead: 5,
}
