import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { validateRequest } from 'twilio/lib/webhooks/webhooks.js'
import { type WebSocket, WebSocketServer } from 'ws'
import { z } from 'zod'
import { Log } from './log.ts'

export const accountSid = `AC${'0'.repeat(32)}`
export const authToken = 'test-token'

export interface WebhookSeen {
  readonly path: string
  readonly params: Readonly<Record<string, string>>
  readonly isSigned: boolean
}

const messageSchema = z.looseObject({
  event: z.string(),
  sequenceNumber: z.string().optional(),
  streamSid: z.string().optional(),
  media: z.looseObject({ payload: z.string(), timestamp: z.string(), chunk: z.string() }).optional(),
  mark: z.looseObject({ name: z.string() }).optional(),
  dtmf: z.looseObject({ digit: z.string() }).optional(),
  start: z.looseObject({ streamSid: z.string(), customParameters: z.record(z.string(), z.string()) }).optional(),
})
export type StreamMessage = z.infer<typeof messageSchema>

export interface StreamSeen {
  readonly isSigned: boolean
  readonly messages: Log<StreamMessage>
  readonly closed: Promise<number>
  readonly socket: WebSocket
  send(message: object): void
}

type Document = string | ((params: Readonly<Record<string, string>>) => string | Promise<string>)

/** A tiny server under test: answers documents by path, keeps what it is told, and takes streams. */
export interface Application extends AsyncDisposable {
  readonly url: string
  readonly streamUrl: string
  /** What a path answers; any other gets an empty 204. */
  answer(path: string, document: Document): void
  readonly webhooks: Log<WebhookSeen>
  readonly streams: Log<StreamSeen>
}

export async function startApplication(): Promise<Application> {
  const documents = new Map<string, Document>()
  const webhooks = new Log<WebhookSeen>('webhook')
  const streams = new Log<StreamSeen>('stream')
  const server = createServer((request, response) => {
    const answer = async () => {
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk)
      const params = Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString()))
      const path = request.url ?? ''
      webhooks.add({ path, params, isSigned: isSigned(`${url()}${path}`, request.headers, params) })
      const document = documents.get(path)
      if (document === undefined) return response.writeHead(204).end()
      const text = typeof document === 'string' ? document : await document(params)
      return response.writeHead(200, { 'content-type': 'text/xml' }).end(text)
    }
    answer().catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined))
  })
  const upgrades = new WebSocketServer({ server, perMessageDeflate: false })
  const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  upgrades.on('connection', (socket, request) => {
    const streamUrl = `${url().replace('http', 'ws')}${request.url}`
    streams.add(toStream(socket, isSigned(streamUrl, request.headers, {})))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: url(),
    streamUrl: `${url().replace('http', 'ws')}/stream`,
    answer: (path, document) => documents.set(path, inResponse(document)),
    webhooks,
    streams,
    [Symbol.asyncDispose]: async () => {
      for (const client of upgrades.clients) client.terminate()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function inResponse(document: Document): Document {
  return typeof document === 'string'
    ? `<?xml version="1.0" encoding="UTF-8"?><Response>${document}</Response>`
    : document
}

function isSigned(url: string, headers: NodeJS.Dict<string | string[]>, params: Record<string, string>): boolean {
  return validateRequest(authToken, String(headers['x-twilio-signature']), url, params)
}

function toStream(socket: WebSocket, signed: boolean): StreamSeen {
  const messages = new Log<StreamMessage>('stream message')
  const closed = Promise.withResolvers<number>()
  socket.on('message', (data) => messages.add(messageSchema.parse(JSON.parse(data.toString()))))
  socket.on('close', (code) => closed.resolve(code))
  socket.on('error', () => {})
  const sid = () => messages.all.find((message) => message.start)?.streamSid
  return {
    isSigned: signed,
    messages,
    closed: closed.promise,
    socket,
    send: (message) => socket.send(JSON.stringify({ streamSid: sid(), ...message })),
  }
}
