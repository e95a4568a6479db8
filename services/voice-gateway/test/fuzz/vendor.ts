import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'

/** The key of the call beside the hostile ones: the vendor is honest with it. */
export const honestKey = 'an-honest-key'

/** The sessions that the vendor holds: that of the honest caller is honest, all others are for whoever wants to say something strange. */
export interface Vendor extends AsyncDisposable {
  readonly url: string
  /** What the honest call's caller said, frame by frame, as it arrived. */
  readonly heard: string[]
  /** The honest session says so much: base64 of µ-law. */
  say(audio: string): void
  readonly hostile: ReadonlySet<WebSocket>
}

export async function startVendor(): Promise<Vendor> {
  const http = createServer()
  const server = new WebSocketServer({ server: http, perMessageDeflate: false })
  const hostile = new Set<WebSocket>()
  const heard: string[] = []
  let honest: WebSocket | undefined
  let responses = 0
  const tell = (socket: WebSocket | undefined, message: object) => socket?.send(JSON.stringify(message))
  const speak = (audio: string) => {
    const [id, item_id] = [`r${++responses}`, `i${responses}`]
    tell(honest, { type: 'response.created', response: { id } })
    tell(honest, { type: 'response.output_audio.delta', response_id: id, item_id, delta: audio })
    tell(honest, { type: 'response.output_audio_transcript.done', response_id: id, item_id, transcript: 'Hello.' })
    tell(honest, { type: 'response.done', response: { id, status: 'completed', output: [] } })
  }
  server.on('connection', (socket, request) => {
    socket.on('error', () => socket.terminate())
    if (request.headers.authorization?.endsWith(honestKey)) honest = socket
    else hostile.add(socket)
    socket.once('close', () => hostile.delete(socket))
    tell(socket, { type: 'session.created', session: { id: 's' } })
    socket.on('message', (data) => {
      const text = String(data)
      if (text.includes('"session.update"')) tell(socket, { type: 'session.updated', session: {} })
      if (socket !== honest) return
      const audio = /"input_audio_buffer\.append","audio":"([^"]+)"/.exec(text)?.[1]
      if (audio !== undefined) heard.push(audio)
      else if (text.includes('"response.create"')) speak(Buffer.alloc(1_600, 0x30).toString('base64'))
    })
  })
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/v1`,
    ...{ heard, hostile },
    say: speak,
    async [Symbol.asyncDispose]() {
      for (const socket of server.clients) socket.terminate()
      server.close()
      http.close()
      await once(http, 'close')
    },
  }
}
