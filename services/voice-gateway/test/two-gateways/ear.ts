import { FRAME_MS, FRAME_SAMPLES, levelDb, MULAW_SILENCE } from '@frontdesk/audio/mulaw'
import type { Party } from '@frontdesk/simulators/carrier'

const quietForMs = 1_000

/** A caller who listens, notes when something is heard, and may say one thing when the agent has finished for the first time. */
export class Ear implements Party {
  readonly over = Promise.withResolvers<void>()
  /** The agent has spoken and then been quiet for a moment; what there was to say has been said. */
  readonly served = Promise.withResolvers<void>()
  /** When each sound began that there was silence before. */
  readonly onsetsMs: number[] = []
  readonly #silence = new Uint8Array(FRAME_SAMPLES).fill(MULAW_SILENCE)
  readonly #utterance: Uint8Array
  #saidBytes = 0
  #quietMs = FRAME_MS
  #waiting: { readonly fromMs: number; readonly resolve: (onsetMs: number) => void } | undefined

  constructor(utterance: Uint8Array = new Uint8Array()) {
    this.#utterance = utterance
  }

  connected(): void {}

  exchange(heard: Uint8Array): Uint8Array {
    const isSound = levelDb(heard) > -50
    if (isSound && this.#quietMs > 0) this.#begins(Date.now())
    this.#quietMs = isSound ? 0 : this.#quietMs + FRAME_MS
    const isDone = this.onsetsMs.length > 0 && (this.#saidBytes > 0 || this.#quietMs >= quietForMs)
    return isDone ? this.#say() : this.#silence
  }

  #say(): Uint8Array {
    const frame = this.#utterance.subarray(this.#saidBytes, this.#saidBytes + FRAME_SAMPLES)
    this.#saidBytes += FRAME_SAMPLES
    if (frame.length === FRAME_SAMPLES) return frame
    this.served.resolve()
    return this.#silence
  }

  #begins(nowMs: number): void {
    this.onsetsMs.push(nowMs)
    if (this.#waiting !== undefined && nowMs >= this.#waiting.fromMs) this.#waiting.resolve(nowMs)
  }

  /** Resolves to when the first sound behind this moment began. */
  soundBehind(fromMs: number): Promise<number> {
    const known = this.onsetsMs.find((onsetMs) => onsetMs >= fromMs)
    if (known !== undefined) return Promise.resolve(known)
    const { promise, resolve } = Promise.withResolvers<number>()
    this.#waiting = { fromMs, resolve }
    return promise
  }

  disconnected(): void {
    this.over.resolve()
  }
}
