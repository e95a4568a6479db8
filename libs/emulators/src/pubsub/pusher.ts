import type { Lease, Taker } from './line.ts'
import type { OidcTokens } from './oidc.ts'
import type { Subscription } from './subscription.ts'

/** Any other answer, or none in time, is a nack. */
const acknowledging: ReadonlySet<number> = new Set([102, 200, 201, 202, 204])
const mostAtOnce = 100

/** Posts a subscription's messages to its endpoint, one of a key at a time, each with a token that says who posts. */
export class Pusher implements Taker {
  readonly oneOfAKey = true
  readonly #subscription: Subscription
  readonly #tokens: OidcTokens
  readonly #secondMs: number
  readonly #stopped = new AbortController()

  constructor(subscription: Subscription, tokens: OidcTokens, secondMs: number) {
    this.#subscription = subscription
    this.#tokens = tokens
    this.#secondMs = secondMs
  }

  get ackDeadlineSeconds(): number {
    return this.#subscription.ackDeadlineSeconds
  }

  room({ messages }: { readonly messages: number }): number {
    return Math.max(0, mostAtOnce - messages)
  }

  give(leases: readonly Lease[]): void {
    for (const lease of leases) void this.#push(lease)
  }

  stop(): void {
    this.#stopped.abort()
  }

  async #push(lease: Lease): Promise<void> {
    const { pushConfig, name } = this.#subscription.config
    const endpoint = pushConfig?.pushEndpoint ?? ''
    const oidc = pushConfig?.oidcToken
    const token = oidc && this.#tokens.token(oidc.serviceAccountEmail, oidc.audience || endpoint)
    const tooLate = AbortSignal.timeout(this.ackDeadlineSeconds * this.#secondMs)
    try {
      const response = await fetch(endpoint, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
        body: JSON.stringify(wrapped(lease, name)),
        signal: AbortSignal.any([this.#stopped.signal, tooLate]),
      })
      await response.body?.cancel()
      if (acknowledging.has(response.status)) return this.#subscription.acknowledge([lease.ackId])
    } catch {
      // Nobody there, or no answer in time: as good as a refusal.
    }
    if (!this.#stopped.signal.aborted) this.#subscription.modifyDeadline([lease.ackId], 0)
  }
}

function wrapped({ entry: { message }, deliveryAttempt }: Lease, subscription: string): object {
  const { seconds, nanos } = message.publishTime
  const publishTime = new Date(seconds * 1_000 + nanos / 1_000_000).toISOString()
  return {
    message: {
      data: message.data.toString('base64'),
      attributes: message.attributes,
      ...{ messageId: message.messageId, message_id: message.messageId, publishTime, publish_time: publishTime },
      ...(message.orderingKey === '' ? {} : { orderingKey: message.orderingKey }),
    },
    subscription,
    ...(deliveryAttempt === 0 ? {} : { deliveryAttempt }),
  }
}
