import { FRAME_MS, levelDb } from './mulaw.ts'

export type SpeechEdge = {
  kind: 'started' | 'stopped'
  /** Where in the audio the edge lies, from the first frame fed. The edge is told later than that: see `SpeechDetector`. */
  atMs: number
}

export type SpeechDetectorOptions = {
  /** Sound shorter than this is a click, not speech. */
  minSpeechMs: number
  /** A pause shorter than this is part of the utterance. */
  minSilenceMs: number
  /** Speech stands this far above the noise floor. */
  aboveFloorDb: number
  /** Nothing quieter is speech, however quiet the line. */
  quietestSpeechDb: number
  /** Where the floor stands before anything was heard. */
  initialFloorDb: number
}

export const speechDetectorDefaults: SpeechDetectorOptions = {
  minSpeechMs: 100,
  minSilenceMs: 500,
  aboveFloorDb: 10,
  quietestSpeechDb: -48,
  initialFloorDb: -60,
}

/** The floor is the lowest level of the last 8 spans of half a second: speech dips that often, steady noise does not. */
const SPAN_FRAMES = 25
const SPANS = 8
const LOUDEST_FLOOR_DB = -30

/**
 * Tells where speech starts and stops, fed with frames of 20 ms as they come. A start is told `minSpeechMs` after it
 * happened and a stop `minSilenceMs` after, with the time at which it happened.
 *
 * States: quiet, with or without a candidate start (loud frames counted, gaps of up to two frames forgiven, so that a
 * stop consonant does not hide a short "no"); speaking, with the end of the last loud frame.
 */
export class SpeechDetector {
  readonly #options: SpeechDetectorOptions
  /** Of the spans before this one. */
  readonly #spanMinima: number[] = []
  // Numbers from the beginning: a field that was ever undefined takes a new object for each number that it is given.
  #spanMinimumDb = 0
  /** The least of them all, kept since it is asked for with every frame. */
  #floorDb = 0
  #framesInSpan = 0
  #frames = 0
  #speaking = false
  #candidateStartMs = 0
  #loudFrames = 0
  #lastLoudEndMs = Number.NEGATIVE_INFINITY

  constructor(options: Partial<SpeechDetectorOptions> = {}) {
    this.#options = { ...speechDetectorDefaults, ...options }
    this.#spanMinimumDb = this.#options.initialFloorDb
    this.#floorDb = this.#options.initialFloorDb
  }

  get speaking(): boolean {
    return this.#speaking
  }

  /** How much audio was fed. */
  get heardMs(): number {
    return this.#frames * FRAME_MS
  }

  /** How long nothing has been loud, 0 within speech; the whole time if nothing ever was. */
  get quietMs(): number {
    return this.heardMs - Math.max(0, this.#lastLoudEndMs)
  }

  /** Feeds 20 ms of mu-law. */
  feed(mulawFrame: Uint8Array): SpeechEdge | undefined {
    return this.feedLevel(levelDb(mulawFrame))
  }

  /** Feeds 20 ms of any audio by its level in dBFS. */
  feedLevel(frameDb: number): SpeechEdge | undefined {
    const startMs = this.heardMs
    const loud = frameDb > this.#thresholdDb()
    this.#trackFloor(frameDb)
    this.#frames++
    if (loud) return this.#hearLoud(startMs)
    return this.#hearQuiet()
  }

  #hearLoud(startMs: number): SpeechEdge | undefined {
    const gapMs = startMs - this.#lastLoudEndMs
    this.#lastLoudEndMs = startMs + FRAME_MS
    if (this.#speaking) return undefined
    if (gapMs > 2 * FRAME_MS) {
      this.#candidateStartMs = startMs
      this.#loudFrames = 0
    }
    this.#loudFrames++
    if (this.#loudFrames * FRAME_MS < this.#options.minSpeechMs) return undefined
    this.#speaking = true
    return { kind: 'started', atMs: this.#candidateStartMs }
  }

  #hearQuiet(): SpeechEdge | undefined {
    if (!this.#speaking || this.heardMs - this.#lastLoudEndMs < this.#options.minSilenceMs) return undefined
    this.#speaking = false
    return { kind: 'stopped', atMs: this.#lastLoudEndMs }
  }

  #thresholdDb(): number {
    const floorDb = Math.min(LOUDEST_FLOOR_DB, this.#floorDb)
    return Math.max(floorDb + this.#options.aboveFloorDb, this.#options.quietestSpeechDb)
  }

  #trackFloor(frameDb: number): void {
    this.#spanMinimumDb = Math.min(this.#spanMinimumDb, frameDb)
    this.#floorDb = Math.min(this.#floorDb, frameDb)
    if (++this.#framesInSpan < SPAN_FRAMES) return
    this.#spanMinima.push(this.#spanMinimumDb)
    if (this.#spanMinima.length >= SPANS) this.#spanMinima.shift()
    this.#floorDb = Math.min(...this.#spanMinima)
    this.#spanMinimumDb = Number.POSITIVE_INFINITY
    this.#framesInSpan = 0
  }
}
