import { z } from 'zod'

/** What a client may say, as far as we listen: the rest of each message is let pass and means nothing here. */
const duration = z
  .object({ seconds: z.number(), nanos: z.number() })
  .transform(({ seconds, nanos }) => seconds * 1_000 + nanos / 1_000_000)

const resourceName = (kind: 'topics' | 'subscriptions') =>
  z.string().regex(new RegExp(`^projects/[^/]+/${kind}/(?!goog)[A-Za-z][A-Za-z0-9._~+%-]{2,254}$`))

export const topicName = resourceName('topics')
export const subscriptionName = resourceName('subscriptions')

/** Bounds: https://cloud.google.com/pubsub/docs/reference/rest/v1/projects.subscriptions */
const oneDayMs = 86_400_000
const backoff = duration.refine((ms) => ms >= 0 && ms <= 600_000, 'between 0 and 600 s')
const deadline = z.number().refine((s) => s === 0 || (s >= 10 && s <= 600), 'between 10 and 600 s')
const maxAttempts = z.number().refine((n) => n === 0 || (n >= 5 && n <= 100), 'between 5 and 100')

export const subscriptionSchema = z.object({
  name: subscriptionName,
  topic: topicName,
  pushConfig: z
    .object({
      pushEndpoint: z.string(),
      oidcToken: z.object({ serviceAccountEmail: z.string(), audience: z.string() }).nullish(),
    })
    .nullish(),
  ackDeadlineSeconds: deadline,
  enableMessageOrdering: z.boolean(),
  filter: z.string(),
  expirationPolicy: z.object({ ttl: duration.refine((ms) => ms >= oneDayMs, 'at least a day').nullish() }).nullish(),
  deadLetterPolicy: z.object({ deadLetterTopic: topicName, maxDeliveryAttempts: maxAttempts }).nullish(),
  retryPolicy: z.object({ minimumBackoff: backoff.nullish(), maximumBackoff: backoff.nullish() }).nullish(),
})

export type SubscriptionConfig = z.infer<typeof subscriptionSchema>

export const publishRequest = z.object({
  topic: topicName,
  messages: z
    .array(
      z
        .object({
          data: z.instanceof(Buffer),
          attributes: z.record(z.string().max(256), z.string().max(1_024)),
          orderingKey: z.string().max(1_024),
        })
        .refine((m) => m.data.length > 0 || Object.keys(m.attributes).length > 0, 'data or an attribute is needed'),
    )
    .min(1)
    .max(1_000),
})

export const ofTopic = z.object({ topic: z.string() })
export const ofSubscription = z.object({ subscription: z.string() })
export const ofProject = z.object({ project: z.string() })
export const acknowledgeRequest = z.object({ subscription: z.string(), ackIds: z.array(z.string()) })
export const modifyAckDeadlineRequest = z.object({
  subscription: z.string(),
  ackIds: z.array(z.string()),
  ackDeadlineSeconds: z.number().min(0).max(600),
})
export const pullRequest = z.object({
  subscription: z.string(),
  maxMessages: z.number().min(1),
  returnImmediately: z.boolean(),
})
export const streamingPullRequest = z.object({
  subscription: z.string(),
  ackIds: z.array(z.string()),
  modifyDeadlineAckIds: z.array(z.string()),
  modifyDeadlineSeconds: z.array(z.number()),
  streamAckDeadlineSeconds: z.number(),
  maxOutstandingMessages: z.number(),
  maxOutstandingBytes: z.number(),
})

export interface Message {
  readonly messageId: string
  readonly data: Buffer
  readonly attributes: Readonly<Record<string, string>>
  readonly orderingKey: string
  readonly publishTime: { readonly seconds: number; readonly nanos: number }
}

export interface Delivered {
  readonly ackId: string
  readonly message: Message
  /** 1 for the first delivery; 0 where no dead letter policy makes the service count. */
  readonly deliveryAttempt: number
}
