import type { Answer, Ask } from './vendor.ts'

/**
 * One thing that goes wrong, and where. A request meets at most one trouble: the first armed one that fits it.
 * The fields act in the order they stand here, so that a campaign can place its fault on either side of the effect.
 */
export interface Trouble<Call extends string> {
  /** Which calls it meets; every call when absent. */
  readonly on?: Call | readonly Call[] | ((ask: Ask) => boolean)
  /** This many fitting requests go through first. */
  readonly skip?: number
  /** It is over after this many; without it, it lasts until it is removed. */
  readonly times?: number
  /** Before anything is done. A client that gives up meanwhile still gets its effect: nobody tells the vendor. */
  readonly latencyMs?: number
  /** Never answers, does nothing. */
  readonly hang?: true
  /** The socket dies, nothing was done. */
  readonly reset?: true
  /** Answers this, nothing was done. */
  readonly fail?: Answer
  /** Runs right before the effect: somebody else takes the slot, the token is revoked, a test notes the moment. */
  readonly meanwhile?: () => void
  /** A proxy on the way sent the request twice; the client hears the second answer. */
  readonly repeat?: true
  /** After the effect, before the answer. */
  readonly answerLatencyMs?: number
  /** The effect is done and the client never hears. */
  readonly hangAfterEffect?: true
  /** The effect is done, then the socket dies. */
  readonly resetAfterEffect?: true
  /** The effect is done, and the answer is this error: the 502 of a proxy that lost patience. */
  readonly failAfterEffect?: Answer
  /** The effect is done, and half of the answer's text arrives. */
  readonly garble?: true
}

export interface ArmedTrouble {
  /** How many requests it has met. */
  readonly met: number
  remove(): void
}

interface Armed<Call extends string> extends ArmedTrouble {
  readonly trouble: Trouble<Call>
  met: number
  skipped: number
}

export class Troubles<Call extends string> {
  #armed: Armed<Call>[] = []

  add(trouble: Trouble<Call>): ArmedTrouble {
    const armed: Armed<Call> = { trouble, met: 0, skipped: 0, remove: () => this.#remove(armed) }
    this.#armed.push(armed)
    return armed
  }

  clear(): void {
    this.#armed = []
  }

  /** The trouble that this request meets, counted as met. */
  take(call: Call | undefined, ask: Ask): Trouble<Call> | undefined {
    for (const armed of this.#armed) {
      if (!fits(armed.trouble, call, ask)) continue
      if (armed.skipped < (armed.trouble.skip ?? 0)) {
        armed.skipped += 1
        continue
      }
      armed.met += 1
      if (armed.met >= (armed.trouble.times ?? Number.POSITIVE_INFINITY)) this.#remove(armed)
      return armed.trouble
    }
    return undefined
  }

  #remove(armed: Armed<Call>): void {
    this.#armed = this.#armed.filter((other) => other !== armed)
  }
}

function fits<Call extends string>({ on }: Trouble<Call>, call: Call | undefined, ask: Ask): boolean {
  if (on === undefined) return true
  if (typeof on === 'function') return on(ask)
  if (call === undefined) return false
  return typeof on === 'string' ? on === call : on.includes(call)
}
