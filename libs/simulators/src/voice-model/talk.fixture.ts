import { once } from 'node:events'
import { FRAME_SAMPLES, MULAW_SILENCE } from '@frontdesk/audio/mulaw'
import WebSocket from 'ws'
import { z } from 'zod'

const eventSchema = z.looseObject({ type: z.string(), event_id: z.string() })
export type ServerEvent = z.infer<typeof eventSchema>
type Fits = (event: ServerEvent) => boolean

/** An application at the other end of the real wire, for tests. */
export interface Talk extends AsyncDisposable {
  readonly socket: WebSocket
  readonly events: readonly ServerEvent[]
  send(event: Record<string, unknown>): void
  /** The next event that fits, from where the last one was found. */
  next(fits: string | Fits): Promise<ServerEvent>
  /** Appends audio in frames of 20 ms, as fast as the socket takes them. */
  append(mulaw: Uint8Array): void
}

const WITHIN_MS = 15_000

export async function openTalk(
  url: string,
  headers: Record<string, string> = { authorization: 'Bearer key' },
): Promise<Talk> {
  const socket = new WebSocket(url.replace(/^http/, 'ws'), { headers, perMessageDeflate: false })
  const events: ServerEvent[] = []
  const arrived = new EventTarget()
  let taken = 0
  socket.on('message', (data) => {
    events.push(eventSchema.parse(JSON.parse(String(data))))
    arrived.dispatchEvent(new Event('event'))
  })
  await once(socket, 'open')

  async function next(fits: string | Fits): Promise<ServerEvent> {
    const test: Fits = typeof fits === 'string' ? ({ type }) => type === fits : fits
    const timeout = AbortSignal.timeout(WITHIN_MS)
    for (;;) {
      for (; taken < events.length; taken++) {
        const event = events[taken]
        if (event && test(event)) {
          taken += 1
          return event
        }
      }
      await once(arrived, 'event', { signal: timeout }).catch(() => {
        throw new Error(`${String(fits)} did not come; there came ${events.map(({ type }) => type).join(', ')}`)
      })
    }
  }

  return {
    socket,
    events,
    next,
    send: (event) => socket.send(JSON.stringify(event)),
    append(mulaw) {
      for (let at = 0; at < mulaw.length; at += FRAME_SAMPLES) {
        const audio = Buffer.from(mulaw.subarray(at, at + FRAME_SAMPLES)).toString('base64')
        socket.send(JSON.stringify({ type: 'input_audio_buffer.append', audio }))
      }
    },
    async [Symbol.asyncDispose]() {
      if (socket.readyState === WebSocket.CLOSED) return
      const closed = once(socket, 'close')
      socket.terminate()
      await closed
    },
  }
}

export const silence = (ms: number): Uint8Array => new Uint8Array(ms * 8).fill(MULAW_SILENCE)

/** What our gateway asks of a session, with the server deciding about turns. */
export function sessionSettings(more: Record<string, unknown> = {}, turnDetection: Record<string, unknown> = {}) {
  return {
    type: 'realtime',
    audio: {
      input: {
        format: { type: 'audio/pcmu' },
        transcription: { model: 'gpt-transcribe', languages: ['en', 'de'] },
        turn_detection: { type: 'server_vad', silence_duration_ms: 500, ...turnDetection },
      },
      output: { format: { type: 'audio/pcmu' }, voice: 'marin' },
    },
    ...more,
  }
}
