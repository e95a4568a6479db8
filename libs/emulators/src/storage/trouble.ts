import { Refusal } from './refusal.ts'

export interface Knobs {
  /** The share of requests that are answered with 503. */
  readonly failed: number
  /** How late an answer comes, at most. */
  readonly lateMs: number
}

export interface Outage {
  readonly status: 429 | 500 | 503 | 504
  readonly forMs: number
}

const none: Knobs = { failed: 0, lateMs: 0 }

/** What goes wrong, by what chance, and how often it did. */
export class Trouble {
  /** What happened so far, so that a test can tell that its trouble was real. */
  readonly met = { refused: 0, lost: 0, corrupted: 0 }
  readonly #random: () => number
  #knobs = none
  #outage: { readonly status: number; readonly untilMs: number } | undefined
  #toLose = 0
  #toCorrupt = 0

  constructor(random: () => number) {
    this.#random = random
  }

  turn(knobs: Partial<Knobs>): void {
    this.#knobs = { ...this.#knobs, ...knobs }
  }

  /** For so long every request is answered with the error. */
  outage({ status, forMs }: Outage): void {
    this.#outage = { status, untilMs: performance.now() + forMs }
  }

  /** The next so many writes are kept, and answered with 503 all the same. */
  loseAnswers(count: number): void {
    this.#toLose = count
  }

  /** The next so many downloads have a wrong byte. */
  corrupt(count: number): void {
    this.#toCorrupt = count
  }

  /** @throws Refusal when this request is to fail */
  check(): void {
    const isOut = this.#outage !== undefined && performance.now() <= this.#outage.untilMs
    if (!isOut && this.#random() >= this.#knobs.failed) return
    this.met.refused++
    throw new Refusal(isOut ? (this.#outage?.status ?? 503) : 503, 'backendError', 'trouble that was asked for')
  }

  /** @throws Refusal when the answer to this write is to be lost */
  checkAnswer(): void {
    if (this.#toLose === 0) return
    this.#toLose--
    this.met.lost++
    throw new Refusal(503, 'backendError', 'kept, and not told: trouble that was asked for')
  }

  isCorrupted(): boolean {
    if (this.#toCorrupt === 0) return false
    this.#toCorrupt--
    this.met.corrupted++
    return true
  }

  lateMs(): number {
    return this.#random() * this.#knobs.lateMs
  }
}
