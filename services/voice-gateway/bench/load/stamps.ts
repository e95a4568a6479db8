/**
 * Audio whose every 20 ms say where in the stream they lie: a mark and six nibbles, spread over µ-law bytes so quiet that
 * nobody takes them for speech. Whatever cuts, joins or fills the stream on its way, a reader finds the frames again.
 */
export const frameMs = 20
export const frameBytes = 160
const quietBytes = 0xf0
const markByte = 0xea
const nibbles = 6
const loud = Buffer.from(Array.from({ length: frameBytes }, (_, i) => (i % 8 < 4 ? 0x90 : 0x10)))

/** @param isLoud the rest of the frame is a tone that a caller's voice could be; else silence */
export function stamped(seq: number, isLoud = false): Buffer {
  const frame = isLoud ? Buffer.from(loud) : Buffer.alloc(frameBytes, 0xff)
  frame[0] = markByte
  for (let i = 0; i < nibbles; i++) frame[1 + i] = quietBytes | ((seq >> (4 * i)) & 0xf)
  return frame
}

/** What became of one direction of one call. Frames count that were sent between `from` and `until`. */
export class Tally {
  readonly latenciesMs: number[] = []
  readonly #sentAtMs: number[] = []
  readonly #seen: boolean[] = []
  readonly #window: { readonly fromMs: number; readonly untilMs: number }
  #loose: Buffer = Buffer.alloc(0)
  #newest = -1
  duplicated = 0
  reordered = 0

  constructor(window: { readonly fromMs: number; readonly untilMs: number }) {
    this.#window = window
  }

  /** The next frame, which is sent now. */
  next(isLoud = false): Buffer {
    return stamped(this.#sentAtMs.push(performance.now()) - 1, isLoud)
  }

  take(audio: Buffer): void {
    const nowMs = performance.now()
    const bytes = this.#loose.length === 0 ? audio : Buffer.concat([this.#loose, audio])
    let at = 0
    for (; at + frameBytes <= bytes.length; at += frameBytes) {
      // Silence that was filled in need not be a whole frame: the next mark is where the stream goes on.
      while (at + frameBytes <= bytes.length && bytes[at] !== markByte) at++
      if (at + frameBytes <= bytes.length) this.#arrived(seqAt(bytes, at), nowMs)
      else break
    }
    this.#loose = bytes.subarray(at)
  }

  #arrived(seq: number, nowMs: number): void {
    const sentAtMs = this.#sentAtMs[seq]
    if (sentAtMs === undefined || !this.#counts(sentAtMs)) return
    if (this.#seen[seq]) this.duplicated++
    else if (seq < this.#newest) this.reordered++
    this.#seen[seq] = true
    this.#newest = Math.max(this.#newest, seq)
    this.latenciesMs.push(nowMs - sentAtMs)
  }

  #counts(sentAtMs: number): boolean {
    return sentAtMs >= this.#window.fromMs && sentAtMs < this.#window.untilMs
  }

  get sent(): number {
    return this.#sentAtMs.filter((atMs) => this.#counts(atMs)).length
  }

  get lost(): number {
    return this.lostBefore(Number.POSITIVE_INFINITY)
  }

  lostBefore(untilMs: number): number {
    return this.#sentAtMs.filter((atMs, seq) => this.#counts(atMs) && atMs < untilMs && !this.#seen[seq]).length
  }
}

function seqAt(bytes: Buffer, at: number): number {
  let seq = 0
  for (let i = 0; i < nibbles; i++) seq |= ((bytes[at + 1 + i] ?? 0) & 0xf) << (4 * i)
  return seq
}
