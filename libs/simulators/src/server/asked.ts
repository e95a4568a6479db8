import type { Ask } from './vendor.ts'

/** What became of a request: the status it was answered with, or why it was not. */
export type Fate = 'pending' | 'hung' | 'reset' | number

export interface Asked<Call extends string> extends Ask {
  /** Undefined when the vendor has no such call. */
  readonly call: Call | undefined
  readonly atMs: number
  readonly fate: Fate
}

interface Entry<Call extends string> extends Asked<Call> {
  fate: Fate
}

interface Waiting<Call extends string> {
  readonly fits: (asked: Asked<Call>) => boolean
  readonly resolve: (asked: Asked<Call>) => void
  readonly reject: (why: Error) => void
}

/** Enough for a long campaign; the oldest go first. */
const KEPT = 5_000

/** What a simulator was asked, oldest first, and a way to wait for a request without polling. */
export class AskedLog<Call extends string> {
  readonly #vendor: string
  readonly #entries: Entry<Call>[] = []
  readonly #waiting = new Set<Waiting<Call>>()

  constructor(vendor: string) {
    this.#vendor = vendor
  }

  get all(): readonly Asked<Call>[] {
    return this.#entries
  }

  note(ask: Ask, call: Call | undefined, atMs: number): (fate: Fate) => void {
    const entry: Entry<Call> = { ...ask, call, atMs, fate: 'pending' }
    this.#entries.push(entry)
    if (this.#entries.length > KEPT) this.#entries.shift()
    return (fate) => {
      entry.fate = fate
      for (const waiting of this.#waiting) if (waiting.fits(entry)) waiting.resolve(entry)
    }
  }

  /**
   * The first fitting request, past or to come, once it is known what became of it (its effect is then done).
   * @throws when none comes in time, or the simulator stops first
   */
  until(fits: (asked: Asked<Call>) => boolean, withinMs = 5_000): Promise<Asked<Call>> {
    const past = this.#entries.find((entry) => entry.fate !== 'pending' && fits(entry))
    if (past) return Promise.resolve(past)
    const { promise, resolve, reject } = Promise.withResolvers<Asked<Call>>()
    const waiting = { fits, resolve, reject }
    this.#waiting.add(waiting)
    const timer = setTimeout(() => reject(this.#missed(`within ${withinMs} ms`)), withinMs)
    return promise.finally(() => {
      clearTimeout(timer)
      this.#waiting.delete(waiting)
    })
  }

  close(): void {
    for (const waiting of this.#waiting) waiting.reject(this.#missed('before the simulator stopped'))
  }

  #missed(when: string): Error {
    const calls = this.#entries.map((entry) => `${entry.call ?? entry.path}: ${entry.fate}`).join(', ')
    return new Error(`${this.#vendor} was not asked what was expected ${when}; it was asked [${calls}]`)
  }
}
