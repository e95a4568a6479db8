import { base64LevelDb, digitsMs } from './mulaw.ts'

/**
 * µ-law in base64 on its way through: its digits lie in `bytes[from..to)`, in memory that the next message may overwrite. So it
 * is good until whoever was told of it returns, and what is to last is taken as `text()` or `kept()`. What is only passed on
 * never becomes a text.
 */
export class PassingAudio {
  readonly bytes: Buffer
  readonly from: number
  readonly to: number

  constructor(bytes: Buffer, from: number, to: number) {
    this.bytes = bytes
    this.from = from
    this.to = to
  }

  /** In memory of its own: good for as long as anybody has it. */
  static of(text: string): PassingAudio {
    return new PassingAudio(Buffer.from(text, 'latin1'), 0, text.length)
  }

  /** How long it lasts, in milliseconds. */
  get ms(): number {
    const { bytes, from, to } = this
    return digitsMs(to - from, bytes[to - 1], bytes[to - 2])
  }

  /** How loud it is, as `base64LevelDb` tells it. */
  levelDb(): number {
    return base64LevelDb(this.bytes, this.from, this.to)
  }

  text(): string {
    return this.bytes.toString('latin1', this.from, this.to)
  }

  /** The same in memory of its own. */
  kept(): PassingAudio {
    // Not one of the buffers that share memory: nobody knows how long it stays.
    const own = Buffer.allocUnsafeSlow(this.to - this.from)
    this.bytes.copy(own, 0, this.from, this.to)
    return new PassingAudio(own, 0, own.length)
  }
}
