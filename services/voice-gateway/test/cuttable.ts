import type { AddressInfo } from 'node:net'
import { connect, createServer, type Socket } from 'node:net'

/** A way to a server on which each connection can be cut, by its number, as a network does it: without a word. */
export interface Cuttable extends AsyncDisposable {
  readonly port: number
  /** Connections that were ever made. */
  readonly made: number
  cut(nth: number): void
}

export async function cuttableWayTo(port: number): Promise<Cuttable> {
  const pairs: (readonly [Socket, Socket])[] = []
  const server = createServer((client) => {
    const target = connect(port, '127.0.0.1')
    pairs.push([client, target])
    client.pipe(target)
    target.pipe(client)
    const end = () => {
      client.destroy()
      target.destroy()
    }
    for (const socket of [client, target]) socket.on('error', end).on('close', end)
  })
  const { promise, resolve } = Promise.withResolvers<void>()
  server.listen(0, '127.0.0.1', resolve)
  await promise
  return {
    port: (server.address() as AddressInfo).port,
    get made() {
      return pairs.length
    },
    cut(nth) {
      const [client, target] = pairs[nth] ?? []
      client?.resetAndDestroy()
      target?.destroy()
    },
    async [Symbol.asyncDispose]() {
      const closed = new Promise((done) => server.close(done))
      for (const [client] of pairs) client.destroy()
      await closed
    },
  }
}
