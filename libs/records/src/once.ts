import { type Begun, type Effect, effectsOf, type Intent, type Ledger, type Settlement, type Wish } from './ledger.ts'

/**
 * Does what an intent wishes so that each of its effects happens once (I2), whoever crashes where.
 *
 * The order is what makes it so: a step is noted as attempted *before* the vendor hears of it, and its effect after. A holder
 * that takes over finds one of three: no such step (nobody asked the vendor), a step with its effect (done), or a step without
 * (nobody knows) which is looked up at the vendor before it is asked again. And nobody asks the vendor past the lease: the
 * step's signal is aborted `restMs` before it ends, the time in which a request that is under way at the vendor comes to rest
 * before anybody looks. The same rest is kept after a request that failed without a clear answer. A process that was stopped and
 * wakes up when all of this is over finds out by the clock before it asks, since its timers may not have come round yet.
 */
export interface Making {
  /** Names the effect within the intent, e.g. `calendar-event`. */
  readonly step: string
  /** Looks the effect up at the vendor, by something that only this intent's effect carries. Undefined: it is not there. */
  readonly find: (signal: AbortSignal) => Promise<Effect | undefined>
  readonly make: (signal: AbortSignal) => Promise<Effect>
  /** True when the error is the vendor's clear answer that nothing was done: no rest is needed then, and no look either. */
  readonly refused?: (error: unknown) => boolean
}

export interface Work {
  /** How far earlier holders came. */
  readonly intent: Intent
  /** Does the step, or finds that it was done. @throws what `find` and `make` throw; Fenced; LeaseOver */
  do(making: Making): Promise<Effect>
}

export interface OnceSettings {
  /** The part of the process package's Clock that is used here. */
  readonly clock: {
    now(): Temporal.Instant
    after(ms: number, fn: () => void): Disposable
    sleep(ms: number, signal?: AbortSignal): Promise<void>
  }
  /** Longer than the slowest work takes: when it is over, another may take the intent. */
  readonly leaseMs: number
  /** In how long a request that we stopped waiting for has certainly ended at the vendor. */
  readonly restMs: number
  /** How long to wait for another holder's answer before `InFlight` is thrown. */
  readonly waitMs: number
  /** How often to look while waiting; 100 when absent. */
  readonly lookEveryMs?: number
  readonly signal?: AbortSignal
}

export interface Settled {
  readonly outcome: Settlement
  /** All that the intent certainly did, in order. */
  readonly effects: readonly Effect[]
}

/** Somebody else holds the intent and did not settle it while we waited: try again later. */
export class InFlight extends Error {
  override readonly name = 'InFlight'
  constructor(key: string, leaseEndsAt: string) {
    super(`intent ${key} is held by somebody else until ${leaseEndsAt}`)
  }
}

/** The lease came to its end during the work. The next holder goes on from what was noted. */
export class LeaseOver extends Error {
  override readonly name = 'LeaseOver'
  constructor(key: string) {
    super(`the work on intent ${key} took longer than its lease`)
  }
}

/** The same was wished before with other arguments, and that was done or may have been. Nothing was done, and must not be. */
export class Mismatch extends Error {
  override readonly name = 'Mismatch'
  readonly standing: Intent
  constructor(key: string, standing: Intent) {
    super(`intent ${key} wishes with other arguments what intent ${standing.key} wished, which is ${standing.state}`)
    this.standing = standing
  }
}

type Held = Extract<Begun, { state: 'held' }>

/**
 * Resolves to the intent's one outcome: made by `work`, or by whoever was first. When `work` throws, the intent is given back
 * unsettled and the error passed on: the next try goes on from what was noted. @throws InFlight, Mismatch, Fenced, LeaseOver
 */
export async function once(
  ledger: Ledger,
  wish: Wish,
  settings: OnceSettings,
  work: (held: Work) => Promise<Settlement>,
): Promise<Settled> {
  const begun = await beginOrWait(ledger, wish, settings)
  if (begun.state === 'settled') return { outcome: begun.outcome, effects: effectsOf(begun.intent) }
  const { clock, restMs } = settings
  const over = new AbortController()
  const leftMs = Math.max(0, begun.endsMs - clock.now().epochMilliseconds)
  using _lease = clock.after(leftMs, () => over.abort(new LeaseOver(wish.key)))
  const holding = new Holding(ledger, begun, settings, over.signal)
  try {
    const outcome = await work(holding)
    await ledger.settle(wish.key, begun.fence, outcome)
    return { outcome, effects: holding.effects() }
  } catch (error) {
    over.abort(error)
    const from = holding.isAtRest() ? clock.now() : clock.now().add({ milliseconds: restMs })
    // If even this fails, the lease runs out by itself; what matters is why the work failed.
    await ledger.release(wish.key, begun.fence, momentOf(from)).catch(() => {})
    throw error
  }
}

