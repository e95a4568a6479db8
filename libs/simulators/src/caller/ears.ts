import { SpeechDetector, type SpeechEdge } from '@frontdesk/audio/speech-segments'

/** Shorter than the pause at the end of a sentence: two sentences are two beginnings, and only the first one counts. */
const MIN_SILENCE_MS = 300

/** What the caller knows of the other side: when it began to answer, and how long it has been quiet since. */
export class Ears {
  readonly #detector = new SpeechDetector({ minSilenceMs: MIN_SILENCE_MS })
  #attendFromMs = 0
  #answerBeganMs: number | undefined

  hear(frame: Uint8Array): SpeechEdge | undefined {
    const edge = this.#detector.feed(frame)
    if (edge?.kind === 'started' && edge.atMs >= this.#attendFromMs) this.#answerBeganMs ??= edge.atMs
    return edge
  }

  /** Waits for an answer that begins from this time on. */
  attend(fromMs: number): void {
    this.#attendFromMs = fromMs
    this.#answerBeganMs = undefined
  }

  get answerBeganMs(): number | undefined {
    return this.#answerBeganMs
  }

  get heardMs(): number {
    return this.#detector.heardMs
  }

  get quietMs(): number {
    return this.#detector.quietMs
  }
}
