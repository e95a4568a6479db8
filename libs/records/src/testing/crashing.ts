/** A process that dies at its `at`-th point: whatever it calls at or behind that point neither happens nor answers. */
export class Mortal {
  passed = 0
  readonly #at: number
  constructor(at: number) {
    this.#at = at
  }

  isDead(): boolean {
    return this.passed > this.#at
  }

  #point(): void {
    if (this.passed++ >= this.#at) throw new Crash()
  }

  /** `target` as this process sees it: it may die before each call (nothing happened) and behind it (it happened, unknown to us). */
  uses<T extends object>(target: T): T {
    return new Proxy(target, {
      get: (from, key) => {
        const member: unknown = Reflect.get(from, key)
        if (typeof member !== 'function') return member
        return async (...args: unknown[]) => {
          this.#point()
          const answer: unknown = await Reflect.apply(member, from, args)
          this.#point()
          return answer
        }
      },
    })
  }
}

export class Crash extends Error {
  override readonly name = 'Crash'
}
