import {
  catalogue,
  type EventName,
  type EventsOn,
  encode,
  type FrontdeskEvent,
  type Handlers,
  nameOf,
  type RetryPolicy,
  type Topic,
} from '@frontdesk/events'
import type { PubSub } from '@google-cloud/pubsub'
import type { Bus, DeadLetter, Delivery, OnReport, Subscription } from '../bus.ts'
import type { AnyHandlers } from '../handling.ts'
import { ofEvent } from './attributes.ts'
import { openClient, pulling } from './client.ts'
import { DeadLetters } from './dead-letters.ts'
import { Feed } from './feed.ts'
import { type Names, namesWith } from './names.ts'
import { Publisher } from './publisher.ts'
import { type Bury, Puller, type PullerParts, type PullerSettings } from './puller.ts'
import { type PushAnswer, PushDesk, type PushRequest } from './push.ts'
import type { PushIdentity } from './push-token.ts'
import { ensureSubscription, ensureTopology, expectSubscription, type SubscriptionPlan } from './topology.ts'
import { persist } from './trouble.ts'

export type { PushAnswer, PushRequest } from './push.ts'
export { type Certs, certsAt, googleCerts, type PushIdentity } from './push-token.ts'
export { SubscriptionMissing } from './topology.ts'

export interface PubSubBusOptions {
  readonly projectId: string
  readonly onReport: OnReport
  /** Host and port of an emulator (`PUBSUB_EMULATOR_HOST`); without it the service itself. */
  readonly emulatorHost?: string
  /** Begins every name of a topic and a subscription, so that several houses can share a project; nothing unless told. */
  readonly prefix?: string
  /**
   * `make`: topics and subscriptions that are missing are made. `expect`: they were made by whoever owns the project (Terraform), and
   * a missing one is an error; only a subscription with `expiresAfterMs` is made, as its name is not known before.
   */
  readonly topology: 'make' | 'expect'
  /** What is pushed to this process instead of pulled by it. */
  readonly push?: PushOptions
  readonly retryOf?: (name: EventName) => RetryPolicy
  /** In [0, 1). */
  readonly random?: () => number
  readonly graceMs?: number
  /** How long after a consumer's death another takes over what it worked on: the service allows 10 s at least. */
  readonly leaseSeconds?: number
  /** How long one try may take before its event is handed back, whatever the handler does. */
  readonly tryMs?: number
  /** How long a look at the dead letters waits for more of them. */
  readonly lookMs?: number
}

export interface PushOptions extends PushIdentity {
  /** The names of the subscriptions that are pushed; all unless told. */
  readonly subscriptions?: readonly string[]
  /** Where the service is to post: needed where subscriptions are made here. */
  readonly endpoint: string
}

export interface PubSubBus extends Bus {
  /** Takes what the service posted: resolves when the work is committed, or is not to be, with what to answer. Never throws. */
  receivePush(request: PushRequest): Promise<PushAnswer>
}

const defaultConcurrency = 16
const shortestLeaseSeconds = 10
/** Longer than the longest work of any handler we have; a handler that hangs costs its event this much. */
const longestTryMs = 600_000

/** Opens the bus that lives in Pub/Sub. Throws when the topics cannot be made, where it is to make them. */
export async function openPubSubBus(options: PubSubBusOptions): Promise<PubSubBus> {
  const client = openClient(options)
  const names = namesWith(options.prefix ?? '')
  try {
    if (options.topology === 'make') await persist('make topics', () => ensureTopology(client, names), options)
    return new PubSubBusOverClient(client, names, options)
  } catch (thrown) {
    await client.close()
    throw thrown
  }
}

class PubSubBusOverClient implements PubSubBus {
  readonly #client: PubSub
  readonly #names: Names
  readonly #options: PubSubBusOptions
  readonly #settings: PullerSettings
  readonly #publisher: Publisher
  readonly #deadLetters: DeadLetters
  readonly #push: PushDesk | undefined
  readonly #consumers = new Set<AsyncDisposable>()
  #disposed: Promise<void> | undefined

