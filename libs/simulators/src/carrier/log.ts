/** Things that happened, oldest first, and a way to wait for one without polling. */
export class Log<T> {
  readonly #name: string
  readonly #entries: T[] = []
  readonly #waiting = new Set<(entry: T) => void>()

  constructor(name: string) {
    this.#name = name
  }

  get all(): readonly T[] {
    return this.#entries
  }

  add(entry: T): void {
    this.#entries.push(entry)
    if (this.#entries.length > KEPT) this.#entries.shift()
    for (const told of this.#waiting) told(entry)
  }

  /** The first fitting entry, past or to come. @throws when none comes in time */
  async until(fits: (entry: T) => boolean, withinMs = 5_000): Promise<T> {
    const past = this.#entries.find(fits)
    if (past) return past
    const { promise, resolve, reject } = Promise.withResolvers<T>()
    const told = (entry: T) => fits(entry) && resolve(entry)
    this.#waiting.add(told)
    const timer = setTimeout(() => {
      reject(new Error(`no fitting ${this.#name} within ${withinMs} ms; there are ${this.#entries.length} others`))
    }, withinMs)
    return promise.finally(() => {
      clearTimeout(timer)
      this.#waiting.delete(told)
    })
  }
}

/** Enough for a long campaign; the oldest go first. */
const KEPT = 5_000
