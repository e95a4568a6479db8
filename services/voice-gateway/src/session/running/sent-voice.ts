/** A piece of an item's voice: µ-law, or that in base64. */
export interface Voice {
  readonly itemId: string
  readonly audio: Uint8Array | string
}

interface Place {
  readonly itemId: string
  readonly from: number
  readonly bytes: number
  readonly untilMs: number
}

/**
 * What was sent to the ear last, in a ring of bytes. As texts it would live just long enough for every collection of young
 * memory to copy it, and with that hold up the audio of all calls.
 */
export class SentVoice {
  readonly #ring: Buffer
  #places: Place[] = []
  /** A place in all that was ever written; the newest lies in the ring. */
  #end = 0

  /** @param bytes how much is kept at most */
  constructor(bytes: number) {
    this.#ring = Buffer.allocUnsafeSlow(bytes)
  }

  /** `untilMs`: when the ear will have heard it. What was heard before `keptSinceMs` is forgotten. */
  add(itemId: string, audio: string, untilMs: number, keptSinceMs: number): void {
    const at = this.#end % this.#ring.length
    const fits = this.#ring.length - at >= Buffer.byteLength(audio, 'base64')
    const bytes = fits ? this.#ring.write(audio, at, 'base64') : this.#wrap(Buffer.from(audio, 'base64'), at)
    this.#places.push({ itemId, from: this.#end, bytes, untilMs })
    this.#end += bytes
    while (this.#places[0] !== undefined && this.#isGone(this.#places[0], keptSinceMs)) this.#places.shift()
  }

  /** All that is kept, in order; nothing is kept any more. */
  take(): readonly Voice[] {
    const taken = this.#places.map(({ itemId, from, bytes }) => ({ itemId, audio: this.#read(from, bytes) }))
    this.#places = []
    return taken
  }

  /** What does not fit in at the end goes on at the beginning. @returns how much was kept */
  #wrap(voice: Buffer, at: number): number {
    const tail = voice.subarray(-this.#ring.length)
    const first = tail.copy(this.#ring, at)
    tail.copy(this.#ring, 0, first)
    return tail.length
  }

  #isGone({ from, untilMs }: Place, keptSinceMs: number): boolean {
    return untilMs < keptSinceMs || from < this.#end - this.#ring.length
  }

  #read(from: number, bytes: number): Uint8Array {
    const at = from % this.#ring.length
    // Not one of the buffers that share memory: it stays until the next clear.
    const voice = Buffer.allocUnsafeSlow(bytes)
    const first = this.#ring.copy(voice, 0, at, at + bytes)
    this.#ring.copy(voice, first, 0, bytes - first)
    return voice
  }
}
