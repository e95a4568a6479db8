import type { PassingAudio } from '@frontdesk/audio/passing-audio'

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

  add({ bytes, from, to }: PassingAudio): void {
    for (let at = from; at < to; at += mostBytes) this.#addPart(bytes, at, Math.min(to, at + mostBytes))
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

  #addPart(bytes: Buffer, from: number, to: number): void {
    const at = this.#end % ringBytes
    const first = Math.min(to, from + ringBytes - at)
    bytes.copy(this.#ring, at, from, first)
    if (first < to) bytes.copy(this.#ring, 0, first, to)
    this.#end += to - from
    this.#ring[this.#end++ % ringBytes] = pieceEnds
  }
}

const pieceEnds = 0x0a
/** Three seconds of frames of 20 ms, and a little: more than is sent before a ping that nobody answers raises doubt. */
const ringBytes = 3 * 50 * 217 + 64
/** Longer ones are kept in parts: each, of a multiple of four digits, is base64 of its own. */
const mostBytes = 8_000
