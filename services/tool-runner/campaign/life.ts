import type { Clock } from '@frontdesk/process/clock'

/** What happens at a boundary, before the port does what it is asked for, or behind it when the asker does not know yet. */
export interface PortFault {
  /** `ledger.attempt(calendar-event)#1`: port, method, what it is about, and the how-manieth time. */
  readonly at: string
  readonly side: 'before' | 'after'
  /**
   * `dies`: kill -9; nothing leaves the process any more. `fails`: the store or the bus throws. `sleeps`: the process is stopped
   * (SIGSTOP) until it is woken: meanwhile its timers do not come round.
   */
  readonly how: 'dies' | 'fails' | 'sleeps'
}

export class Died extends Error {
  override readonly name = 'Died'
}
class StoreFailed extends Error {
  override readonly name = 'StoreFailed'
}

/**
 * One life of a runner. Everything that it does to the world goes through ports, and each call of a port is a boundary. What
 * the process does behind its death is its own affair: no port lets it out.
 */
export class Life {
  /** Every boundary that it came to, in order. */
  readonly passed: string[] = []
  /** The faults that it met. */
  readonly met: PortFault[] = []
  #faults: readonly PortFault[]
  readonly #onDeath: () => void
  readonly #counts = new Map<string, number>()
  readonly #fellAsleep = Promise.withResolvers<void>()
  readonly #woken = Promise.withResolvers<void>()
  /** Timers that fell due while it was stopped. */
  readonly #due: (() => void)[] = []
  #dead = false
  #asleep = false

  /** `onDeath` is called at the very boundary, for one that dies in earnest. */
  constructor(faults: readonly PortFault[] = [], onDeath: () => void = () => {}) {
    this.#faults = faults
    this.#onDeath = onDeath
  }

  /** From now on boundaries are counted anew, and these faults are met. */
  rearm(faults: readonly PortFault[]): void {
    this.#faults = faults
    this.#counts.clear()
  }

  get isDead(): boolean {
    return this.#dead
  }

  /** Resolves when it has been stopped. */
  get fellAsleep(): Promise<void> {
    return this.#fellAsleep.promise
  }

  die(): void {
    this.#dead = true
  }

  /** As an event loop does it: what it was waiting for goes on first, the timers that fell due come next, any newer one later. */
  wake(): void {
    this.#asleep = false
    for (const fn of this.#due.splice(0)) setTimeout(fn, 0)
    this.#woken.resolve()
  }

  /** The same object, whose calls are boundaries of this life. `about` tells calls of one method apart. */
  uses<T extends object>(
    port: T,
    name: string,
    about: (method: string, args: readonly unknown[]) => string = () => '',
  ): T {
    return new Proxy(port, {
      get: (target, key) => {
        const member: unknown = Reflect.get(target, key)
        if (typeof member !== 'function' || typeof key !== 'string') return member
        return async (...args: unknown[]) => {
          const boundary = this.#arriveAt(`${name}.${key}${about(key, args)}`)
          await this.#meet(boundary, 'before')
          const answer: unknown = await Reflect.apply(member, target, args)
          await this.#meet(boundary, 'after')
          return answer
        }
      },
    })
  }

  /** The clock of this life: a dead process has no timers, and a stopped one finds them when it goes on. */
  on(clock: Clock): Clock {
    return {
      ...clock,
      after: (ms, fn) => clock.after(ms, () => this.#whenAwake(fn)),
      sleep: async (ms, signal) => {
        await clock.sleep(ms, signal)
        if (this.#asleep) await this.#woken.promise
        if (this.#dead) throw new Died()
      },
    }
  }

  #whenAwake(fn: () => void): void {
    if (this.#dead) return
    if (this.#asleep) this.#due.push(fn)
    else fn()
  }

  #arriveAt(place: string): string {
    const count = (this.#counts.get(place) ?? 0) + 1
    this.#counts.set(place, count)
    const boundary = `${place}#${count}`
    if (!this.#dead) this.passed.push(boundary)
    return boundary
  }

  async #meet(boundary: string, side: PortFault['side']): Promise<void> {
    if (this.#asleep) await this.#woken.promise
    if (this.#dead) throw new Died()
    const fault = this.#faults.find((one) => one.at === boundary && one.side === side)
    if (fault === undefined || this.met.includes(fault)) return
    this.met.push(fault)
    if (fault.how === 'fails') throw new StoreFailed(`${boundary} failed`)
    if (fault.how === 'dies') {
      this.#dead = true
      this.#onDeath()
      throw new Died()
    }
    this.#asleep = true
    this.#fellAsleep.resolve()
    await this.#woken.promise
  }
}