const momentOf = (at: Temporal.Instant) => at.toString({ fractionalSecondDigits: 3 })

/** `endsMs`: the moment, in epoch ms, from which on no vendor may be asked. */
type Holds = Held & { readonly endsMs: number }
type Begin = Extract<Begun, { state: 'settled' }> | Holds

async function beginOrWait(ledger: Ledger, wish: Wish, settings: OnceSettings): Promise<Begin> {
  const { clock, leaseMs, restMs, waitMs, lookEveryMs = 100, signal } = settings
  const startedMs = clock.now().epochMilliseconds
  for (;;) {
    signal?.throwIfAborted()
    const now = clock.now()
    const begun = await ledger.begin(wish, { leaseMs, now: momentOf(now) })
    if (begun.state === 'settled') return begun
    if (begun.state === 'mismatch') throw new Mismatch(wish.key, begun.standing)
    // The lease counts from the moment that we named, not from when the answer came.
    if (begun.state === 'held') return { ...begun, endsMs: now.epochMilliseconds + leaseMs - restMs }
    const leftMs = startedMs + waitMs - clock.now().epochMilliseconds
    if (leftMs <= 0) throw new InFlight(wish.key, begun.leaseEndsAt)
    await clock.sleep(Math.min(lookEveryMs, leftMs), signal)
  }
}

class Holding implements Work {
  readonly intent: Intent
  readonly #ledger: Ledger
  readonly #fence: number
  readonly #endsMs: number
  readonly #settings: OnceSettings
  readonly #signal: AbortSignal
  /** Every step that was begun, in order, with its effect where it is known. */
  readonly #steps: Map<string, Effect | undefined>
  /** One `do` of a step at a time: a second one gets the first one's answer. */
  readonly #running = new Map<string, Promise<Effect>>()
  /** Steps that the vendor may be working on at this moment. */
  readonly #unanswered = new Set<string>()

  constructor(ledger: Ledger, held: Holds, settings: OnceSettings, signal: AbortSignal) {
    this.intent = held.intent
    this.#ledger = ledger
    this.#fence = held.fence
    this.#endsMs = held.endsMs
    this.#settings = settings
    this.#signal = signal
    this.#steps = new Map(held.intent.steps.map(({ step, effect }) => [step, effect]))
  }

  do(making: Making): Promise<Effect> {
    const running = this.#running.get(making.step)
    if (running !== undefined) return running
    const begun = this.#do(making).finally(() => this.#running.delete(making.step))
    this.#running.set(making.step, begun)
    return begun
  }

  effects(): Effect[] {
    return [...this.#steps.values()].filter((effect) => effect !== undefined)
  }

  isAtRest(): boolean {
    return this.#unanswered.size === 0
  }

  async #do({ step, find, make, refused }: Making): Promise<Effect> {
    const known = this.#steps.get(step)
    if (known !== undefined) return known
    this.#checkLease()
    if (this.#steps.has(step)) {
      if (this.#unanswered.has(step)) await this.#settings.clock.sleep(this.#settings.restMs, this.#signal)
      this.#unanswered.delete(step)
      const found = await find(this.#signal)
      if (found !== undefined) return this.#note(step, found)
    } else {
      await this.#ledger.attempt(this.intent.key, this.#fence, step)
      this.#steps.set(step, undefined)
    }
    this.#checkLease()
    this.#unanswered.add(step)
    const made = await make(this.#signal).catch(async (error: unknown) => {
      if (refused?.(error) === true) await this.#nothingDone(step)
      throw error
    })
    const noted = await this.#note(step, made)
    // Only now: if the note failed, the rest gives the vendor's own look-up time to show what it just did.
    this.#unanswered.delete(step)
    return noted
  }

  #checkLease(): void {
    this.#signal.throwIfAborted()
    if (this.#settings.clock.now().epochMilliseconds >= this.#endsMs) throw new LeaseOver(this.intent.key)
  }

  /** Nor by an earlier try: that was looked up before this one. */
  async #nothingDone(step: string): Promise<void> {
    this.#unanswered.delete(step)
    // If the word does not get through, the step is looked up once more than was needed.
    await this.#ledger.retract(this.intent.key, this.#fence, step).then(
      () => this.#steps.delete(step),
      () => {},
    )
  }

  async #note(step: string, effect: Effect): Promise<Effect> {
    // Also when the lease is over: as long as nobody else took the intent, what we know is worth keeping.
    await this.#ledger.note(this.intent.key, this.#fence, step, effect)
    this.#steps.set(step, effect)
    return effect
  }
}
