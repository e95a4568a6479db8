import { once } from 'node:events'
import { request as ask, createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { setTimeout } from 'node:timers/promises'

/**
 * One address in front of several gateways, as a platform's load balancer is: each request and each socket goes to the next of
 * them that is ready, and waits a moment for one where none is. What a gateway held dies with it; whoever asks then is answered
 * by another.
 */
export interface Balancer extends AsyncDisposable {
  readonly port: number
  readonly url: string
  /** `host:port` of each gateway; may be set anew. */
  targets: readonly string[]
}

export interface BalancerOptions {
  readonly port: number
  /** Default: this machine alone. */
  readonly host?: string
  /** How long who asks waits for a gateway that is ready: the one that is left may be busy. Default 5 s; the carrier gives up after 15. */
  readonly waitsMs?: number
}

/** What the carrier posts is a few kilobytes. */
const mostBodyBytes = 1024 * 1024
const readyWithinMs = 1_000
const lookAgainMs = 100

export async function startBalancer({ port, host = '127.0.0.1', waitsMs = 5_000 }: BalancerOptions): Promise<Balancer> {
  let targets: readonly string[] = []
  let turn = 0
  /** All of them, beginning with whose turn it is. */
  const inTurn = (from: number) => {
    const at = targets.length === 0 ? 0 : from % targets.length
    return [...targets.slice(at), ...targets.slice(0, at)]
  }
  /** Each that is ready, over and over until the time is up. */
  async function* ready() {
    const from = turn++
    for (const untilMs = performance.now() + waitsMs; ; ) {
      for (const target of inTurn(from)) if (await isReady(target)) yield target
      if (performance.now() + lookAgainMs >= untilMs) return
      await setTimeout(lookAgainMs, undefined, { ref: false })
    }
  }
  const open = new Set<Duplex>()
  const server = createServer((request, response) => {
    pass(request, response, ready()).catch(() => response.destroy())
  })
  server.on('connection', (socket) => keep(open, socket))
  server.on('upgrade', (request, socket, head) => {
    upgrade(request, socket, head, ready(), open).catch(() => socket.destroy())
  })
  server.listen(port, host)
  await once(server, 'listening')
  const bound = (server.address() as AddressInfo).port
  return {
    port: bound,
    url: `http://127.0.0.1:${bound}`,
    get targets() {
      return targets
    },
    set targets(value) {
      targets = value
    },
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close')
      server.close()
      for (const socket of open) socket.destroy()
      await closed
    },
  }
}

function keep(open: Set<Duplex>, socket: Duplex): void {
  open.add(socket)
  socket.once('close', () => open.delete(socket))
  socket.on('error', () => socket.destroy())
}

async function isReady(target: string): Promise<boolean> {
  const signal = AbortSignal.timeout(readyWithinMs)
  const answer = await fetch(`http://${target}/readyz`, { signal }).catch(() => undefined)
  await answer?.body?.cancel()
  return answer?.ok === true
}

async function pass(request: IncomingMessage, response: ServerResponse, ready: AsyncIterable<string>): Promise<void> {
  const pieces: Buffer[] = []
  let bytes = 0
  for await (const piece of request) {
    bytes += piece.length
    if (bytes > mostBodyBytes) return void response.writeHead(413).end()
    pieces.push(piece)
  }
  const body = Buffer.concat(pieces)
  for await (const target of ready) {
    const answer = await forward(target, request, body)
    if (answer === undefined) continue
    response.writeHead(answer.statusCode ?? 502, answer.rawHeaders)
    return void answer.pipe(response)
  }
  response.writeHead(503).end('nobody is ready\n')
}

/** Undefined when nobody took it: only then may another be asked, for what was taken may have been done. */
async function forward(target: string, request: IncomingMessage, body: Buffer): Promise<IncomingMessage | undefined> {
  const { method, url: path } = request
  const [host, port] = addressOf(target)
  const asking = ask({ ...{ host, port, method, path, agent: false }, headers: plain(request.rawHeaders) })
  const [socket] = (await once(asking, 'socket')) as [Socket]
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage | undefined>()
  asking.on('response', resolve)
  asking.on('error', (error) => (socket.bytesWritten === 0 ? resolve(undefined) : reject(error)))
  asking.end(body)
  return promise
}

async function upgrade(
  request: IncomingMessage,
  client: Duplex,
  head: Buffer,
  ready: AsyncIterable<string>,
  open: Set<Duplex>,
): Promise<void> {
  for await (const target of ready) {
    const [host, port] = addressOf(target)
    const gateway = connect(port, host)
    keep(open, gateway)
    const lines = [`${request.method} ${request.url} HTTP/1.1`]
    const { rawHeaders } = request
    for (let i = 0; i < rawHeaders.length; i += 2) lines.push(`${rawHeaders[i]}: ${rawHeaders[i + 1]}`)
    gateway.write(`${lines.join('\r\n')}\r\n\r\n`)
    gateway.write(head)
    gateway.pipe(client).pipe(gateway)
    gateway.once('close', () => client.destroy())
    client.once('close', () => gateway.destroy())
    return
  }
  client.end('HTTP/1.1 503 Service Unavailable\r\nconnection: close\r\n\r\n')
}

/** One connection a request: what the client and we have agreed on about ours does not hold for it. */
const plain = (rawHeaders: readonly string[]): string[] => {
  const kept: string[] = []
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const [name = '', value = ''] = rawHeaders.slice(i, i + 2)
    if (!/^(connection|keep-alive|transfer-encoding)$/i.test(name)) kept.push(name, value)
  }
  return kept
}

function addressOf(target: string): [host: string, port: number] {
  const colon = target.lastIndexOf(':')
  return [target.slice(0, colon), Number(target.slice(colon + 1))]
}
