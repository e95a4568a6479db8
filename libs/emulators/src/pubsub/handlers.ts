import type { UntypedServiceImplementation } from '@grpc/grpc-js'
import { z } from 'zod'
import { type Call, received, unary } from './answers.ts'
import type { House } from './house.ts'
import type { Lease, Taker } from './line.ts'
import type { StreamingPulls } from './streaming-pull.ts'
import type { Subscription } from './subscription.ts'
import type { Trouble } from './trouble.ts'
import * as wire from './wire.ts'

const namedTopic = z.object({ name: wire.topicName })
const longestPullMs = 90_000

export function publisherHandlers(house: House, trouble: Trouble): UntypedServiceImplementation {
  const inProject = (request: unknown) => {
    const { project } = wire.ofProject.parse(request)
    return house.topics.filter((name) => name.startsWith(`${project}/`)).map((name) => ({ name }))
  }
  return {
    createTopic: unary(trouble, (request) => {
      const { name } = namedTopic.parse(request)
      house.createTopic(name)
      return { name }
    }),
    getTopic: unary(trouble, (request) => ({ name: house.topic(wire.ofTopic.parse(request).topic) })),
    listTopics: unary(trouble, (request) => ({ topics: inProject(request) })),
    listTopicSubscriptions: unary(trouble, (request) => {
      const { topic } = wire.ofTopic.parse(request)
      const its = house.subscriptions.filter(({ config }) => config.topic === topic)
      return { subscriptions: its.map(({ config }) => config.name) }
    }),
    deleteTopic: unary(trouble, (request) => {
      house.deleteTopic(wire.ofTopic.parse(request).topic)
      return {}
    }),
    publish: unary(
      trouble,
      (request) => {
        const { topic, messages } = wire.publishRequest.parse(request)
        return { messageIds: house.publish(topic, messages) }
      },
      { maybeKept: true },
    ),
  }
}

export function subscriberHandlers(
  house: House,
  trouble: Trouble,
  streams: StreamingPulls,
): UntypedServiceImplementation {
  const of = (request: unknown) => house.subscription(wire.ofSubscription.parse(request).subscription)
  return {
    createSubscription: unary(trouble, (request) => {
      house.createSubscription(wire.subscriptionSchema.parse(request))
      return request as object
    }),
    getSubscription: unary(trouble, (request) => described(of(request))),
    listSubscriptions: unary(trouble, (request) => {
      const { project } = wire.ofProject.parse(request)
      const its = house.subscriptions.filter(({ config }) => config.name.startsWith(`${project}/`))
      return { subscriptions: its.map(described) }
    }),
    deleteSubscription: unary(trouble, (request) => {
      const { name } = of(request).config
      house.deleteSubscription(name)
      streams.cut(name)
      return {}
    }),
    acknowledge: unary(trouble, (request) => {
      const { ackIds } = wire.acknowledgeRequest.parse(request)
      of(request).acknowledge(ackIds)
      return {}
    }),
    modifyAckDeadline: unary(trouble, (request) => {
      const { ackIds, ackDeadlineSeconds } = wire.modifyAckDeadlineRequest.parse(request)
      of(request).modifyDeadline(ackIds, ackDeadlineSeconds)
      return {}
    }),
    pull: unary(trouble, (request, call) => {
      const { maxMessages, returnImmediately } = wire.pullRequest.parse(request)
      return pull(of(request), maxMessages, returnImmediately, call)
    }),
    streamingPull: streams.open,
  }
}

/** Back on the wire as it was asked for: durations are seconds and nanoseconds there. */
function described({ config, ackDeadlineSeconds }: Subscription): object {
  const duration = (ms: number | null | undefined) =>
    ms === null || ms === undefined
      ? null
      : { seconds: Math.floor(ms / 1_000), nanos: Math.round((ms % 1_000) * 1_000_000) }
  const { retryPolicy, expirationPolicy } = config
  return {
    ...config,
    ackDeadlineSeconds,
    expirationPolicy: expirationPolicy ? { ttl: duration(expirationPolicy.ttl) } : null,
    retryPolicy: retryPolicy
      ? { minimumBackoff: duration(retryPolicy.minimumBackoff), maximumBackoff: duration(retryPolicy.maximumBackoff) }
      : null,
  }
}

/** Waits for the first message and answers with what there is then; a caller that goes away leaves what it was given to its deadline. */
async function pull(
  subscription: Subscription,
  maxMessages: number,
  returnImmediately: boolean,
  call: Call,
): Promise<object> {
  const given: Lease[] = []
  const { promise: over, resolve } = Promise.withResolvers<void>()
  const taker: Taker = {
    oneOfAKey: false,
    ackDeadlineSeconds: subscription.ackDeadlineSeconds,
    room: ({ messages }) => Math.max(0, maxMessages - messages),
    give: (leases) => {
      given.push(...leases)
      resolve()
    },
  }
  const timer = setTimeout(resolve, returnImmediately ? 20 : longestPullMs)
  call.once('cancelled', resolve)
  using _joined = subscription.join(taker)
  await over
  clearTimeout(timer)
  return { receivedMessages: given.map(received) }
}
