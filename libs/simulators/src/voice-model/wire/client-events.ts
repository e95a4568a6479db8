import { z } from 'zod'
import { ApiError, invalidValue, toApiError } from '../api-error.ts'
import { clientItemSchema, inputItemSchema } from './item-schema.ts'
import { responseSettings, sessionUpdateSchema } from './session-schema.ts'

const MOST_APPENDED_BYTES = 15 * 1024 * 1024

const event = <T extends string, S extends z.ZodRawShape>(type: T, fields: S) =>
  z.strictObject({ type: z.literal(type), event_id: z.string().max(512).optional(), ...fields })

const itemId = { item_id: z.string().min(1) }

/** What an application may send, by its type. `output_audio_buffer.clear` is for WebRTC and SIP alone. */
const schemas = {
  'session.update': event('session.update', { session: sessionUpdateSchema }),
  'input_audio_buffer.append': event('input_audio_buffer.append', {
    audio: z.base64().max(Math.ceil(MOST_APPENDED_BYTES / 3) * 4, 'an event may carry 15 MiB of audio'),
  }),
  'input_audio_buffer.commit': event('input_audio_buffer.commit', {}),
  'input_audio_buffer.clear': event('input_audio_buffer.clear', {}),
  'conversation.item.create': event('conversation.item.create', {
    item: clientItemSchema,
    previous_item_id: z.string().nullable().optional(),
  }),
  'conversation.item.retrieve': event('conversation.item.retrieve', itemId),
  'conversation.item.truncate': event('conversation.item.truncate', {
    ...itemId,
    content_index: z.int().min(0),
    audio_end_ms: z.int().min(0),
  }),
  'conversation.item.delete': event('conversation.item.delete', itemId),
  'response.create': event('response.create', {
    response: z.strictObject({ ...responseSettings, input: z.array(inputItemSchema).optional() }).optional(),
  }),
  'response.cancel': event('response.cancel', { response_id: z.string().optional() }),
} as const

export type ClientEventType = keyof typeof schemas
export type ClientEventOf<T extends ClientEventType> = z.infer<(typeof schemas)[T]>
export type ClientEvent = { [T in ClientEventType]: ClientEventOf<T> }[ClientEventType]
export type ResponseParameters = NonNullable<ClientEventOf<'response.create'>['response']>

const named = z.looseObject({ type: z.unknown().optional(), event_id: z.string().optional().catch(undefined) })

export type Parsed =
  | { readonly ok: true; readonly event: ClientEvent }
  | { readonly ok: false; readonly error: ApiError; readonly eventId: string | null; readonly type: string }

/** One text frame off the wire. */
export function parseClientEvent(text: string): Parsed {
  const outline = named.safeParse(parseJson(text))
  if (!outline.success) {
    const error = new ApiError('invalid_json', 'The message is not a JSON object.')
    return { ok: false, error, eventId: null, type: 'unreadable' }
  }
  const { type, event_id: eventId = null } = outline.data
  if (typeof type !== 'string' || !isClientEventType(type)) {
    return { ok: false, error: unknownType(type), eventId, type: String(type) }
  }
  const parsed = schemas[type].safeParse(outline.data)
  if (parsed.success) return { ok: true, event: parsed.data }
  return { ok: false, error: toApiError(parsed.error, outline.data), eventId, type }
}

const isClientEventType = (type: string): type is ClientEventType => Object.hasOwn(schemas, type)

function unknownType(type: unknown): ApiError {
  if (type === undefined)
    return new ApiError('missing_required_parameter', "Missing required parameter: 'type'.", 'type')
  const known = Object.keys(schemas).map((name) => `'${name}'`)
  return invalidValue(`Invalid value: '${String(type)}'. Supported values are: ${known.join(', ')}.`, 'type')
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
