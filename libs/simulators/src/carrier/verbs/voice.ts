import { FRAME_SAMPLES } from '@frontdesk/audio/mulaw'
import { SpeechDetector } from '@frontdesk/audio/speech-segments'
import type { Leg } from '../leg.ts'

/** What was said shortly before it counted as speech belongs to it. */
const KEPT_FRAMES = 20

/** Listens to what a party says, once: from the beginning of their speech to its end. */
export class Voice implements Disposable {
  readonly #tap: Disposable
  readonly #detector: SpeechDetector
  readonly #onEdge: () => void
  readonly #frames: Uint8Array[] = []
  #state: 'silent' | 'speaking' | 'over' = 'silent'

  constructor(leg: Leg, endsAfterMs: number, onEdge: () => void) {
    this.#detector = new SpeechDetector({ minSilenceMs: endsAfterMs })
    this.#onEdge = onEdge
    this.#tap = leg.tap((said) => this.#hear(said))
  }

  get began(): boolean {
    return this.#state !== 'silent'
  }

  get isOver(): boolean {
    return this.#state === 'over'
  }

  /** Mu-law, with the silence behind it. */
  get audio(): Uint8Array {
    const audio = new Uint8Array(this.#frames.length * FRAME_SAMPLES)
    for (const [index, frame] of this.#frames.entries()) audio.set(frame, index * FRAME_SAMPLES)
    return audio
  }

  #hear(said: Uint8Array): void {
    if (this.#state === 'over') return
    this.#frames.push(said)
    if (this.#state === 'silent' && this.#frames.length > KEPT_FRAMES) this.#frames.shift()
    const edge = this.#detector.feed(said)
    if (edge === undefined) return
    this.#state = edge.kind === 'started' ? 'speaking' : 'over'
    this.#onEdge()
  }

  [Symbol.dispose](): void {
    this.#tap[Symbol.dispose]()
  }
}
