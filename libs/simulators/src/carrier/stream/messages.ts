import { z } from 'zod'

/** Media Streams as Twilio sends and accepts them: JSON text frames, every number a string. */

export interface StreamNames {
  readonly accountSid: string
  readonly callSid: string
  readonly streamSid: string
}

type Body = Readonly<Record<string, unknown>>

/** Everything after `connected` carries the stream's name and a number that counts messages of any kind. */
export class StreamWriter {
  readonly #names: StreamNames
  #messages = 0
  #chunks = 0

  constructor(names: StreamNames) {
    this.#names = names
  }

  connected(): string {
    return JSON.stringify({ event: 'connected', protocol: 'Call', version: '1.0.0' })
  }

  start(customParameters: Readonly<Record<string, string>>): string {
    const { accountSid, callSid, streamSid } = this.#names
    const mediaFormat = { encoding: 'audio/x-mulaw', sampleRate: 8000, channels: 1 }
    const start = { accountSid, streamSid, callSid, tracks: ['inbound'], mediaFormat, customParameters }
    return this.#message('start', { start })
  }

  media(atMs: number, audio: Uint8Array): string {
    const payload = Buffer.from(audio.buffer, audio.byteOffset, audio.byteLength).toString('base64')
    const media = { track: 'inbound', chunk: String(++this.#chunks), timestamp: String(atMs), payload }
    return this.#message('media', { media })
  }

  dtmf(digit: string): string {
    return this.#message('dtmf', { dtmf: { track: 'inbound_track', digit } })
  }

  mark(name: string): string {
    return this.#message('mark', { mark: { name } })
  }

  stop(): string {
    const { accountSid, callSid } = this.#names
    return this.#message('stop', { stop: { accountSid, callSid } })
  }

  #message(event: string, body: Body): string {
    const sequenceNumber = String(++this.#messages)
    return JSON.stringify({ event, sequenceNumber, ...body, streamSid: this.#names.streamSid })
  }
}

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

/** Fields missing or too many are refused alike. */
const fromServer = z.discriminatedUnion('event', [
  z.strictObject({
    event: z.literal('media'),
    streamSid: z.string(),
    media: z.strictObject({ payload: z.string().regex(base64, 'is not base64') }),
  }),
  z.strictObject({
    event: z.literal('mark'),
    streamSid: z.string(),
    mark: z.strictObject({ name: z.string().min(1) }),
  }),
  z.strictObject({ event: z.literal('clear'), streamSid: z.string() }),
])

export type FromServer =
  | { readonly event: 'media'; readonly audio: Uint8Array }
  | { readonly event: 'mark'; readonly name: string }
  | { readonly event: 'clear' }

/** 31950: not even JSON text; 31951: not a message of the protocol. Both are warnings, and the message is ignored. */
export interface StreamFault {
  readonly code: 31950 | 31951
  readonly message: string
}

export function parseFromServer(data: Buffer, isBinary: boolean, streamSid: string): FromServer | StreamFault {
  if (isBinary) return { code: 31950, message: `a binary frame of ${data.length} bytes; text frames are read` }
  const parsed = parseJson(data.toString('utf8'))
  if (!parsed.ok) return { code: 31951, message: `not JSON: ${parsed.why}` }
  const checked = fromServer.safeParse(parsed.value)
  if (!checked.success) return { code: 31951, message: z.prettifyError(checked.error) }
  const message = checked.data
  if (message.streamSid !== streamSid)
    return { code: 31951, message: `streamSid ${message.streamSid} is not this stream` }
  switch (message.event) {
    case 'media':
      return { event: 'media', audio: Buffer.from(message.media.payload, 'base64') }
    case 'mark':
      return { event: 'mark', name: message.mark.name }
    case 'clear':
      return { event: 'clear' }
  }
}

function parseJson(text: string): { ok: true; value: unknown } | { ok: false; why: string } {
  try {
    return { ok: true, value: JSON.parse(text) }
  } catch (error) {
    return { ok: false, why: error instanceof Error ? error.message : String(error) }
  }
}
