import { PassingAudio } from '@frontdesk/audio/passing-audio'

/** A piece of an item's voice. */
export interface Voice {
  readonly itemId: string
  readonly audio: PassingAudio
}

interface Place {
  readonly itemId: string
  readonly from: number
  readonly digits: number
  readonly untilMs: number
}

/**
 * What was sent to the ear last, in base64 in a ring of bytes. As texts it would live just long enough for every collection of
 * young memory to copy it, and with that hold up the audio of all calls.
 */
export class SentVoice {
  readonly #ring: Buffer
  #places: Place[] = []
  /** A place in all that was ever written; the newest lies in the ring. */
  #end = 0

  /** @param bytes how much voice is kept at most; three bytes are four digits of base64, and no group of them is cut */
  constructor(bytes: number) {
    this.#ring = Buffer.allocUnsafeSlow(Math.ceil(bytes / 3) * 4)
  }

  /** `untilMs`: when the ear will have heard it. What was heard before `keptSinceMs` is forgotten. */
  add(itemId: string, { bytes, from, to }: PassingAudio, untilMs: number, keptSinceMs: number): void {
    const { length } = this.#ring
    const start = Math.max(from, to - length)
    const at = this.#end % length
    const first = Math.min(to, start + length - at)
    bytes.copy(this.#ring, at, start, first)
    // What does not fit in at the end goes on at the beginning.
    if (first < to) bytes.copy(this.#ring, 0, first, to)
    this.#places.push({ itemId, from: this.#end, digits: to - start, untilMs })
    this.#end += to - start
    while (this.#places[0] !== undefined && this.#isGone(this.#places[0], keptSinceMs)) this.#places.shift()
  }

  /** All that is kept, in order; nothing is kept any more. */
  take(): readonly Voice[] {
    const taken = this.#places.map(({ itemId, from, digits }) => ({ itemId, audio: this.#read(from, digits) }))
    this.#places = []
    return taken
  }

  #isGone({ from, untilMs }: Place, keptSinceMs: number): boolean {
    return untilMs < keptSinceMs || from < this.#end - this.#ring.length
  }

  #read(from: number, digits: number): PassingAudio {
    const at = from % this.#ring.length
    // Not one of the buffers that share memory: it stays until the next clear.
    const voice = Buffer.allocUnsafeSlow(digits)
    const first = this.#ring.copy(voice, 0, at, at + digits)
    this.#ring.copy(voice, first, 0, digits - first)
    return new PassingAudio(voice, 0, digits)
  }
}
