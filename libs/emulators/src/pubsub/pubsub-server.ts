import { once } from 'node:events'
import { createServer, type Server as HttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { promisify } from 'node:util'
import { Server, ServerCredentials } from '@grpc/grpc-js'
import { publisherHandlers, subscriberHandlers } from './handlers.ts'
import { House } from './house.ts'
import { type OidcTokens, oidcTokens } from './oidc.ts'
import { publisherService, subscriberService } from './proto.ts'
import { StreamingPulls } from './streaming-pull.ts'
import { Trouble } from './trouble.ts'

export type { OidcTokens } from './oidc.ts'
export type { Knobs, Outage, OutageCode, Trouble } from './trouble.ts'

export interface PubSubServerOptions {
  readonly port?: number
  /** How long a second of ack deadlines and back-offs lasts, for tests that wait for them; 1,000 unless told. */
  readonly secondMs?: number
  /** In [0, 1): decides what meets the trouble. */
  readonly random?: () => number
  /** Where other processes fetch the keys that push tokens are signed with; none unless told, 0 for any port. */
  readonly certsPort?: number
}

export interface PubSubServer extends AsyncDisposable {
  /** What `PUBSUB_EMULATOR_HOST` is to hold. */
  readonly host: string
  readonly certsUrl: string | undefined
  readonly tokens: OidcTokens
  readonly trouble: Trouble
  /** How much a subscription, by its full name, still holds for somebody. */
  backlog(subscription: string): number
}

const loopback = '127.0.0.1'

/**
 * Pub/Sub's wire over gRPC, in memory and on loopback: test equipment. What it speaks: topics, subscriptions, publishing,
 * streaming and unary pull, acknowledging, deadlines, order, filters, back-off, dead letters, push with signed tokens.
 */
export async function startPubSubServer(options: PubSubServerOptions = {}): Promise<PubSubServer> {
  const { port = 0, secondMs = 1_000, random = Math.random, certsPort } = options
  const trouble: Trouble = new Trouble(random, (code) => streams.cutAll(code))
  const tokens = oidcTokens()
  const house = new House(trouble, tokens, secondMs)
  const streams = new StreamingPulls(house, trouble)
  const server = new Server()
  server.addService(publisherService, publisherHandlers(house, trouble))
  server.addService(subscriberService, subscriberHandlers(house, trouble, streams))
  const bind = promisify(server.bindAsync.bind(server))
  const bound = await bind(`${loopback}:${port}`, ServerCredentials.createInsecure())
  const certs = certsPort === undefined ? undefined : await serveCerts(tokens, certsPort)
  return {
    host: `${loopback}:${bound}`,
    certsUrl: certs && `http://${loopback}:${(certs.address() as AddressInfo).port}/oauth2/v1/certs`,
    ...{ tokens, trouble },
    backlog: (subscription) => house.subscription(subscription).backlog,
    [Symbol.asyncDispose]: async () => {
      house[Symbol.dispose]()
      server.forceShutdown()
      certs?.closeAllConnections()
      if (certs) await promisify(certs.close.bind(certs))()
    },
  }
}

async function serveCerts({ certs }: OidcTokens, port: number): Promise<HttpServer> {
  const http = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'public, max-age=3600' })
    response.end(JSON.stringify(certs))
  })
  http.listen(port, loopback)
  await once(http, 'listening')
  return http
}
