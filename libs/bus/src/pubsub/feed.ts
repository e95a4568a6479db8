import type { Message, Subscription } from '@google-cloud/pubsub'
import type { OnReport } from '../bus.ts'
import { codeOf, troubleOf } from './trouble.ts'

export interface FeedParts {
  readonly open: () => Subscription
  /** Makes sure that there is something to pull from, before it is opened again. */
  readonly makeSure: () => Promise<void>
  readonly onMessage: (message: Message) => void
  readonly onReport: OnReport
}

const [shortestRestMs, longestRestMs] = [250, 30_000]

/**
 * A streaming pull that stays open. The vendor's client mends streams that break; it gives up for good where the subscription is
 * gone or may not be read, and then we look again.
 */
export class Feed implements AsyncDisposable {
  readonly #parts: FeedParts
  #subscription: Subscription
  #timer: NodeJS.Timeout | undefined
  #restMs = shortestRestMs
  #mending: Promise<void> = Promise.resolve()
  #closed = false

  constructor(parts: FeedParts) {
    this.#parts = parts
    this.#subscription = this.#listen()
  }

  #listen(): Subscription {
    const subscription = this.#parts.open()
    subscription.on('message', (message: Message) => {
      this.#restMs = shortestRestMs
      this.#parts.onMessage(message)
    })
    subscription.on('error', (error) => this.#failed(subscription, error))
    subscription.on('debug', (told) => {
      const cause = 'error' in told && told.error instanceof Error ? told.error : told
      if (codeOf(cause) !== 'CANCELLED') this.#report('pull', cause)
    })
    return subscription
  }

  #failed(subscription: Subscription, error: unknown): void {
    if (this.#closed || subscription !== this.#subscription || this.#timer !== undefined) return
    this.#report('pull', error)
    this.#timer = setTimeout(() => {
      this.#mending = this.#mend(subscription)
    }, this.#restMs)
    this.#restMs = Math.min(longestRestMs, this.#restMs * 2)
  }

  async #mend(broken: Subscription): Promise<void> {
    this.#timer = undefined
    try {
      await broken.close()
      await this.#parts.makeSure()
      if (!this.#closed) this.#subscription = this.#listen()
    } catch (thrown) {
      this.#failed(this.#subscription, thrown)
    }
  }

  #report(doing: string, thrown: unknown): void {
    this.#parts.onReport({ kind: 'store-failed', doing, reason: troubleOf(thrown) })
  }

  /** Takes no more from now on; resolves when everything that was taken is settled and the service was told. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true
    clearTimeout(this.#timer)
    await Promise.all([this.#subscription.close(), this.#mending])
  }
}
