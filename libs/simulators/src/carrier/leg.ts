import { FRAME_SAMPLES } from '@frontdesk/audio/mulaw'
import type { Party } from './party.ts'
import { frameAt, silentFrame } from './tones.ts'

/** What a party hears next: a frame, nothing (silence), or `over` when there is no more of it. */
export type Source = () => Uint8Array | undefined | 'over'

export type Tap = (said: Uint8Array, heard: Uint8Array) => void

/** One party's end of a call. Every 20 ms it hears one frame, gives one, and both are shown to the taps. */
export class Leg {
  readonly #party: Party
  readonly #taps = new Set<Tap>()
  #source: Source | undefined
  #onOver: (() => void) | undefined
  #said: Uint8Array = silentFrame

  constructor(party: Party) {
    this.#party = party
  }

  /** What the party said in the last 20 ms. */
  get said(): Uint8Array {
    return this.#said
  }

  tick(): void {
    const next = this.#source?.()
    const heard = next === 'over' || next === undefined ? silentFrame : next
    this.#said = this.#party.exchange(heard)
    for (const tap of this.#taps) tap(this.#said, heard)
    if (next === 'over') this.#onOver?.()
  }

  tap(tap: Tap): Disposable {
    this.#taps.add(tap)
    return { [Symbol.dispose]: () => this.#taps.delete(tap) }
  }

  /** Lets the party hear this in place of what it heard, until disposed. */
  hears(source: Source, onOver?: () => void): Disposable {
    this.#source = source
    this.#onOver = onOver
    return {
      [Symbol.dispose]: () => {
        if (this.#source !== source) return
        this.#source = undefined
        this.#onOver = undefined
      },
    }
  }

  /** Plays until the source is over. @throws the signal's reason when that comes first */
  async play(source: Source, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const abort = () => reject(signal.reason)
    signal.addEventListener('abort', abort, { once: true })
    using _playing = this.hears(source, resolve)
    try {
      await promise
    } finally {
      signal.removeEventListener('abort', abort)
    }
  }
}

/** Mu-law from its beginning to its end. */
export function audioSource(audio: Uint8Array): Source {
  let offset = 0
  return () => {
    if (offset >= audio.length) return 'over'
    const frame = frameAt(audio, offset)
    offset += FRAME_SAMPLES
    return frame
  }
}

export function silenceSource(frames: number): Source {
  let left = frames
  return () => (left-- > 0 ? undefined : 'over')
}
