import { randomUUID } from 'node:crypto'
import { catalogue, nameOf } from '@frontdesk/events'
import type { PubSub, v1 } from '@google-cloud/pubsub'
import type { DeadLetter } from '../bus.ts'
import { dead, redriven } from './attributes.ts'
import { openSubscriberApi } from './client.ts'
import { type Corpse, earlierFirst, type Found, foundIn, idOf, sameLetter } from './found.ts'
import { type LookParts, lookAt } from './look.ts'
import { deadLetters, type Names } from './names.ts'
import type { Publisher } from './publisher.ts'
import { Remembered } from './remembered.ts'
import { type Persistence, persist } from './trouble.ts'

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

/** What is being redriven stays ours while it is published, one after the other. */
const redriveLeaseSeconds = 60
/** The service takes half a megabyte at once, and an id may be 200 bytes long. */
const mostSettled = 1_000

/** Redriven ones that are remembered, so that one whose acknowledgment got lost is not listed again. */
const mostRemembered = 5_000

interface Settling {
  readonly subscription: string
  readonly ackIds: string[]
}

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
      const found = await this.#look()
      await this.#giveBack(found)
      const wanted = found.filter(({ letter }) => subscription === undefined || letter.subscription === subscription)
      return wanted.slice(0, mostListed).map(({ letter }) => letter)
    })
  }

  redrive(subscription: string, eventIds?: readonly string[]): Promise<number> {
    return this.#alone(async () => {
      const found = await this.#look()
      const { wanted = [], rest = [] } = Object.groupBy(found, ({ letter }) =>
        letter.subscription === subscription && (eventIds?.includes(letter.eventId) ?? true) ? 'wanted' : 'rest',
      )
      await this.#lease(found, redriveLeaseSeconds, 'keep dead letters')
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
  async #look(): Promise<Found[]> {
    const found = new Map<string, Found>()
    const again: Found[] = []
    const missing = new Set(this.#seen.atMs > performance.now() - seenLatelyMs ? this.#seen.ids : [])
    const onReceived = (received: Parameters<typeof foundIn>[0]) => {
      const another = foundIn(received, this.#names)
      if (another.died.every(({ messageId }) => this.#redriven.has(messageId))) again.push(another)
      else found.set(idOf(another), sameLetter(found.get(idOf(another)), another))
      missing.delete(idOf(another))
    }
    await this.#lookFor(missing, onReceived)
    await this.#acknowledge(again)
    return [...found.values()].sort(earlierFirst)
  }

  /** What came before a stream broke is still ours: the next look begins where that one ended. */
  async #lookFor(missing: ReadonlySet<string>, onReceived: LookParts['onReceived']): Promise<void> {
    const { lookMs: quietMs } = this.#settings
    const api = await this.#api
    let left = mostLookedAt
    const count: LookParts['onReceived'] = (received) => {
      left--
      onReceived(received)
    }
    const look = () => {
      const giveUpAt = performance.now() + longestReturnMs
      const isMissed = () => missing.size > 0 && left > 0 && performance.now() < giveUpAt
      return lookAt({ ...{ api, path: this.#path, most: Math.max(1, left) }, quietMs, isMissed, onReceived: count })
    }
    await persist('look at the dead letters', look, this.#settings)
  }

  async #giveBack(found: readonly Found[]): Promise<void> {
    await this.#lease(found, 0, 'give dead letters back')
    this.#seen = { ids: found.map(idOf), atMs: performance.now() }
  }

  async #lease(found: readonly Found[], ackDeadlineSeconds: number, doing: string): Promise<void> {
    const api = await this.#api
    await this.#each(found, doing, (request) => api.modifyAckDeadline({ ...request, ackDeadlineSeconds }))
  }

  async #acknowledge(found: readonly Found[]): Promise<void> {
    const api = await this.#api
    await this.#each(found, 'acknowledge dead letters', (request) => api.acknowledge(request))
  }

  async #each(found: readonly Found[], doing: string, tell: (request: Settling) => Promise<unknown>): Promise<void> {
    const all = found.flatMap(({ died }) => died.map(({ ackId }) => ackId))
    for (let from = 0; from < all.length; from += mostSettled) {
      const ackIds = all.slice(from, from + mostSettled)
      await persist(doing, () => tell({ subscription: this.#path, ackIds }), this.#settings)
    }
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
