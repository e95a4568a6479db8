import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Life } from './run.ts'

/** What was posted, whoever posted it: who may is for the receiver to check, before it does anything (I9). */
export interface Posted {
  readonly authorization: string | undefined
  readonly body: string
}

export interface Probes extends AsyncDisposable {
  readonly port: number
  /** From now on what is posted to `path` goes to `receive`, which answers with an HTTP status. */
  onPost(path: string, receive: (posted: Posted) => Promise<{ readonly status: number }>): void
}

export interface ProbeOptions {
  /** 0 lets the system choose. */
  readonly port: number
  readonly host: string
  readonly life: Pick<Life, 'log' | 'isReady'>
}

/** Our events are a few kilobytes; Pub/Sub itself takes up to 10 MB. */
const mostBodyBytes = 1024 * 1024
/** Whoever opens a connection and is slow to speak is let go. A push may be worked on for as long as its subscription allows. */
const http = { headersTimeout: 10_000, requestTimeout: 15_000, connectionsCheckingInterval: 2_000 }

/**
 * `/healthz` and `/readyz` for a process that has no pages of its own, and a door for what is pushed to it. Opened before anything
 * else and closed last: while the process drains, its state can be asked for and what is being worked on gets its answer.
 */
export async function serveProbes({ port, host, life }: ProbeOptions): Promise<Probes> {
  const receivers = new Map<string, Parameters<Probes['onPost']>[1]>()
  const server = createServer(http, (request, response) => {
    answer(request, response).catch((error: unknown) => {
      life.log.error('a request could not be answered', { error })
      response.destroy()
    })
  })
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const path = (request.url ?? '').split('?', 1)[0] ?? ''
    if (request.method === 'POST') return post(request, response, receivers.get(path))
    if (path === '/healthz') return end(response, 200, 'ok')
    if (path !== '/readyz') return end(response, 404, 'not found')
    return life.isReady() ? end(response, 200, 'ready') : end(response, 503, 'starting or draining')
  }
  server.listen(port, host)
  await once(server, 'listening')
  const bound = (server.address() as AddressInfo).port
  life.log.info('probes are answered', { port: bound })
  return {
    port: bound,
    onPost: (path, receive) => void receivers.set(path, receive),
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

async function post(
  request: IncomingMessage,
  response: ServerResponse,
  receive: Parameters<Probes['onPost']>[1] | undefined,
): Promise<void> {
  if (receive === undefined) return end(response, 404, 'not found')
  const body = await bodyOf(request)
  if (body === undefined) return end(response, 413, 'too long')
  const { status } = await receive({ authorization: request.headers.authorization, body })
  end(response, status)
}

/** Undefined when it is too long. */
async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const pieces: Buffer[] = []
  let bytes = 0
  for await (const piece of request.iterator({ destroyOnReturn: false })) {
    bytes += piece.length
    if (bytes > mostBodyBytes) return undefined
    pieces.push(piece)
  }
  return Buffer.concat(pieces).toString('utf8')
}

function end(response: ServerResponse, status: number, text = ''): void {
  // What is left of a body that nobody reads would be taken for the next request.
  const headers = status === 413 || status === 404 ? { connection: 'close' } : {}
  response.writeHead(status, { 'content-type': 'text/plain', ...headers }).end(text)
}
