import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocket, WebSocketServer } from 'ws'
import { serveWhenTold } from './serve.ts'

/**
 * The smallest relay there is: parse, forward. No signature, no order, no limit, no account of what was heard, no second
 * try. What a gateway costs beyond this is what it does for the call.
 */
serveWhenTold(async (modelUrl) => {
  const server = createServer((request, response) => {
    request.resume()
    response.end('<Response><Connect><Stream><Parameter name="token" value="none"/></Stream></Connect></Response>')
  })
  const streams = new WebSocketServer({ server, perMessageDeflate: false })
  streams.on('connection', (carrier) => relay(carrier, `${modelUrl.replace(/^http/, 'ws')}/realtime?model=m`))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { url, authToken: 'none', number: '+493055500100', meantAfterMs: 0 }
})

function relay(carrier: WebSocket, url: string): void {
  const model = new WebSocket(url, { perMessageDeflate: false })
  let streamSid = ''
  carrier.on('message', (data) => {
    const message = JSON.parse(String(data))
    if (message.event === 'start') streamSid = message.streamSid
    if (message.event === 'media' && model.readyState === WebSocket.OPEN) {
      model.send(JSON.stringify({ type: 'input_audio_buffer.append', audio: message.media.payload }))
    }
  })
  model.on('message', (data) => {
    const message = JSON.parse(String(data))
    if (message.type === 'session.created') model.send(JSON.stringify({ type: 'session.update', session: {} }))
    if (message.type === 'session.updated') model.send(JSON.stringify({ type: 'response.create' }))
    if (message.type === 'response.output_audio.delta') {
      carrier.send(JSON.stringify({ event: 'media', streamSid, media: { payload: message.delta } }))
    }
    if (message.type === 'input_audio_buffer.speech_started')
      carrier.send(JSON.stringify({ event: 'clear', streamSid }))
  })
  carrier.on('close', () => model.close())
  model.on('close', () => carrier.close())
  for (const socket of [carrier, model]) socket.on('error', () => socket.terminate())
}
