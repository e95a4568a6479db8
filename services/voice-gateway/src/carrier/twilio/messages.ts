import { PassingAudio } from '@frontdesk/audio/passing-audio'
import { z } from 'zod'
import { asciiBytes } from '../../websocket/ascii-reader.ts'
import type { MarkEcho, MediaFrame } from './stream-reader.ts'

/**
 * The wire of Twilio's bidirectional Media Streams: JSON text frames, every number a string. Outward messages carry exactly
 * the fields that Twilio knows: an extra one makes it refuse the message (31951).
 * https://www.twilio.com/docs/voice/media-streams/websocket-messages
 */
const digits = z
  .string()
  .regex(/^\d{1,15}$/)
  .transform(Number)
/** It goes into all that we say on the stream, as it is. */
const streamSid = z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]{1,100}$/)
/** It is passed on as it is: what is no base64 must not get that far. */
const audio = z.string().regex(/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{4}|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{2}==)$/)

const connected = z.object({ event: z.literal('connected') })
const start = z.object({
  event: z.literal('start'),
  streamSid,
  start: z.object({
    callSid: z.string().min(1),
    mediaFormat: z.object({
      encoding: z.literal('audio/x-mulaw'),
      sampleRate: z.union([z.literal(8000), z.literal('8000')]),
      channels: z.union([z.literal(1), z.literal('1')]),
    }),
    customParameters: z.record(z.string(), z.string()).default({}),
  }),
})
const media = z.object({
  event: z.literal('media'),
  streamSid,
  media: z.object({ track: z.literal('inbound'), chunk: digits.optional(), timestamp: digits, payload: audio }),
})
const dtmf = z.object({
  event: z.literal('dtmf'),
  streamSid,
  dtmf: z.object({ digit: z.string().regex(/^[0-9*#A-D]$/) }),
})
const mark = z.object({ event: z.literal('mark'), streamSid, mark: z.object({ name: z.string().min(1) }) })
const stop = z.object({ event: z.literal('stop'), streamSid })

const message = z.discriminatedUnion('event', [media, mark, dtmf, connected, start, stop])
const known: ReadonlySet<unknown> = new Set(message.options.map((option) => option.shape.event.value))
const anyEvent = z.object({ event: z.string() })

export type CarrierMessage =
  | { readonly event: 'connected' }
  | {
      readonly event: 'start'
      readonly streamSid: string
      readonly callSid: string
      readonly parameters: Readonly<Record<string, string>>
    }
  /** `timestampMs` counts from the stream's start; it may jump where frames were lost. Its audio is of any length. */
  | MediaFrame
  | { readonly event: 'dtmf'; readonly streamSid: string; readonly digit: string }
  | MarkEcho
  | { readonly event: 'stop'; readonly streamSid: string }

/** What was wrong with a frame. `where` names the field, never its content. */
export interface MessageFault {
  readonly kind: 'binary' | 'not-json' | 'no-event' | 'unknown-event' | 'bad-field' | 'out-of-order' | 'other-stream'
  readonly where?: string
}

export type ParsedMessage =
  | { readonly ok: true; readonly message: CarrierMessage }
  | { readonly ok: false; readonly fault: MessageFault }

const faulty = (kind: MessageFault['kind'], where?: string): ParsedMessage => ({
  ok: false,
  fault: where === undefined ? { kind } : { kind, where },
})

/** Parses one text frame. Never throws. */
export function parseMessage(text: string): ParsedMessage {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return faulty('not-json')
  }
  const parsed = message.safeParse(json)
  if (parsed.success) return { ok: true, message: flat(parsed.data) }
  const shell = anyEvent.safeParse(json)
  if (!shell.success) return faulty('no-event')
  if (!known.has(shell.data.event)) return faulty('unknown-event')
  const issue = parsed.error.issues[0]
  return faulty('bad-field', `${shell.data.event}:${issue?.path.join('.') ?? ''}`)
}

function flat(wire: z.infer<typeof message>): CarrierMessage {
  switch (wire.event) {
    case 'connected':
      return { event: 'connected' }
    case 'start': {
      const { callSid, customParameters } = wire.start
      return { event: 'start', streamSid: wire.streamSid, callSid, parameters: customParameters }
    }
    case 'media': {
      const { chunk, timestamp, payload } = wire.media
      return {
        event: 'media',
        streamSid: wire.streamSid,
        chunk,
        timestampMs: timestamp,
        audio: PassingAudio.of(payload),
      }
    }
    case 'dtmf':
      return { event: 'dtmf', streamSid: wire.streamSid, digit: wire.dtmf.digit }
    case 'mark':
      return { event: 'mark', streamSid: wire.streamSid, name: wire.mark.name }
    case 'stop':
      return { event: 'stop', streamSid: wire.streamSid }
  }
}

const mediaEnds = asciiBytes('"}}')

/** What we say on one stream. `payload` is base64, which needs no escaping. */
export function outwardMessages(sid: string) {
  const ofStream = `"streamSid":${JSON.stringify(sid)}`
  return {
    /** What stands around a payload. */
    media: {
      before: asciiBytes(`{"event":"media",${ofStream},"media":{"payload":"`),
      behind: mediaEnds,
    },
    mark: (name: string): string => `{"event":"mark",${ofStream},"mark":{"name":${JSON.stringify(name)}}}`,
    clear: `{"event":"clear",${ofStream}}`,
  }
}
export type OutwardMessages = ReturnType<typeof outwardMessages>
