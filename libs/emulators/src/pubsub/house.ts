import { status } from '@grpc/grpc-js'
import { Refusal } from '../grpc/refusal.ts'
import { FilterSyntaxError } from './filter.ts'
import type { Entry } from './line.ts'
import type { OidcTokens } from './oidc.ts'
import { Pusher } from './pusher.ts'
import { Subscription } from './subscription.ts'
import type { Trouble } from './trouble.ts'
import type { Message, SubscriptionConfig } from './wire.ts'

export type NewMessage = Pick<Message, 'data' | 'attributes' | 'orderingKey'>

/** All topics and subscriptions there are. */
export class House implements Disposable {
  readonly #trouble: Trouble
  readonly #tokens: OidcTokens
  readonly #secondMs: number
  readonly #topics = new Set<string>()
  readonly #subscriptions = new Map<string, Subscription>()
  readonly #pushers = new Map<string, Pusher>()
  #lastId = 0

  constructor(trouble: Trouble, tokens: OidcTokens, secondMs: number) {
    this.#trouble = trouble
    this.#tokens = tokens
    this.#secondMs = secondMs
  }

  get topics(): readonly string[] {
    return [...this.#topics]
  }

  get subscriptions(): readonly Subscription[] {
    return [...this.#subscriptions.values()]
  }

  createTopic(name: string): void {
    if (this.#topics.has(name)) throw new Refusal(status.ALREADY_EXISTS, `topic ${name} exists`)
    this.#topics.add(name)
  }

  topic(name: string): string {
    if (!this.#topics.has(name)) throw new Refusal(status.NOT_FOUND, `no topic ${name}`)
    return name
  }

  deleteTopic(name: string): void {
    this.#topics.delete(this.topic(name))
  }

  createSubscription(config: SubscriptionConfig): void {
    if (this.#subscriptions.has(config.name)) {
      throw new Refusal(status.ALREADY_EXISTS, `subscription ${config.name} exists`)
    }
    this.topic(config.topic)
    if (config.deadLetterPolicy) this.topic(config.deadLetterPolicy.deadLetterTopic)
    const subscription = this.#open(config)
    this.#subscriptions.set(config.name, subscription)
    if (!config.pushConfig?.pushEndpoint) return
    const pusher = new Pusher(subscription, this.#tokens, this.#secondMs)
    this.#pushers.set(config.name, pusher)
    subscription.join(pusher)
  }

  #open(config: SubscriptionConfig): Subscription {
    const { trouble, secondMs } = { trouble: this.#trouble, secondMs: this.#secondMs }
    try {
      return new Subscription(config, { trouble, secondMs, bury: (entry, from) => this.#bury(entry, from) })
    } catch (thrown) {
      if (thrown instanceof FilterSyntaxError) throw new Refusal(status.INVALID_ARGUMENT, `filter: ${thrown.message}`)
      throw thrown
    }
  }

  subscription(name: string): Subscription {
    const found = this.#subscriptions.get(name)
    if (found === undefined) throw new Refusal(status.NOT_FOUND, `no subscription ${name}`)
    return found
  }

  deleteSubscription(name: string): void {
    this.subscription(name)[Symbol.dispose]()
    this.#subscriptions.delete(name)
    this.#pushers.get(name)?.stop()
    this.#pushers.delete(name)
  }

  /** Keeps each for every subscription that wants it; answers with their ids. */
  publish(topic: string, messages: readonly NewMessage[]): string[] {
    this.topic(topic)
    return messages.map(({ data, attributes, orderingKey }) => {
      const messageId = String(++this.#lastId)
      const nowMs = Date.now()
      const publishTime = { seconds: Math.floor(nowMs / 1_000), nanos: (nowMs % 1_000) * 1_000_000 }
      const message = { messageId, data, attributes, orderingKey, publishTime }
      for (const subscription of this.#subscriptions.values()) {
        if (subscription.config.topic === topic && subscription.matches(attributes)) subscription.add(message)
      }
      return messageId
    })
  }

  /** As the service forwards: the message as it was, and attributes that say where it comes from. */
  #bury({ message, failures }: Entry, { config }: Subscription): boolean {
    const deadLetterTopic = config.deadLetterPolicy?.deadLetterTopic ?? ''
    if (!this.#topics.has(deadLetterTopic)) return false
    const [, project = '', , subscription = ''] = config.name.split('/')
    const attributes = {
      ...message.attributes,
      CloudPubSubDeadLetterSourceDeliveryCount: String(failures),
      CloudPubSubDeadLetterSourceSubscription: subscription,
      CloudPubSubDeadLetterSourceSubscriptionProject: project,
      CloudPubSubDeadLetterSourceTopicPublishTime: new Date(message.publishTime.seconds * 1_000).toISOString(),
    }
    this.publish(deadLetterTopic, [{ ...message, attributes }])
    this.#trouble.met.deadLettered++
    return true
  }

  [Symbol.dispose](): void {
    for (const pusher of this.#pushers.values()) pusher.stop()
    for (const subscription of this.#subscriptions.values()) subscription[Symbol.dispose]()
  }
}