  constructor(client: PubSub, names: Names, options: PubSubBusOptions) {
    const { onReport, push, lookMs = 1_000, graceMs = 8_000, tryMs = longestTryMs, random = Math.random } = options
    this.#client = client
    this.#names = names
    this.#options = options
    this.#settings = { retryOf: options.retryOf ?? ((name) => catalogue[name].retry), onReport, graceMs, tryMs, random }
    this.#publisher = new Publisher(client, names)
    this.#deadLetters = new DeadLetters(client, names, { onReport, lookMs, publisher: this.#publisher })
    this.#push = push && new PushDesk(push, names)
  }

  async publish(event: FrontdeskEvent): Promise<void> {
    const { topic } = catalogue[nameOf(event)]
    const message = { data: Buffer.from(encode(event)), attributes: ofEvent(event), orderingKey: event.subject }
    await this.#publisher.publish(topic, message)
  }

  async subscribe<T extends Topic, N extends EventsOn<T>>(
    subscription: Subscription<T>,
    handlers: Handlers<N, Delivery>,
  ): Promise<AsyncDisposable> {
    const { name, concurrency = defaultConcurrency } = subscription
    const makeSure = () => this.#makeSure(subscription)
    await persist(`find the subscription ${name}`, makeSure, this.#options)
    const byName = new Map(Object.entries(handlers)) as unknown as AnyHandlers
    const bury: Bury = (corpse, attempts, reason, signal) =>
      persist('bury', () => this.#deadLetters.bury(corpse, name, attempts, reason), { ...this.#options, signal })
    const parts = { subscription: name, handlers: byName, concurrency, bury, settings: this.#settings }
    const desk = this.#isPushed(name) ? this.#push : undefined
    const consumer = desk?.open(parts) ?? this.#pull(parts, makeSure)
    this.#consumers.add(consumer)
    return {
      [Symbol.asyncDispose]: async () => {
        await consumer[Symbol.asyncDispose]()
        this.#consumers.delete(consumer)
      },
    }
  }

  #pull(parts: PullerParts, makeSure: () => Promise<void>): AsyncDisposable {
    const puller = new Puller(parts)
    const options = pulling(this.#leaseSeconds, this.#settings.graceMs, parts.concurrency)
    const name = this.#names.subscription(parts.subscription)
    const feed = new Feed({
      open: () => this.#client.subscription(name, options),
      onMessage: (message) => puller.take(message),
      onReport: this.#options.onReport,
      makeSure,
    })
    // The feed is closed first, or what is handed back would come straight in again; it ends when all is settled.
    return {
      [Symbol.asyncDispose]: async () => {
        await Promise.all([feed[Symbol.asyncDispose](), puller.drain()])
      },
    }
  }

  async #makeSure({ name, topic, filter = {}, expiresAfterMs }: Subscription): Promise<void> {
    const { push, topology } = this.#options
    const leaseSeconds = this.#leaseSeconds
    const plan: SubscriptionPlan = {
      ...{ name, topic, filter, expiresAfterMs, leaseSeconds },
      push: this.#isPushed(name) ? push : undefined,
    }
    if (topology === 'expect' && expiresAfterMs === undefined)
      return expectSubscription(this.#client, this.#names, plan)
    await ensureSubscription(this.#client, this.#names, plan, this.#settings.retryOf)
  }

  get #leaseSeconds(): number {
    return Math.max(this.#options.leaseSeconds ?? 0, shortestLeaseSeconds)
  }

  #isPushed(name: string): boolean {
    const { push } = this.#options
    return push !== undefined && (push.subscriptions?.includes(name) ?? true)
  }

  async receivePush(request: PushRequest): Promise<PushAnswer> {
    return (await this.#push?.receive(request)) ?? { status: 404 }
  }

  deadLetters(subscription?: string): Promise<readonly DeadLetter[]> {
    return this.#deadLetters.list(subscription)
  }

  redrive(subscription: string, eventIds?: readonly string[]): Promise<number> {
    return this.#deadLetters.redrive(subscription, eventIds)
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#disposed ??= this.#close()
    return this.#disposed
  }

  async #close(): Promise<void> {
    await Promise.all([...this.#consumers].map((consumer) => consumer[Symbol.asyncDispose]()))
    // Not before: a handler that runs to its end may publish.
    await this.#publisher[Symbol.asyncDispose]()
    await this.#deadLetters[Symbol.asyncDispose]()
    await this.#client.close()
  }
}
