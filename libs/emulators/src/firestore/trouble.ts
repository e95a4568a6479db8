export interface Knobs {
  /** The share of commits that are aborted, as if somebody else had written what they read. */
  readonly aborted: number
  /** The share of commits that are kept, and answered with UNAVAILABLE all the same. */
  readonly lost: number
  /** How late an answer comes, at most. */
  readonly lateMs: number
}

export type OutageCode = 'UNAVAILABLE' | 'DEADLINE_EXCEEDED'

export interface Outage {
  readonly code: OutageCode
  readonly forMs: number
  /** The share of commits that are kept although the answer is an error; half unless told. */
  readonly keptAnyway?: number
}

const none: Knobs = { aborted: 0, lost: 0, lateMs: 0 }

/** What goes wrong, by what chance, and how often it did. */
export class Trouble {
  /** What happened so far, so that a test can tell that its trouble was real. */
  readonly met = { aborted: 0, refused: 0, keptAnyway: 0 }
  readonly #random: () => number
  #knobs = none
  #toLose = 0
  #outage: { readonly code: OutageCode; readonly untilMs: number; readonly keptAnyway: number } | undefined

  constructor(random: () => number) {
    this.#random = random
  }

  turn(knobs: Partial<Knobs>): void {
    this.#knobs = { ...this.#knobs, ...knobs }
  }

  /** For so long every question is answered with the error. */
  outage({ code, forMs, keptAnyway = 0.5 }: Outage): void {
    this.#outage = { code, untilMs: performance.now() + forMs, keptAnyway }
  }

  /** The error to answer with just now. */
  refusal(): OutageCode | undefined {
    if (this.#outage === undefined || performance.now() > this.#outage.untilMs) return undefined
    this.met.refused++
    return this.#outage.code
  }

  /** The next so many commits are kept, and their answers are lost. */
  loseAnswers(count: number): void {
    this.#toLose = count
  }

  /** Whether the answer to a commit is lost, though it was kept. */
  isLost(): boolean {
    const lost = this.#toLose > 0 || this.#random() < this.#knobs.lost
    if (this.#toLose > 0) this.#toLose--
    if (lost) this.met.keptAnyway++
    return lost
  }

  isKeptAnyway(): boolean {
    const kept = this.#random() < (this.#outage?.keptAnyway ?? 0)
    if (kept) this.met.keptAnyway++
    return kept
  }

  isAborted(): boolean {
    const aborted = this.#random() < this.#knobs.aborted
    if (aborted) this.met.aborted++
    return aborted
  }

  lateMs(): number {
    return this.#random() * this.#knobs.lateMs
  }
}
