/**
 * Audio whose every 20 ms say where in the stream they lie: a mark and six nibbles, spread over µ-law bytes so quiet that
 * nobody takes them for speech. Whatever cuts, joins or fills the stream on its way, a reader finds the frames again.
 */
export const frameMs = 20
export const frameBytes = 160
const quietBytes = 0xf0
const markByte = 0xea
const nibbles = 6
/** 10 s, which is what a run measures unless it is told otherwise. */
const framesAtFirst = 512
const loud = Buffer.from(Array.from({ length: frameBytes }, (_, i) => (i % 8 < 4 ? 0x90 : 0x10)))

/** @param isLoud the rest of the frame is a tone that a caller's voice could be; else silence */
export function stamped(seq: number, isLoud = false): Buffer {
  const frame = isLoud ? Buffer.from(loud) : Buffer.alloc(frameBytes, 0xff)
  frame[0] = markByte
  for (let i = 0; i < nibbles; i++) frame[1 + i] = quietBytes | ((seq >> (4 * i)) & 0xf)
  return frame
}

/**
 * What became of one direction of one call. Frames count that were sent between `from` and `until`. What is known of them lies
 * outside the heap: a load that collects its own notes measures itself.
 */
export class Tally {
  readonly #window: { readonly fromMs: number; readonly untilMs: number }
  #next = 0
  /** The first frame that counts; of it and of those behind it, when each was sent, and how long it took: NaN until it is there. */
  #first = 0
  #counted = 0
  #sentAtMs = new Float64Array(framesAtFirst)
  #tookMs = new Float64Array(framesAtFirst)
  #loose: Buffer = Buffer.alloc(0)
  #newest = -1
  duplicated = 0
  reordered = 0

  constructor(window: { readonly fromMs: number; readonly untilMs: number }) {
    this.#window = window
  }

  /** The next frame, which is sent now. */
  next(isLoud = false): Buffer {
    const nowMs = performance.now()
    const seq = this.#next++
    if (nowMs >= this.#window.fromMs && nowMs < this.#window.untilMs) this.#count(seq, nowMs)
    return stamped(seq, isLoud)
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

  get sent(): number {
    return this.#counted
  }

  get lost(): number {
    return this.lostBefore(Number.POSITIVE_INFINITY)
  }

  lostBefore(untilMs: number): number {
    const sentAtMs = this.#sentAtMs.subarray(0, this.#counted)
    return sentAtMs.filter((atMs, i) => atMs < untilMs && Number.isNaN(this.#tookMs[i])).length
  }

  /** Of every frame that arrived. */
  get latenciesMs(): Float64Array {
    return this.#tookMs.subarray(0, this.#counted).filter((ms) => !Number.isNaN(ms))
  }

  #count(seq: number, nowMs: number): void {
    if (this.#counted === 0) this.#first = seq
    if (this.#counted === this.#sentAtMs.length) {
      this.#sentAtMs = twiceAsLong(this.#sentAtMs)
      this.#tookMs = twiceAsLong(this.#tookMs)
    }
    this.#sentAtMs[this.#counted] = nowMs
    this.#tookMs[this.#counted++] = Number.NaN
  }

  #arrived(seq: number, nowMs: number): void {
    const i = seq - this.#first
    if (i < 0 || i >= this.#counted) return
    if (!Number.isNaN(this.#tookMs[i])) this.duplicated++
    else if (seq < this.#newest) this.reordered++
    this.#newest = Math.max(this.#newest, seq)
    this.#tookMs[i] = nowMs - (this.#sentAtMs[i] ?? Number.NaN)
  }
}

function twiceAsLong(numbers: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const longer = new Float64Array(numbers.length * 2)
  longer.set(numbers)
  return longer
}

function seqAt(bytes: Buffer, at: number): number {
  let seq = 0
  for (let i = 0; i < nibbles; i++) seq |= ((bytes[at + 1 + i] ?? 0) & 0xf) << (4 * i)
  return seq
}
