/** Where a trouble strikes: which ones it fits, after how many, how often. */
export interface Aim<Kind extends string> {
  /** Every kind when absent. */
  readonly on?: Kind | readonly Kind[]
  /** This many fitting ones are spared first. */
  readonly skip?: number
  /** It is over after this many; without it, it lasts until it is removed. */
  readonly times?: number
}

export interface Armed {
  /** How many it has met. */
  readonly met: number
  remove(): void
}

interface Arm<T> extends Armed {
  readonly trouble: T
  met: number
  skipped: number
}

/** Troubles waiting for their victim; one victim meets at most one trouble, the first that fits. */
export class Arms<Kind extends string, T extends Aim<Kind>> {
  #arms: Arm<T>[] = []

  add(trouble: T): Armed {
    const arm: Arm<T> = { trouble, met: 0, skipped: 0, remove: () => this.#remove(arm) }
    this.#arms.push(arm)
    return arm
  }

  clear(): void {
    this.#arms = []
  }

  /** The trouble that this one meets, counted as met. */
  take(kind: Kind): T | undefined {
    for (const arm of this.#arms) {
      if (!fits(arm.trouble, kind)) continue
      if (arm.skipped < (arm.trouble.skip ?? 0)) {
        arm.skipped += 1
        continue
      }
      arm.met += 1
      if (arm.met >= (arm.trouble.times ?? Number.POSITIVE_INFINITY)) this.#remove(arm)
      return arm.trouble
    }
    return undefined
  }

  #remove(arm: Arm<T>): void {
    this.#arms = this.#arms.filter((other) => other !== arm)
  }
}

function fits<Kind extends string>({ on }: Aim<Kind>, kind: Kind): boolean {
  if (on === undefined) return true
  return typeof on === 'string' ? on === kind : on.includes(kind)
}
