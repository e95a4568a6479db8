import { PublishError, type PubSub, type Topic } from '@google-cloud/pubsub'
import { publishing } from './client.ts'
import type { Corpse } from './found.ts'
import type { Names } from './names.ts'

/** What goes out: in order within its key, where it has one. */
export interface Outgoing extends Corpse {
  readonly orderingKey?: string
}

type TopicName = Parameters<Names['topic']>[0]

/** The sending side, shared by events, dead letters and what is redriven. */
export class Publisher implements AsyncDisposable {
  readonly #client: PubSub
  readonly #names: Names
  readonly #topics = new Map<TopicName, Topic>()
  readonly #sending = new Set<Promise<void>>()
  #closed = false

  constructor(client: PubSub, names: Names) {
    this.#client = client
    this.#names = names
  }

  /** Resolves when the service keeps it. */
  async publish(to: TopicName, message: Outgoing): Promise<void> {
    if (this.#closed) throw new Error('the bus is closed: nothing more can be published')
    const sent = send(this.#topic(to), message)
    this.#sending.add(sent)
    await sent.finally(() => this.#sending.delete(sent))
  }

  #topic(name: TopicName): Topic {
    const topic = this.#topics.get(name) ?? this.#client.topic(this.#names.topic(name), publishing)
    this.#topics.set(name, topic)
    return topic
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true
    await Promise.allSettled(this.#sending)
  }
}

/** After a failure the client refuses the rest of a key until it is told to go on: whoever published knows of it. */
async function send(topic: Topic, { data, ...rest }: Outgoing): Promise<void> {
  const message = { ...rest, data: Buffer.from(data) }
  try {
    await topic.publishMessage(message)
  } catch (thrown) {
    if (message.orderingKey) topic.resumePublishing(message.orderingKey)
    if (!(thrown instanceof PublishError)) throw thrown
    // This one was not tried at all: it came between another's failure and the word to go on.
    await topic.publishMessage(message)
  }
}
