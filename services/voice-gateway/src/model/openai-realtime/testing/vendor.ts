import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'
import { z } from 'zod'

const sentSchema = z.looseObject({ type: z.string() })
export type Sent = z.infer<typeof sentSchema>

/** The other end of one session's wire: what was asked, and what it is told. */
export interface VendorSide {
  readonly socket: WebSocket
  readonly asked: readonly Sent[]
  readonly authorization: string | undefined
  readonly path: string
  send(message: Record<string, unknown>): void
  /** The next message of this type, past or to come, behind those that were taken before. */
  takes(type: string): Promise<Sent>
}

export interface Vendor extends AsyncDisposable {
  readonly baseUrl: string
  /** The next session that is opened. */
  session(): Promise<VendorSide>
  /** Answers the upgrades to come with this. */
  refuse(status: number, body: string): void
  /** Leaves the upgrades to come without an answer. */
  ignore(): void
}

/** The plainest vendor: it does nothing by itself. */
export async function startVendor(): Promise<Vendor> {
  const server = createServer()
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, autoPong: true })
  const opened: VendorSide[] = []
  const arrivals = new EventTarget()
  let refusal: { readonly status: number; readonly body: string } | 'ignore' | undefined
  const connections = new Set<Socket>()
  server.on('connection', (socket) => {
    connections.add(socket)
    socket.once('close', () => connections.delete(socket))
  })
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy())
    if (refusal === 'ignore') return
    if (refusal !== undefined) {
      const { status, body } = refusal
      socket.end(
        `HTTP/1.1 ${status} No\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
      )
      return
    }
    sockets.handleUpgrade(request, socket, head, (ws) => {
      opened.push(sideOf(ws, request.headers.authorization, request.url ?? ''))
      arrivals.dispatchEvent(new Event('session'))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    async session() {
      if (opened.length === 0) await once(arrivals, 'session', { signal: AbortSignal.timeout(5_000) })
      const side = opened.shift()
      if (side === undefined) throw new Error('no session was opened')
      return side
    },
    refuse(status, body) {
      refusal = { status, body }
    },
    ignore() {
      refusal = 'ignore'
    },
    async [Symbol.asyncDispose]() {
      for (const socket of connections) socket.destroy()
      const closed = once(server, 'close')
      server.close()
      await closed
    },
  }
}

function sideOf(socket: WebSocket, authorization: string | undefined, path: string): VendorSide {
  const asked: Sent[] = []
  const waiting: Sent[] = []
  const arrivals = new EventTarget()
  socket.on('message', (data) => {
    const sent = sentSchema.parse(JSON.parse(String(data)))
    asked.push(sent)
    waiting.push(sent)
    arrivals.dispatchEvent(new Event('message'))
  })
  return {
    socket,
    asked,
    authorization,
    path,
    send: (message) => socket.send(JSON.stringify(message)),
    async takes(type) {
      const timeout = AbortSignal.timeout(5_000)
      for (;;) {
        const at = waiting.findIndex((sent) => sent.type === type)
        const found = waiting[at]
        if (found !== undefined) {
          waiting.splice(0, at + 1)
          return found
        }
        await once(arrivals, 'message', { signal: timeout }).catch(() => {
          throw new Error(`no ${type} came; there came ${asked.map((sent) => sent.type).join(', ')}`)
        })
      }
    },
  }
}
