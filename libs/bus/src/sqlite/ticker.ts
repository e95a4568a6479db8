import { type StoreClient, StoreGone } from '@frontdesk/sqlite'
import { reasonOf } from '../retry.ts'
import type BusStore from './bus-store.ts'
import type { Consumer, ConsumerSettings } from './consumer.ts'

export interface Retention {
  readonly keepIdsMs: number
  readonly keepDeliveriesMs: number
}

/** Bounds how late we notice another process's event: so often we see whether there was a commit, and look if there was. */
const lookEveryMs = 40
/** Bounds how late we notice a retry that came due, a lease that ran out: so often we look in any case. */
const lookAnywayMs = 200
const maintainEveryMs = 60_000
/** After the store failed: a full disk is not helped by 25 tries a second. */
const restMs = 1_000

/**
 * What happens by the clock: looking for what came due, prolonging leases, purging. While idle it only reads.
 * Time is measured on the monotonic clock; the epoch of `settings.nowMs` is what the file's rows are compared with.
 */
export class Ticker implements AsyncDisposable {
  readonly #store: StoreClient<BusStore>
  readonly #consumers: ReadonlySet<Consumer>
  readonly #settings: ConsumerSettings
  readonly #retention: Retention
  readonly #kept = new Set<() => Promise<void>>()
  readonly #timer: NodeJS.Timeout
  #working: Promise<void> | undefined
  readonly #committed: () => boolean
  #renewAt = 0
  #lookAt = 0
  #maintainAt = 0
  #restUntil = 0
  #ended = false

  constructor(
    store: StoreClient<BusStore>,
    consumers: ReadonlySet<Consumer>,
    settings: ConsumerSettings,
    retention: Retention,
    committed: () => boolean,
  ) {
    this.#committed = committed
    this.#store = store
    this.#consumers = consumers
    this.#settings = settings
    this.#retention = retention
    this.#timer = setInterval(() => this.#tick(), Math.min(lookEveryMs, settings.leaseMs / 4))
  }

  /** Repeats `makeSure` as long as the subscription it stands for is wanted. */
  keep(makeSure: () => Promise<void>): Disposable {
    this.#kept.add(makeSure)
    return { [Symbol.dispose]: () => void this.#kept.delete(makeSure) }
  }

  /** The store failed: says so, and looks no more for a while. */
  rest(doing: string, thrown: unknown): void {
    if (this.#ended) return
    // Told as `lost` already, and nothing to look for any more.
    if (thrown instanceof StoreGone) {
      clearInterval(this.#timer)
      return
    }
    this.#restUntil = performance.now() + restMs
    this.#settings.onReport({ kind: 'store-failed', doing, reason: reasonOf(thrown) })
  }

  #tick(): void {
    if (this.#working !== undefined || performance.now() < this.#restUntil) return
    this.#working = this.#work().finally(() => {
      this.#working = undefined
    })
  }

  async #work(): Promise<void> {
    const now = performance.now()
    // Renewing comes first: after a stall of this process we look only once our own leases are alive again.
    if (now >= this.#renewAt) {
      this.#renewAt = now + this.#settings.leaseMs / 4
      await this.#attempt('renew', () => this.#renew())
    }
    if (this.#committed() || now >= this.#lookAt) {
      this.#lookAt = now + Math.min(lookAnywayMs, this.#settings.leaseMs / 4)
      await this.#attempt('look', () => this.#look())
    }
    if (now >= this.#maintainAt) {
      this.#maintainAt = now + maintainEveryMs
      await this.#attempt('purge', () => this.#maintain())
    }
  }

  async #attempt(doing: string, work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (thrown) {
      this.rest(doing, thrown)
    }
  }

  async #renew(): Promise<void> {
    const claims = [...this.#consumers].flatMap((consumer) => consumer.claims)
    if (claims.length > 0) await this.#store.renew(claims, this.#settings.nowMs(), this.#settings.leaseMs)
  }

  async #look(): Promise<void> {
    const free = [...this.#consumers].filter((consumer) => consumer.hasRoom)
    if (free.length === 0) return
    const names = [...new Set(free.map((consumer) => consumer.subscription))]
    const due = await this.#store.due(names, this.#settings.nowMs())
    for (const consumer of free) if (due.includes(consumer.subscription)) consumer.wake()
  }

  async #maintain(): Promise<void> {
    for (const makeSure of this.#kept) await makeSure()
    const { keepIdsMs, keepDeliveriesMs } = this.#retention
    const purged = await this.#store.purge(this.#settings.nowMs(), keepIdsMs, keepDeliveriesMs)
    if (purged.more) this.#maintainAt = 0
    const { deliveries, subscriptions } = purged
    if (deliveries + subscriptions.length > 0) this.#settings.onReport({ kind: 'expired', deliveries, subscriptions })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ended = true
    clearInterval(this.#timer)
    await this.#working
  }
}
