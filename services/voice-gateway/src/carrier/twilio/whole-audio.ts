import { BYTES_PER_MS } from '@frontdesk/audio/mulaw'
import { PassingAudio } from '@frontdesk/audio/passing-audio'
import type { MediaFrame } from './stream-reader.ts'

/**
 * The caller's audio made whole: every millisecond once, in order. Frames that come twice are dropped; one that overtook
 * another waits a moment for it. Where the carrier's timestamps jump, silence stands in for what is missing, and where
 * frames stop altogether silence goes on for a while: without it a voice detection never learns that the caller has stopped.
 * Silence is never more than the time that passed, and of one absence never more than `mostSilenceMs`: longer changes
 * nothing for the model. Pure but for what it is told to tell; times are milliseconds.
 */
export class WholeAudio {
  readonly #limits: WholeAudioLimits
  readonly #tell: TellAudio
  readonly #count: (what: AudioFlaw, count: number) => void
  /** How far the stream has been told, in the carrier's time; undefined before the first frame. */
  #endMs: number | undefined
  #nextChunk = 1
  #lastTimestampMs = -1
  #arrivedAtMs = 0
  /** Silence told since the last frame. */
  #paddedMs = 0
  /** Frames that overtook another, by their chunk. */
  #ahead: MediaFrame[] = []
  #aheadSinceMs = 0

  constructor(limits: WholeAudioLimits, tell: TellAudio, count: (what: AudioFlaw, count: number) => void) {
    this.#limits = limits
    this.#tell = tell
    this.#count = count
  }

  take(frame: MediaFrame, atMs: number): void {
    const { chunk } = frame
    if (chunk === undefined || chunk === this.#nextChunk) {
      if (chunk === undefined && this.#isOld(frame)) this.#count('caller-audio-repeated', 1)
      else this.#deliver(frame, atMs)
      if (this.#ahead.length > 0) this.#deliverAhead(atMs)
    } else if (chunk > this.#nextChunk) this.#hold(frame, chunk, atMs)
    else if (this.#isOld(frame)) this.#count('caller-audio-repeated', 1)
    // A carrier that counts anew: its time tells that this is new.
    else this.#deliver(frame, atMs)
  }

  /** Called now and then: what was waited for in vain is given up, and an absence is filled. */
  tick(atMs: number): void {
    if (this.#ahead.length > 0 && atMs - this.#aheadSinceMs >= this.#limits.waitMs) this.#giveUpWaiting(atMs)
    const { absentAfterMs, mostSilenceMs } = this.#limits
    const absentMs = atMs - this.#arrivedAtMs
    if (this.#endMs === undefined || absentMs < absentAfterMs) return
    this.#paddedMs += this.#silence(Math.min(absentMs, mostSilenceMs) - this.#paddedMs)
  }

  #isOld({ timestampMs }: MediaFrame): boolean {
    return timestampMs <= this.#lastTimestampMs
  }

  #deliver(frame: MediaFrame, atMs: number): void {
    const { timestampMs, audio } = frame
    this.#fillUpTo(timestampMs)
    this.#nextChunk = (frame.chunk ?? 0) + 1
    this.#lastTimestampMs = timestampMs
    this.#arrivedAtMs = atMs
    this.#paddedMs = 0
    this.#endMs = (this.#endMs ?? timestampMs) + audio.ms
    this.#tell(audio, timestampMs)
  }

  #fillUpTo(timestampMs: number): void {
    if (this.#endMs === undefined) return
    const { mostSilenceMs, jitterMs } = this.#limits
    const missingMs = timestampMs - this.#endMs
    if (missingMs < jitterMs) {
      // So far back is no jitter and no burst behind silence: the carrier set its clock anew.
      if (missingMs < -2 * mostSilenceMs) this.#endMs = timestampMs
      return
    }
    const filledMs = this.#silence(Math.min(missingMs, mostSilenceMs - this.#paddedMs))
    if (missingMs - filledMs >= jitterMs) this.#endMs = timestampMs
  }

  /** @returns how much was told: whole milliseconds */
  #silence(wantedMs: number): number {
    const ms = Math.floor(wantedMs)
    if (ms <= 0 || this.#endMs === undefined) return 0
    this.#count('caller-audio-filled-ms', ms)
    this.#tell(PassingAudio.of(silence(ms)), this.#endMs)
    this.#endMs += ms
    return ms
  }

  #hold(frame: MediaFrame, chunk: number, atMs: number): void {
    if (this.#ahead.some((other) => other.chunk === chunk)) {
      this.#count('caller-audio-repeated', 1)
      return
    }
    if (this.#ahead.length === 0) this.#aheadSinceMs = atMs
    this.#ahead.push({ ...frame, audio: frame.audio.kept() })
    this.#ahead.sort((a, b) => (a.chunk ?? 0) - (b.chunk ?? 0))
    if (this.#ahead.length > this.#limits.mostAhead) this.#giveUpWaiting(atMs)
  }

  /** What is missing does not come: the stream goes on behind it. */
  #giveUpWaiting(atMs: number): void {
    const first = this.#ahead[0]?.chunk ?? this.#nextChunk
    this.#count('caller-audio-missing', first - this.#nextChunk)
    this.#nextChunk = first
    this.#deliverAhead(atMs)
  }

  /** Whatever follows without a break; a further break is waited for anew. */
  #deliverAhead(atMs: number): void {
    for (let first = this.#ahead[0]; first?.chunk === this.#nextChunk; first = this.#ahead[0]) {
      this.#ahead.shift()
      this.#count('caller-audio-reordered', 1)
      this.#deliver(first, atMs)
    }
    this.#aheadSinceMs = atMs
  }
}

export type TellAudio = (audio: PassingAudio, timestampMs: number) => void

export interface WholeAudioLimits {
  /** Differences of timestamps below this are how clocks are. */
  readonly jitterMs: number
  /** No frame for so long: the frames have stopped, and silence takes their place. */
  readonly absentAfterMs: number
  /** Of one absence. */
  readonly mostSilenceMs: number
  /** How long, and behind how many frames, a missing one is waited for. */
  readonly waitMs: number
  readonly mostAhead: number
}

/** What was wrong, counted in frames or milliseconds as the word says. */
export type AudioFlaw =
  | 'caller-audio-repeated'
  | 'caller-audio-reordered'
  | 'caller-audio-missing'
  | 'caller-audio-filled-ms'

/** µ-law silence is 0xFF throughout, which base64 writes as slashes. */
export function silence(ms: number): string {
  const bytes = ms * BYTES_PER_MS
  return '////'.repeat(Math.floor(bytes / 3)) + ['', '/w==', '//8='][bytes % 3]
}
