/**
 * The audio that was sent last, piece by piece in base64, in a ring of bytes: texts that live this long would cost the
 * collector more than all else that is done here. Behind every piece lies a mark that no base64 holds.
 */
export class SentAudio {
  readonly #ring = Buffer.allocUnsafeSlow(ringBytes)
  /** Places in all that was ever written; the newest lies in the ring. */
  #end = 0
  #askedEnd = 0
  #takenEnd = 0

  add(audio: string): void {
    if (audio.length + 1 > ringBytes / 2) {
      this.#addInParts(audio)
      return
    }
    const at = this.#end % ringBytes
    const fits = ringBytes - at
    if (audio.length < fits) {
      this.#ring.write(audio, at, 'latin1')
      this.#ring[at + audio.length] = pieceEnds
    } else {
      this.#ring.write(audio.slice(0, fits), at, 'latin1')
      this.#ring.write(`${audio.slice(fits)}\n`, 0, 'latin1')
    }
    this.#end += audio.length + 1
  }

  /** What is asked about next is all that was sent so far. */
  asked(): void {
    this.#askedEnd = this.#end
  }

  /** All that was asked about last was taken by the other side. */
  taken(): void {
    this.#takenEnd = this.#askedEnd
  }

  /** What was not taken, in order, as far back as is remembered; it counts as taken from now on. */
  leave(): readonly string[] {
    const oldest = Math.max(0, this.#end - ringBytes)
    const isCut = this.#takenEnd < oldest
    const from = Math.max(this.#takenEnd, oldest)
    this.#takenEnd = this.#end
    const at = from % ringBytes
    const length = this.#end - from
    const tail = this.#ring.toString('latin1', at, Math.min(at + length, ringBytes))
    const pieces = (tail + this.#ring.toString('latin1', 0, Math.max(0, at + length - ringBytes))).split('\n')
    // Behind the last mark is nothing; and what overwrote the oldest piece may have left the end of it.
    return pieces.slice(isCut ? 1 : 0, -1)
  }

  #addInParts(audio: string): void {
    for (let at = 0; at < audio.length; at += partLength) this.add(audio.slice(at, at + partLength))
  }
}

const pieceEnds = 0x0a
/** Three seconds of frames of 20 ms, and a little: more than is sent before a ping that nobody answers raises doubt. */
const ringBytes = 3 * 50 * 217 + 64
/** A multiple of four, so that each part is base64 of its own. */
const partLength = 8_000
