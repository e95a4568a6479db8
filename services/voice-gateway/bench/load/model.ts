import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'
import { z } from 'zod'
import { frameMs, type Tally } from './stamps.ts'

export interface Tallies {
  readonly fromCaller: Tally
  readonly toCaller: Tally
}

const asideSchema = z.object({ response: z.object({ metadata: z.record(z.string(), z.unknown()) }) })
const bytesPerMs = 8
const append = '"input_audio_buffer.append"'

/**
 * The model as far as the audio path knows it: confirms the session, and once asked to speak never stops, in real time,
 * `deltaMs` at a time. A model that is cancelled ends its response and speaks no more until it is asked to.
 * @param onSession told of each session as it is opened
 */
export async function modelServer(deltaMs: number, onSession: (session: ModelSession) => void) {
  const server = createServer()
  const sockets = new WebSocketServer({ server, perMessageDeflate: false, skipUTF8Validation: true })
  sockets.on('connection', (socket) => onSession(new ModelSession(socket, deltaMs)))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const close = async () => {
    for (const socket of sockets.clients) socket.terminate()
    server.close()
    await once(server, 'close')
  }
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, close }
}

export class ModelSession {
  readonly #socket: WebSocket
  readonly #deltaMs: number
  #call: Tallies | undefined
  #responses = 0
  #speakingSinceMs: number | undefined
  #saidMs = 0
  #heardMs = 0
  #deltas = 0
  #turns = 0

  constructor(socket: WebSocket, deltaMs: number) {
    this.#socket = socket
    this.#deltaMs = deltaMs
    this.#tell({ type: 'session.created', session: { id: 'sess' } })
    socket.on('error', () => socket.terminate())
    socket.on('message', (data: Buffer) => this.#onMessage(data.toString('latin1')))
  }

  belongsTo(call: Tallies): void {
    this.#call = call
  }

  /** Sends what is due, called every millisecond or so. */
  tick(nowMs: number): void {
    if (this.#speakingSinceMs === undefined || this.#call === undefined) return
    if (this.#socket.readyState !== this.#socket.OPEN) return
    while (nowMs - this.#speakingSinceMs >= this.#saidMs) this.#speak(this.#call.toCaller)
  }

  /** As a voice detection tells it. */
  speechStarted(): void {
    this.#tell({ type: 'input_audio_buffer.speech_started', item_id: this.#said(), audio_start_ms: this.#heardMs })
  }

  /** What was said is over, and put into words: the agent is to answer it. */
  speechStopped(words: string): void {
    const item_id = this.#said()
    this.#turns++
    this.#tell({ type: 'input_audio_buffer.speech_stopped', item_id, audio_end_ms: this.#heardMs })
    this.#tell({ type: 'input_audio_buffer.committed', item_id })
    this.#tell({ type: 'conversation.item.input_audio_transcription.completed', item_id, transcript: words })
  }

  readonly #said = () => `said_${this.#turns}`

  #speak(tally: Tally): void {
    const frames: Buffer[] = []
    for (let ms = 0; ms < this.#deltaMs; ms += frameMs) frames.push(tally.next())
    this.#saidMs += this.#deltaMs
    const of = `"event_id":"event_${this.#deltas}","response_id":"resp_${this.#responses}","item_id":"item_${this.#responses}","output_index":0,"content_index":0`
    this.#socket.send(
      `{"type":"response.output_audio.delta",${of},"delta":"${Buffer.concat(frames).toString('base64')}"}`,
    )
    if (this.#deltas++ % 3 === 0)
      this.#socket.send(`{"type":"response.output_audio_transcript.delta",${of},"delta":" word"}`)
  }

  #onMessage(text: string): void {
    if (text.includes(append)) {
      const at = text.indexOf('"audio":"') + 9
      const audio = Buffer.from(text.slice(at, text.indexOf('"', at)), 'base64')
      this.#heardMs += audio.length / bytesPerMs
      this.#call?.fromCaller.take(audio)
    } else this.#onRequest(text)
  }

  #onRequest(text: string): void {
    if (text.includes('"session.update"')) this.#tell({ type: 'session.updated', session: {} })
    else if (text.includes('"conversation":"none"')) this.#answerAside(text)
    else if (text.includes('"response.create"')) {
      this.#responses++
      this.#tell({ type: 'response.created', response: { id: `resp_${this.#responses}` } })
      if (this.#speakingSinceMs === undefined) this.#saidMs = 0
      this.#speakingSinceMs ??= performance.now()
    } else if (text.includes('"response.cancel"')) {
      this.#speakingSinceMs = undefined
      this.#tell({
        type: 'response.done',
        response: { id: `resp_${this.#responses}`, status: 'cancelled', output: [] },
      })
    }
  }

  /** What is asked beside the conversation comes to nothing. */
  #answerAside(text: string): void {
    const { metadata } = asideSchema.parse(JSON.parse(text)).response
    this.#tell({ type: 'response.created', response: { id: 'aside', metadata } })
    this.#tell({ type: 'response.done', response: { id: 'aside', status: 'failed', output: [] } })
  }

  #tell(message: Record<string, unknown>): void {
    this.#socket.send(JSON.stringify(message))
  }
}
