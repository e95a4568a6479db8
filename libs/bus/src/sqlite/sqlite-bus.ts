import {
  attributesOf,
  catalogue,
  decode,
  type EventName,
  type EventsOn,
  encode,
  type FrontdeskEvent,
  type Handlers,
  nameOf,
  type RetryPolicy,
  type Topic,
} from '@frontdesk/events'
import { openStore, type StoreClient } from '@frontdesk/sqlite'
import {
  type Bus,
  type DeadLetter,
  type Delivery,
  type OnReport,
  type Subscription,
  SubscriptionConflict,
} from '../bus.ts'
import type { AnyHandlers } from '../handling.ts'
import { reasonOf } from '../retry.ts'
import type BusStore from './bus-store.ts'
import type { DeadRow } from './bus-store.ts'
import { commitsTo } from './commits.ts'
import { Consumer, type ConsumerSettings } from './consumer.ts'
import { Ticker } from './ticker.ts'

export interface SqliteBusOptions {
  /** May be shared with other stores and other processes of this machine. Made if missing. */
  readonly file: string
  readonly onReport: OnReport
  readonly retryOf?: (name: EventName) => RetryPolicy
  readonly nowMs?: () => number
  /** In [0, 1). */
  readonly random?: () => number
  /** How long after a consumer's death another takes over what it worked on. */
  readonly leaseMs?: number
  readonly graceMs?: number
}

/** An event told again within these days is recognised. */
const keepIdsMs = 7 * 86_400_000
/** As long as Pub/Sub can: what nobody has handled by then is dropped, and counted. */
const keepDeliveriesMs = 31 * 86_400_000
const shortestExpiryMs = 5 * 60_000
const defaultConcurrency = 16

/** Opens the bus that lives in one SQLite file. Throws when the file cannot be opened. */
export async function openSqliteBus(options: SqliteBusOptions): Promise<Bus> {
  const { file, onReport } = options
  const store = await openStore<BusStore>(new URL('./bus-store.ts', import.meta.url), file, {
    onLost: (error) => onReport({ kind: 'lost', reason: reasonOf(error) }),
  })
  return new SqliteBus(store, options)
}

class SqliteBus implements Bus {
  readonly #store: StoreClient<BusStore>
  readonly #settings: ConsumerSettings
  readonly #consumers = new Set<Consumer>()
  readonly #ticker: Ticker

  constructor(store: StoreClient<BusStore>, options: SqliteBusOptions) {
    this.#store = store
    this.#settings = {
      retryOf: options.retryOf ?? ((name) => catalogue[name].retry),
      nowMs: options.nowMs ?? Date.now,
      random: options.random ?? Math.random,
      leaseMs: options.leaseMs ?? 2_000,
      graceMs: options.graceMs ?? 8_000,
      onReport: options.onReport,
      onTrouble: (doing, thrown) => this.#ticker.rest(doing, thrown),
    }
    this.#ticker = new Ticker(
      store,
      this.#consumers,
      this.#settings,
      { keepIdsMs, keepDeliveriesMs },
      commitsTo(options.file),
    )
  }

  async publish(event: FrontdeskEvent): Promise<void> {
    const publication = {
      topic: catalogue[nameOf(event)].topic,
      eventId: event.id,
      call: event.subject,
      wire: encode(event),
      attributes: attributesOf(event),
    }
    this.#wake(await this.#store.publish(publication, this.#settings.nowMs()))
  }

  async subscribe<T extends Topic, N extends EventsOn<T>>(
    subscription: Subscription<T>,
    handlers: Handlers<N, Delivery>,
  ): Promise<AsyncDisposable> {
    const { name, topic, filter = {}, concurrency = defaultConcurrency } = subscription
    const expiresAfterMs =
      subscription.expiresAfterMs === undefined ? null : Math.max(subscription.expiresAfterMs, shortestExpiryMs)
    const makeSure = async () => {
      const other = await this.#store.subscribe({ name, topic, filter, expiresAfterMs }, this.#settings.nowMs())
      if (other === null) return
      const wanted = `${topic} with the filter ${JSON.stringify(filter)}`
      throw new SubscriptionConflict(
        `the subscription ${name} is of ${other.topic} with the filter ${other.filter}, not of ${wanted}: take a new name`,
      )
    }
    await makeSure()
    const byName = new Map(Object.entries(handlers)) as unknown as AnyHandlers
    const consumer = new Consumer(name, byName, concurrency, this.#store, this.#settings)
    this.#consumers.add(consumer)
    const kept = expiresAfterMs === null ? undefined : this.#ticker.keep(makeSure)
    consumer.wake()
    return {
      [Symbol.asyncDispose]: async () => {
        kept?.[Symbol.dispose]()
        await consumer[Symbol.asyncDispose]()
        this.#consumers.delete(consumer)
        // Another consumer of this process may take over what was handed back.
        this.#wake([name])
      },
    }
  }

  async deadLetters(subscription?: string): Promise<readonly DeadLetter[]> {
    return (await this.#store.deadLetters(subscription ?? null)).map(deadLetterOf)
  }

  async redrive(subscription: string, eventIds?: readonly string[]): Promise<number> {
    const count = await this.#store.redrive(subscription, eventIds ?? null, this.#settings.nowMs())
    this.#wake([subscription])
    return count
  }

  #wake(subscriptions: readonly string[]): void {
    for (const consumer of this.#consumers) if (subscriptions.includes(consumer.subscription)) consumer.wake()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#consumers].map((consumer) => consumer[Symbol.asyncDispose]()))
    this.#consumers.clear()
    await this.#ticker[Symbol.asyncDispose]()
    await this.#store[Symbol.asyncDispose]()
  }
}

function deadLetterOf({ wire, diedMs, ...rest }: DeadRow): DeadLetter {
  const decoded = decode(wire)
  const diedAt = Temporal.Instant.fromEpochMilliseconds(diedMs).toString({ fractionalSecondDigits: 3 })
  return { ...rest, event: decoded.ok ? decoded.event : null, diedAt }
}
