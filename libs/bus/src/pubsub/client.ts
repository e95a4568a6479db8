import { Duration, PubSub, type SubscriberOptions, SubscriptionCloseBehaviors, v1 } from '@google-cloud/pubsub'
import { PassThroughClient } from 'google-auth-library'
import { giveUpMs } from '../handling.ts'
import { passingCodes } from './trouble.ts'

/**
 * What we ask of the vendor's client. Its own defaults are for throughput: publishing waits 10 ms for company, five streams
 * a subscription, leases of what is held for an hour, and an acknowledgment that meets a deadline error is forgotten.
 */
const retry = {
  retryCodes: passingCodes,
  backoffSettings: {
    ...{ initialRetryDelayMillis: 50, retryDelayMultiplier: 2, maxRetryDelayMillis: 1_000 },
    ...{ initialRpcTimeoutMillis: 5_000, rpcTimeoutMultiplier: 1, maxRpcTimeoutMillis: 5_000 },
    totalTimeoutMillis: 20_000,
  },
}

export const publishing = { messageOrdering: true, batching: { maxMilliseconds: 0 }, gaxOpts: { retry } }

/**
 * Held for each call that may be worked on at once, running, waiting or resting before a next try. Few, so that one consumer does not
 * hoard what another could work on; at the limit the stream pauses, and what is left waits at the service (I6).
 */
const heldPerPlace = 8
/** What waits here behind others of its call keeps its lease so long. What runs too long is bounded by the consumer. */
const longestHeld = { hours: 6 }
const ackWaitsMs = 20
/** After that the feed looks again. Its own five minutes outlive a client that is closed meanwhile, and with it the process. */
const connectsWithinMs = 5_000

export function pulling(leaseSeconds: number, graceMs: number, concurrency: number): SubscriberOptions {
  const lease = Duration.from({ seconds: leaseSeconds })
  return {
    ...{ minAckDeadline: lease, maxAckDeadline: lease, maxExtensionTime: Duration.from(longestHeld) },
    batching: { maxMilliseconds: ackWaitsMs, callOptions: { retry } },
    flowControl: { maxMessages: heldPerPlace * concurrency, allowExcessMessages: false },
    streamingOptions: { maxStreams: 1, timeout: connectsWithinMs },
    closeOptions: {
      behavior: SubscriptionCloseBehaviors.WaitForProcessing,
      timeout: Duration.from({ milliseconds: graceMs + giveUpMs + 5_000 }),
    },
  }
}

export interface ClientOptions {
  readonly projectId: string
  /** Host and port of an emulator: plain text, no credentials. Without it the service itself, with the process's own identity. */
  readonly emulatorHost?: string
}

export const openClient = ({ projectId, emulatorHost }: ClientOptions): PubSub =>
  emulatorHost === undefined
    ? new PubSub({ projectId })
    : new PubSub({ projectId, apiEndpoint: emulatorHost, authClient: new PassThroughClient() })

/** The calls that the friendly client does not offer: pulling once, and giving back by id. */
export const openSubscriberApi = async (client: PubSub): Promise<v1.SubscriberClient> =>
  new v1.SubscriberClient({ ...(await client.getClientConfig()) })
