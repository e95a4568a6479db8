import type { AddressInfo } from 'node:net'
import { connect, createServer, type Socket } from 'node:net'

/** A way to a server on which each connection can be cut or held up, by its number, as a network does it: without a word. */
export interface Cuttable extends AsyncDisposable {
  readonly port: number
  /** Connections that were ever made. */
  readonly made: number
  cut(nth: number): void
  /** Nothing passes any more, either way, and nobody is told. */
  stall(nth: number): void
  /** What was held up passes now. */
  goOn(nth: number): void
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
    stall(nth) {
      const [client, target] = pairs[nth] ?? []
      for (const [from, to] of [
        [client, target],
        [target, client],
      ]) {
        if (to !== undefined) from?.unpipe(to)
        from?.pause()
      }
    },
    goOn(nth) {
      const [client, target] = pairs[nth] ?? []
      if (client === undefined || target === undefined) return
      client.pipe(target)
      target.pipe(client)
    },
    async [Symbol.asyncDispose]() {
      const closed = new Promise((done) => server.close(done))
      for (const [client] of pairs) client.destroy()
      await closed
    },
  }
}
