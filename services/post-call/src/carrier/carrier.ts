import type { Readable } from 'node:stream'

/** What is asked of the carrier after a call. */
export interface Carrier {
  /** The recordings that it made of a call itself, or of messages that the caller left in it. @throws Failure */
  recordings(callSid: string, of?: 'call' | 'message'): Promise<readonly CarrierRecording[]>
  /** The audio of a recording as WAV, on two channels where it has two. @throws Failure: `not-found` also shortly after it completed */
  audio(recordingSid: string, signal: AbortSignal): Promise<Readable>
  /** Deletes a recording for good; one that is gone is no failure. @throws Failure */
  remove(recordingSid: string): Promise<void>
  /** Where a message went and as how many it is billed. @throws Failure */
  message(messageSid: string): Promise<SentMessage>
}

export interface SentMessage {
  readonly from: string
  readonly to: string
  readonly segments: number
  /** The carrier found out on the way that the number is one. */
  readonly toLandline: boolean
}

export interface CarrierRecording {
  readonly sid: string
  /** `pending`: not ready yet, or in a state that we do not know. */
  readonly state: 'pending' | 'completed' | 'absent' | 'failed'
  readonly durationMs: number
}

export type Settled =
  | { readonly state: 'pending' }
  | { readonly state: 'completed'; readonly sid: string }
  | { readonly state: 'absent' | 'failed' }

/** How a call's recording stands; of several completed ones the longest counts. No recording at all is one that may still come. */
export function settled(recordings: readonly CarrierRecording[]): Settled {
  if (recordings.length === 0 || recordings.some(({ state }) => state === 'pending')) return { state: 'pending' }
  const [longest] = recordings
    .filter(({ state }) => state === 'completed')
    .toSorted((a, b) => b.durationMs - a.durationMs || (a.sid < b.sid ? -1 : 1))
  if (longest !== undefined) return { state: 'completed', sid: longest.sid }
  return { state: recordings.some(({ state }) => state === 'failed') ? 'failed' : 'absent' }
}
