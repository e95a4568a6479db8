import { catalogue, type EventName, eventNames, type RetryPolicy, type Topic } from '@frontdesk/events'
import type { CreateSubscriptionOptions, PubSub } from '@google-cloud/pubsub'
import { SubscriptionConflict } from '../bus.ts'
import type { Filter } from '../filter.ts'
import { deadLetters, filterText, type Names, topics } from './names.ts'
import { codeOf } from './trouble.ts'

/** Thrown by `subscribe` where subscriptions are not made by the processes that use them, and this one is not there. */
export class SubscriptionMissing extends Error {
  override readonly name = 'SubscriptionMissing'
}

export interface SubscriptionPlan {
  readonly name: string
  readonly topic: Topic
  readonly filter: Filter
  readonly expiresAfterMs: number | undefined
  readonly leaseSeconds: number
  /** Where the service is to post it; undefined where it is pulled. */
  readonly push: { readonly endpoint: string; readonly audience: string; readonly serviceAccount: string } | undefined
}

/** The service's own bounds: https://cloud.google.com/pubsub/docs/reference/rest/v1/projects.subscriptions */
const retention = { seconds: 31 * 86_400 }
const shortestExpirySeconds = 86_400
const [fewestAttempts, mostAttempts] = [5, 100]
/** A hand-back counts as an attempt for the service, so that it has to be more patient than the catalogue. */
const handBacks = 5
/** Push is slower to settle than pull: the service waits for the answer itself. */
const pushDeadlineSeconds = 600

/** Makes the topics and the place of the dead letters, where they are missing: for emulators and development. */
export async function ensureTopology(client: PubSub, names: Names): Promise<void> {
  const all = [...topics, deadLetters] as const
  await Promise.all(all.map((topic) => existing(client.createTopic(names.topic(topic)))))
  const options = { messageRetentionDuration: retention, ackDeadlineSeconds: 60, expirationPolicy: {} }
  const topic = client.topic(names.topic(deadLetters))
  await existing(topic.createSubscription(names.subscription(deadLetters), options))
}

/** Makes the subscription where it is missing, and checks that what stands there is what is meant. */
export async function ensureSubscription(
  client: PubSub,
  names: Names,
  plan: SubscriptionPlan,
  retryOf: (name: EventName) => RetryPolicy,
): Promise<void> {
  const topic = client.topic(names.topic(plan.topic))
  await existing(topic.createSubscription(names.subscription(plan.name), optionsFor(client, names, plan, retryOf)))
  await expectSubscription(client, names, plan)
}

/** Checks that the subscription stands, and for the same topic and filter. */
export async function expectSubscription(client: PubSub, names: Names, plan: SubscriptionPlan): Promise<void> {
  const full = names.subscription(plan.name)
  const [found] = await client
    .subscription(full)
    .getMetadata()
    .catch((thrown: unknown) => {
      if (codeOf(thrown) !== 'NOT_FOUND') throw thrown
      throw new SubscriptionMissing(
        `the project ${client.projectId} has no subscription ${full}: it is made with the project, not by this process`,
      )
    })
  const topic = found.topic?.split('/').at(-1)
  const wanted = { topic: names.topic(plan.topic), filter: filterText(plan.filter) }
  if (topic === wanted.topic && (found.filter ?? '') === wanted.filter) return
  throw new SubscriptionConflict(
    `the subscription ${plan.name} is of ${topic} with the filter ${found.filter || 'none'}, not of ${wanted.topic} with ` +
      `${wanted.filter || 'none'}: take a new name`,
  )
}

function optionsFor(
  client: PubSub,
  names: Names,
  plan: SubscriptionPlan,
  retryOf: (name: EventName) => RetryPolicy,
): CreateSubscriptionOptions {
  const policies = eventNames.filter((name) => catalogue[name].topic === plan.topic).map(retryOf)
  const attempts = Math.max(...policies.map(({ maxAttempts }) => maxAttempts)) + handBacks
  const { expiresAfterMs, push } = plan
  const ttl = expiresAfterMs && { seconds: Math.max(shortestExpirySeconds, Math.ceil(expiresAfterMs / 1_000)) }
  return {
    enableMessageOrdering: true,
    filter: filterText(plan.filter),
    ackDeadlineSeconds: push ? pushDeadlineSeconds : plan.leaseSeconds,
    messageRetentionDuration: retention,
    expirationPolicy: ttl ? { ttl } : {},
    deadLetterPolicy: {
      deadLetterTopic: `projects/${client.projectId}/topics/${names.topic(deadLetters)}`,
      maxDeliveryAttempts: Math.min(mostAttempts, Math.max(fewestAttempts, attempts)),
    },
    // A puller waits itself, by the policy of each event; what it hands back is to come at once. For a push the service waits.
    ...(push && { retryPolicy: backoffOf(policies), pushConfig: pushConfigOf(push) }),
  }
}

const backoffOf = (policies: readonly RetryPolicy[]) => ({
  minimumBackoff: duration(Math.min(...policies.map(({ minBackoffMs }) => minBackoffMs))),
  maximumBackoff: duration(Math.max(...policies.map(({ maxBackoffMs }) => maxBackoffMs))),
})

const duration = (ms: number) => ({ seconds: Math.floor(ms / 1_000), nanos: (ms % 1_000) * 1_000_000 })

const pushConfigOf = ({ endpoint, audience, serviceAccount }: NonNullable<SubscriptionPlan['push']>) => ({
  pushEndpoint: endpoint,
  oidcToken: { serviceAccountEmail: serviceAccount, audience },
})

async function existing(made: Promise<unknown>): Promise<void> {
  try {
    await made
  } catch (thrown) {
    if (codeOf(thrown) !== 'ALREADY_EXISTS') throw thrown
  }
}
