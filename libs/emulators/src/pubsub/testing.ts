import { PubSub, type protos, v1 } from '@google-cloud/pubsub'
import { PassThroughClient } from 'google-auth-library'
import { type PubSubServerOptions, startPubSubServer } from './pubsub-server.ts'

export const projectId = 'emulated'
export const path = (kind: 'topics' | 'subscriptions', name: string) => `projects/${projectId}/${kind}/${name}`

/** A server and the vendor's own clients upon it. */
export async function openForTest(options: PubSubServerOptions = {}) {
  const server = await startPubSubServer(options)
  const client = new PubSub({ projectId, apiEndpoint: server.host, authClient: new PassThroughClient() })
  const api = new v1.SubscriberClient({ ...(await client.getClientConfig()) })
  const topic = (name = 'events') => client.topic(name, { messageOrdering: true, batching: { maxMilliseconds: 0 } })

  /** Pulls by hand, `n` or what there is. */
  async function pull(name: string, n = 100): Promise<protos.google.pubsub.v1.IReceivedMessage[]> {
    const request = { subscription: path('subscriptions', name), maxMessages: n, returnImmediately: true }
    return (await api.pull(request))[0].receivedMessages ?? []
  }

  return {
    ...{ server, client, api, pull },
    /** Publishes texts one after the other. */
    publish: async (texts: readonly string[], orderingKey = '', attributes: Record<string, string> = {}) => {
      for (const text of texts) await topic().publishMessage({ data: Buffer.from(text), attributes, orderingKey })
    },
    acknowledge: (name: string, ...received: protos.google.pubsub.v1.IReceivedMessage[]) =>
      api.acknowledge({ subscription: path('subscriptions', name), ackIds: received.map(({ ackId }) => ackId ?? '') }),
    setDeadline: (name: string, ackDeadlineSeconds: number, ...received: protos.google.pubsub.v1.IReceivedMessage[]) =>
      api.modifyAckDeadline({
        subscription: path('subscriptions', name),
        ackIds: received.map(({ ackId }) => ackId ?? ''),
        ackDeadlineSeconds,
      }),
    [Symbol.asyncDispose]: async () => {
      await api.close()
      await client.close()
      await server[Symbol.asyncDispose]()
    },
  }
}

export const textsOf = (received: readonly protos.google.pubsub.v1.IReceivedMessage[]): string[] =>
  received.map(({ message }) => Buffer.from(message?.data ?? '').toString())

/** Looks again until something is there. */
export async function soon<T>(look: () => Promise<T>, isThere: (found: T) => boolean, patienceMs = 5_000): Promise<T> {
  const giveUpAt = performance.now() + patienceMs
  for (;;) {
    const found = await look()
    if (isThere(found)) return found
    if (performance.now() > giveUpAt) throw new Error(`not in ${patienceMs} ms`)
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}
