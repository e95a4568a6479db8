import { randomUUID } from 'node:crypto'
import { catalogue, nameOf } from '@frontdesk/events'
import type { PubSub, v1 } from '@google-cloud/pubsub'
import type { DeadLetter } from '../bus.ts'
import { dead, redriven } from './attributes.ts'
import { openSubscriberApi } from './client.ts'
import { type Corpse, type Found, foundIn, idOf } from './found.ts'
import { deadLetters, type Names } from './names.ts'
import type { Publisher } from './publisher.ts'
import { Remembered } from './remembered.ts'
import { codeOf, type Persistence, persist } from './trouble.ts'

export interface DeadLetterSettings extends Persistence {
  /** How long a look waits for letters before it says that there are no more. */
  readonly lookMs: number
  readonly publisher: Publisher
}

const mostListed = 1_000
/** Beyond so many in all, a look at one subscription's letters may miss some. */
const mostLookedAt = 5_000
/** What is given back need not be there again at once: whoever saw it lately waits for it so long. */
const [seenLatelyMs, longestReturnMs] = [5_000, 2_000]

/** Redriven ones that are remembered, so that one whose acknowledgment got lost is not listed again. */
const mostRemembered = 5_000

/**
 * What used up its tries lies in one subscription of its own. We bury it ourselves, since the service knows no reason and is best
 * effort; what the service forwards, because no consumer lived to say a word, is found there as well. Looking is pulling and
 * giving back, so two who look at the same moment see a part each.
 */
export class DeadLetters implements AsyncDisposable {
  readonly #client: PubSub
  readonly #names: Names
  readonly #settings: DeadLetterSettings
  readonly #api: Promise<v1.SubscriberClient>
  #looking: Promise<unknown> = Promise.resolve()
  readonly #redriven = new Remembered(mostRemembered)
  #seen: { readonly ids: readonly string[]; readonly atMs: number } = { ids: [], atMs: 0 }

  constructor(client: PubSub, names: Names, settings: DeadLetterSettings) {
    this.#client = client
    this.#names = names
    this.#settings = settings
    this.#api = openSubscriberApi(client)
    this.#api.catch(() => {})
  }

  async bury({ data, attributes }: Corpse, subscription: string, attempts: number, reason: string): Promise<void> {
    const message = { data, attributes: dead(attributes, subscription, attempts, reason) }
    await this.#settings.publisher.publish(deadLetters, message)
  }

