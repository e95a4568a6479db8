import { FRAME_MS } from '@frontdesk/audio/mulaw'

/**
 * The beat that all calls share: every 20 ms by the monotonic clock, counted from a fixed origin so that nothing drifts.
 * A beat that comes late is followed by the ones that were missed, at once, because a network keeps time whatever our
 * process does; after more than a second (a suspended machine) the missed ones are dropped and the count starts afresh.
 */
export class Ticker {
  readonly #beats = new Set<() => void>()
  #timer: NodeJS.Timeout | undefined
  #nextDueMs = 0

  each(beat: () => void): Disposable {
    this.#beats.add(beat)
    if (!this.#timer) {
      this.#nextDueMs = performance.now() + FRAME_MS
      this.#arm()
    }
    return { [Symbol.dispose]: () => this.#remove(beat) }
  }

  #remove(beat: () => void): void {
    this.#beats.delete(beat)
    if (this.#beats.size > 0) return
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  #arm(): void {
    this.#timer = setTimeout(() => this.#fire(), Math.max(0, this.#nextDueMs - performance.now()))
  }

  #fire(): void {
    const nowMs = performance.now()
    if (nowMs - this.#nextDueMs > MOST_BEHIND_MS) this.#nextDueMs = nowMs
    for (; this.#nextDueMs <= nowMs; this.#nextDueMs += FRAME_MS) {
      for (const beat of [...this.#beats]) if (this.#beats.has(beat)) beat()
    }
    if (this.#beats.size > 0) this.#arm()
  }
}

const MOST_BEHIND_MS = 1_000
