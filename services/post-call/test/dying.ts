import { Readable } from 'node:stream'

export class Died extends Error {
  override readonly name = 'Died'
}

/**
 * A process that dies at its `at`-th point: from there on nothing that it asks of the world happens or answers. Each call of the
 * world has two points, before it (nothing happened) and behind it (it happened, and we do not know).
 */
export class Dying {
  points = 0
  readonly #at: number
  constructor(at: number) {
    this.#at = at
  }

  get isDead(): boolean {
    return this.points > this.#at
  }

  #point(): void {
    if (this.points++ >= this.#at) throw new Died()
  }

  sees<T extends object>(world: T): T {
    return new Proxy(world, {
      get: (from, key) => {
        const member: unknown = Reflect.get(from, key)
        if (typeof member === 'object' && member !== null) return this.sees(member)
        if (typeof member !== 'function') return member
        return async (...args: unknown[]) => {
          this.#point()
          const answer: unknown = await Reflect.apply(member, from, args)
          // The dead leave no open files behind.
          if (this.points >= this.#at && answer instanceof Readable) answer.destroy()
          this.#point()
          return answer
        }
      },
    })
  }
}
