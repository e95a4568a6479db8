export interface Knobs {
  /** The share of acknowledgments that are forgotten: the message, and all of its key after it, comes again. */
  readonly duplicates: number
  /** How long after its acknowledgment a forgotten one comes again, at most. */
  readonly duplicateAfterMs: number
  /** The share of messages that are held back a while, so that those of other keys overtake them. */
  readonly reordered: number
  readonly heldBackMs: number
  /** How much later than documented a message comes again after a nack or a missed deadline, at most. */
  readonly lateRedeliveryMs: number
}

export type OutageCode = 'UNAVAILABLE' | 'DEADLINE_EXCEEDED'

export interface Outage {
  readonly code: OutageCode
  readonly forMs: number
  /** The share of publications that are kept although the answer is an error; half unless told. */
  readonly keptAnyway?: number
}

const none: Knobs = { duplicates: 0, duplicateAfterMs: 0, reordered: 0, heldBackMs: 0, lateRedeliveryMs: 0 }

/** What goes wrong, by what chance, and how often it did. */
export class Trouble {
  /** What happened so far, so that a test can tell that its trouble was real. */
  readonly met = { duplicated: 0, heldBack: 0, expired: 0, deadLettered: 0, refused: 0, keptAnyway: 0 }
  readonly #random: () => number
  readonly #onOutage: (code: OutageCode) => void
  #knobs = none
  #outage: { readonly code: OutageCode; readonly untilMs: number; readonly keptAnyway: number } | undefined

  constructor(random: () => number, onOutage: (code: OutageCode) => void) {
    this.#random = random
    this.#onOutage = onOutage
  }

  turn(knobs: Partial<Knobs>): void {
    this.#knobs = { ...this.#knobs, ...knobs }
  }

  /** For so long every question is answered with the error, and streams are cut and refused. */
  outage({ code, forMs, keptAnyway = 0.5 }: Outage): void {
    this.#outage = { code, untilMs: performance.now() + forMs, keptAnyway }
    this.#onOutage(code)
  }

  /** The error to answer with just now. */
  refusal(): OutageCode | undefined {
    if (this.#outage === undefined || performance.now() > this.#outage.untilMs) return undefined
    this.met.refused++
    return this.#outage.code
  }

  isKeptAnyway(): boolean {
    const kept = this.#random() < (this.#outage?.keptAnyway ?? 0)
    if (kept) this.met.keptAnyway++
    return kept
  }

  /** After how long an acknowledged message comes again; undefined when it does not. */
  replayAfterMs(): number | undefined {
    if (this.#random() >= this.#knobs.duplicates) return undefined
    this.met.duplicated++
    return this.#random() * this.#knobs.duplicateAfterMs
  }

  holdBackMs(): number {
    if (this.#random() >= this.#knobs.reordered) return 0
    this.met.heldBack++
    return this.#random() * this.#knobs.heldBackMs
  }

  lateMs(): number {
    return this.#random() * this.#knobs.lateRedeliveryMs
  }
}
