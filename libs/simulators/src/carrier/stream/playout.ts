import { FRAME_SAMPLES, SAMPLE_RATE } from '@frontdesk/audio/mulaw'
import { silentFrame } from '../tones.ts'

/** Twilio discards what goes beyond ten minutes of buffered audio (31931). */
const MOST_BYTES = 10 * 60 * SAMPLE_RATE

interface Mark {
  readonly name: string
  /** Bytes of audio before it, counted from the stream's start. */
  readonly atByte: number
}

/**
 * What the server sent for the caller's ear and has not been played. Marks come back when the audio before them has
 * been played, at once when there is none, and all together on `clear`: an echoed mark does not prove that it was heard.
 */
export class Playout {
  readonly #chunks: Uint8Array[] = []
  #marks: Mark[] = []
  #appendedBytes = 0
  #playedBytes = 0
  #heardBytes = 0
  #headOffset = 0

  get bufferedBytes(): number {
    return this.#appendedBytes - this.#playedBytes
  }

  /** How much was played into the ear since the stream's start; what was cleared was not. */
  get heardMs(): number {
    return (this.#heardBytes * 1_000) / SAMPLE_RATE
  }

  /** How many bytes were discarded because the buffer is full. */
  append(audio: Uint8Array): number {
    const taken = audio.subarray(0, Math.max(0, MOST_BYTES - this.bufferedBytes))
    if (taken.length > 0) this.#chunks.push(taken)
    this.#appendedBytes += taken.length
    return audio.length - taken.length
  }

  /** The marks to echo now. */
  mark(name: string): string[] {
    this.#marks.push({ name, atByte: this.#appendedBytes })
    return this.#reached()
  }

  /** The marks to echo now. */
  clear(): string[] {
    this.#chunks.length = 0
    this.#headOffset = 0
    this.#playedBytes = this.#appendedBytes
    return this.#reached()
  }

  /** Plays 20 ms: the frame, undefined when there is nothing to play, and the marks that this reaches. */
  pull(): { readonly frame: Uint8Array | undefined; readonly marks: string[] } {
    if (this.bufferedBytes === 0) return { frame: undefined, marks: [] }
    const frame = Uint8Array.from(silentFrame)
    let filled = 0
    for (let head = this.#chunks[0]; head && filled < FRAME_SAMPLES; head = this.#chunks[0]) {
      const piece = head.subarray(this.#headOffset, this.#headOffset + FRAME_SAMPLES - filled)
      frame.set(piece, filled)
      filled += piece.length
      this.#headOffset += piece.length
      if (this.#headOffset < head.length) continue
      this.#chunks.shift()
      this.#headOffset = 0
    }
    this.#playedBytes += filled
    this.#heardBytes += filled
    return { frame, marks: this.#reached() }
  }

  #reached(): string[] {
    const reached = this.#marks.filter((mark) => mark.atByte <= this.#playedBytes)
    this.#marks = this.#marks.slice(reached.length)
    return reached.map((mark) => mark.name)
  }
}
