import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { PubSubBus, PushAnswer } from '../pubsub-bus.ts'

export interface PushFront extends AsyncDisposable {
  readonly url: string
  /** From now on it is asked too; one after another, as a load balancer does. */
  serve(bus: PubSubBus): void
}

/** The HTTP side of processes that are pushed to, as one address in front of them. */
export async function openPushFront(): Promise<PushFront> {
  const buses: PubSubBus[] = []
  const http = createServer((request, response) => {
    void answer(request, buses).then(({ status }) => response.writeHead(status).end())
  })
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/push`,
    serve: (bus) => void buses.push(bus),
    [Symbol.asyncDispose]: async () => {
      http.close()
      http.closeAllConnections()
    },
  }
}

async function answer(request: IncomingMessage, buses: PubSubBus[]): Promise<PushAnswer> {
  const [authorization, body] = [request.headers.authorization, await text(request)]
  for (const bus of [...buses]) {
    buses.push(...buses.splice(0, 1))
    const given = await bus.receivePush({ authorization, body })
    if (given.status !== 404) return given
  }
  return { status: 404 }
}
