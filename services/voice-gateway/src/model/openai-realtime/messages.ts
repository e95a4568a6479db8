import { PassingAudio } from '@frontdesk/audio/passing-audio'
import { z } from 'zod'

/**
 * The wire of OpenAI Realtime (GA) as far as we speak it: JSON text frames. Parsing is lenient about fields that we do not
 * read, and strict about those that we do.
 */
const id = z.string().min(1)
const raw = z.record(z.string(), z.unknown())
/** It is passed on as it is: what is no base64 must not get that far. */
const audio = z
  .string()
  .regex(/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{2}==)?$/)
  .transform(PassingAudio.of)
/** In all the audio that the session was given, in milliseconds. */
const offset = z.number().optional().catch(undefined)
const ofItem = { item_id: id }
const ofResponse = { response_id: id, item_id: id }
const problem = z.object({ type: z.string().nullish(), code: z.string().nullish(), event_id: z.string().nullish() })

const response = z.object({
  id,
  status: z.enum(['in_progress', 'completed', 'cancelled', 'incomplete', 'failed']),
  status_details: z.object({ error: problem.nullish() }).nullish(),
  output: z.array(z.unknown()).default([]),
  /** May be missing where the response was cancelled or failed. */
  usage: raw.nullish(),
})

const schemas = {
  'session.created': z.object({ session: z.object({ id: z.string().default('') }) }),
  'session.updated': z.object({}),
  'input_audio_buffer.speech_started': z.object({ ...ofItem, audio_start_ms: offset }),
  'input_audio_buffer.speech_stopped': z.object({ ...ofItem, audio_end_ms: offset }),
  'input_audio_buffer.committed': z.object(ofItem),
  'conversation.item.input_audio_transcription.completed': z.object({
    ...ofItem,
    transcript: z.string(),
    languages: z.array(z.unknown()).nullish(),
    usage: raw.nullish(),
  }),
  'conversation.item.input_audio_transcription.failed': z.object(ofItem),
  'response.created': z.object({ response: z.object({ id, metadata: raw.nullish() }) }),
  'response.output_audio.delta': z.object({ ...ofResponse, delta: audio }),
  'response.output_audio_transcript.delta': z.object({ ...ofResponse, delta: z.string() }),
  'response.output_audio_transcript.done': z.object({ ...ofResponse, transcript: z.string() }),
  'response.done': z.object({ response }),
  error: z.object({ error: problem }),
} as const

type ServerType = keyof typeof schemas
export type ServerMessage = { [T in ServerType]: { readonly type: T } & z.infer<(typeof schemas)[T]> }[ServerType]
export type Response = z.infer<typeof response>

/** What the vendor tells besides, and we have no use for. A type that stands nowhere here is counted: the wire has grown. */
const passedOver = new Set([
  'conversation.item.added',
  'conversation.item.created',
  'conversation.item.done',
  'conversation.item.retrieved',
  'conversation.item.deleted',
  'conversation.item.truncated',
  'conversation.item.input_audio_transcription.delta',
  'conversation.item.input_audio_transcription.segment',
  'input_audio_buffer.cleared',
  'input_audio_buffer.timeout_triggered',
  'response.output_item.added',
  'response.output_item.done',
  'response.content_part.added',
  'response.content_part.done',
  'response.output_audio.done',
  'response.output_text.delta',
  'response.output_text.done',
  'response.function_call_arguments.delta',
  'response.function_call_arguments.done',
  'rate_limits.updated',
])

export type Parsed =
  | { readonly is: 'message'; readonly message: ServerMessage }
  | { readonly is: 'passed-over' }
  | { readonly is: 'unknown' }
  | { readonly is: 'malformed' }

const named = z.object({ type: z.string() })
const isServerType = (type: string): type is ServerType => Object.hasOwn(schemas, type)

/** Parses one frame. Never throws. */
export function parseServerMessage(text: string): Parsed {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return { is: 'malformed' }
  }
  const head = named.safeParse(json)
  if (!head.success) return { is: 'malformed' }
  const { type } = head.data
  if (!isServerType(type)) return { is: passedOver.has(type) ? 'passed-over' : 'unknown' }
  const parsed = schemas[type].safeParse(json)
  if (!parsed.success) return { is: 'malformed' }
  // The table pairs each type with its schema, which a union of all of them no longer shows.
  return { is: 'message', message: { type, ...parsed.data } as ServerMessage }
}

const functionCall = z.object({
  type: z.literal('function_call'),
  call_id: id,
  name: z.string(),
  arguments: z.string(),
})

/** The function calls among what a response put out. */
export const functionCallsOf = (output: readonly unknown[]) =>
  output.flatMap((item) => {
    const call = functionCall.safeParse(item)
    return call.success ? [call.data] : []
  })

const send = (message: Record<string, unknown>): string => JSON.stringify(message)

/** `audio` is base64, which needs no escaping. */
/** The message that carries a piece of the caller's audio, around its base64. */
export const appendAudio = {
  before: Buffer.from('{"type":"input_audio_buffer.append","audio":"'),
  behind: Buffer.from('"}'),
}

/** `eventId` comes back with the error that the message causes, if it does. */
export const updateSession = (session: Record<string, unknown>, eventId: string): string =>
  send({ type: 'session.update', event_id: eventId, session })

export const createResponse = (eventId: string, response?: Record<string, unknown>): string =>
  send({ type: 'response.create', event_id: eventId, ...(response === undefined ? {} : { response }) })

/** Words exactly as told, without tools, for this response only. */
export const saying = (instructions: string) => ({ instructions, tool_choice: 'none' })

export const cancelResponse = (): string => send({ type: 'response.cancel' })

export const truncateItem = (itemId: string, heardMs: number): string =>
  send({ type: 'conversation.item.truncate', item_id: itemId, content_index: 0, audio_end_ms: heardMs })

export const createSystemItem = (text: string): string =>
  send({
    type: 'conversation.item.create',
    item: { type: 'message', role: 'system', content: [{ type: 'input_text', text }] },
  })

export const createToolOutput = (toolCallId: string, output: string): string =>
  send({ type: 'conversation.item.create', item: { type: 'function_call_output', call_id: toolCallId, output } })