  list(subscription?: string): Promise<readonly DeadLetter[]> {
    return this.#alone(async () => {
      const found = await this.#pull()
      await this.#giveBack(found)
      const wanted = found.filter(({ letter }) => subscription === undefined || letter.subscription === subscription)
      return wanted.slice(0, mostListed).map(({ letter }) => letter)
    })
  }

  redrive(subscription: string, eventIds?: readonly string[]): Promise<number> {
    return this.#alone(async () => {
      const found = await this.#pull()
      const { wanted = [], rest = [] } = Object.groupBy(found, ({ letter }) =>
        letter.subscription === subscription && (eventIds?.includes(letter.eventId) ?? true) ? 'wanted' : 'rest',
      )
      const published: Found[] = []
      try {
        for (const letter of wanted) {
          await this.#republish(letter)
          published.push(letter)
        }
      } finally {
        for (const { died } of published) for (const { messageId } of died) this.#redriven.add(messageId)
        await this.#acknowledge(published)
        await this.#giveBack([...rest, ...wanted.slice(published.length)])
      }
      return published.length
    })
  }

  async #republish({ data, attributes, letter, call }: Found): Promise<void> {
    const topic = await this.#topicOf(letter)
    const again = redriven(attributes, letter.subscription, randomUUID())
    await this.#settings.publisher.publish(topic, { data, attributes: again, orderingKey: call })
  }

  /** An event that this code cannot read goes back to where its subscription takes from. */
  async #topicOf({ event, subscription }: DeadLetter): Promise<(typeof catalogue)[keyof typeof catalogue]['topic']> {
    if (event !== null) return catalogue[nameOf(event)].topic
    const [found] = await this.#client.subscription(this.#names.subscription(subscription)).getMetadata()
    const topics = new Set(Object.values(catalogue).map(({ topic }) => topic))
    for (const topic of topics) if (found.topic?.endsWith(`/${this.#names.topic(topic)}`)) return topic
    throw new Error(
      `the subscription ${subscription} is of ${found.topic}, which is none of ours: nothing was redriven`,
    )
  }

  /** Everything that lies there, oldest first, each event once: it may have died more than once. */
  async #pull(): Promise<Found[]> {
    const found = new Map<string, Found>()
    const missing = new Set(this.#seen.atMs > performance.now() - seenLatelyMs ? this.#seen.ids : [])
    let giveUpAt = Infinity
    for (let looked = 0; looked < mostLookedAt; ) {
      const received = await this.#pullOnce(mostLookedAt - looked)
      // From the first look that was answered: before it, the service may have been away.
      giveUpAt = Math.min(giveUpAt, performance.now() + longestReturnMs)
      if (received.length === 0 && (missing.size === 0 || performance.now() > giveUpAt)) break
      looked += received.length
      for (const another of received) {
        const id = idOf(another)
        const before = found.get(id)
        const died = [...(before?.died ?? []), ...another.died]
        found.set(id, { ...another, died, order: before?.order ?? another.order })
        missing.delete(id)
      }
    }
    return [...found.values()].sort((a, b) => a.order[0] - b.order[0] || a.order[1] - b.order[1])
  }

  async #pullOnce(limit: number): Promise<Found[]> {
    const { lookMs } = this.#settings
    const api = await this.#api
    const request = { subscription: this.#path, maxMessages: Math.min(mostListed, limit) }
    const look = async () => {
      const startedAt = performance.now()
      try {
        return (await api.pull(request, { timeout: lookMs, retry: null }))[0]
      } catch (thrown) {
        // Our own patience ended: there is nothing. Any sooner, the service said so, and that is trouble.
        if (codeOf(thrown) === 'DEADLINE_EXCEEDED' && performance.now() - startedAt > lookMs * 0.9) return undefined
        throw thrown
      }
    }
    const response = await persist('look at the dead letters', look, this.#settings)
    const found = (response?.receivedMessages ?? []).map((received) => foundIn(received, this.#names))
    const { again = [], fresh = [] } = Object.groupBy(found, ({ died }) =>
      died.every(({ messageId }) => this.#redriven.has(messageId)) ? 'again' : 'fresh',
    )
    await this.#acknowledge(again)
    return fresh
  }

  async #giveBack(found: readonly Found[]): Promise<void> {
    const ackIds = found.flatMap(({ died }) => died.map(({ ackId }) => ackId))
    const request = { subscription: this.#path, ackIds, ackDeadlineSeconds: 0 }
    const api = await this.#api
    if (ackIds.length > 0) await persist('give dead letters back', () => api.modifyAckDeadline(request), this.#settings)
    this.#seen = { ids: found.map(idOf), atMs: performance.now() }
  }

  async #acknowledge(found: readonly Found[]): Promise<void> {
    const ackIds = found.flatMap(({ died }) => died.map(({ ackId }) => ackId))
    if (ackIds.length === 0) return
    const request = { subscription: this.#path, ackIds }
    const api = await this.#api
    await persist('acknowledge dead letters', () => api.acknowledge(request), this.#settings)
  }

  get #path(): string {
    return `projects/${this.#client.projectId}/subscriptions/${this.#names.subscription(deadLetters)}`
  }

  /** Two looks at once would hide the letters from each other. */
  #alone<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#looking.then(work, work)
    this.#looking = mine
    return mine
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#looking.catch(() => {})
    await (await this.#api).close()
  }
}
