import type { AddressInfo } from 'node:net'
import { connect, createServer, type Socket } from 'node:net'

/**
 * The one address that the carrier knows, in front of several gateways: a connection goes to the first of them that is ready,
 * and one of a media stream to the first of `streams`, where there are any.
 * When a gateway dies its connections end, unless media sockets are `stuck`: then the carrier does not notice.
 */
export interface Balancer extends AsyncDisposable {
  readonly url: string
  /** In the order in which they are tried. */
  targets: readonly number[]
  streams: readonly number[] | undefined
  stuck: boolean
  /** Ends every connection there is. */
  cut(): void
}

export async function startBalancer(): Promise<Balancer> {
  const open = new Set<Socket>()
  const server = createServer((client) => {
    open.add(client)
    client.on('error', () => client.destroy())
    client.on('close', () => open.delete(client))
    client.once('data', (head: Buffer) => {
      client.pause()
      const isMedia = head.includes('/voice/stream')
      const targets = isMedia ? (balancer.streams ?? balancer.targets) : balancer.targets
      void firstReady(targets).then((port) =>
        port === undefined ? client.destroy() : join(client, port, head, isMedia),
      )
    })
  })
  const join = (client: Socket, port: number, head: Buffer, isMedia: boolean) => {
    const target = connect(port, '127.0.0.1')
    open.add(target)
    target.write(head)
    target.on('error', () => target.destroy())
    target.on('close', () => {
      open.delete(target)
      if (!(isMedia && balancer.stuck)) client.destroy()
    })
    client.on('close', () => target.destroy())
    client.pipe(target, { end: false })
    target.pipe(client, { end: false })
  }
  const { promise, resolve } = Promise.withResolvers<void>()
  server.listen(0, '127.0.0.1', resolve)
  await promise
  const balancer: Balancer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    targets: [],
    streams: undefined,
    stuck: false,
    cut() {
      for (const socket of open) socket.destroy()
    },
    async [Symbol.asyncDispose]() {
      const closed = new Promise((done) => server.close(done))
      for (const socket of open) socket.destroy()
      await closed
    },
  }
  return balancer
}

async function firstReady(ports: readonly number[]): Promise<number | undefined> {
  for (const port of ports) {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined)
    await answer?.body?.cancel()
    if (answer?.ok === true) return port
  }
  return undefined
}
