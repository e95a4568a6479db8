import type { seeded } from '../../src/session/testing/seeded.ts'

type Random = ReturnType<typeof seeded>

const strangeNumbers = [0, -1, 1e308, -1e-9, 2 ** 53, 0.5]
const strangeTexts = [
  '',
  '\u0000',
  '\ud800',
  '__proto__',
  'constructor',
  '../../etc/passwd',
  '<Response/>',
  '%00%zz',
  '=',
]

function strange(random: Random, depth = 0): unknown {
  switch (random.below(depth > 3 ? 4 : 8)) {
    case 0:
      return null
    case 1:
      return random.pick(strangeNumbers)
    case 2:
      return random.pick(strangeTexts)
    case 3:
      return random.chance(0.5)
    case 4:
      return Array.from({ length: random.below(5) }, () => strange(random, depth + 1))
    case 5:
      return { [random.pick(strangeTexts)]: strange(random, depth + 1) }
    case 6:
      return 'A'.repeat(random.below(4_000))
    default:
      return nested(random.below(400))
  }
}

function nested(depth: number): unknown {
  let value: unknown = 'deep'
  for (let n = 0; n < depth; n++) value = n % 2 === 0 ? [value] : { value }
  return value
}

type Json = Record<string, unknown>
const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

/** The same message with something wrong somewhere in it; now and then, by chance, with nothing wrong. */
function spoiled(message: Json, random: Random): Json {
  const names = Object.keys(message)
  if (names.length === 0) return { strange: strange(random) }
  const name = random.pick(names)
  const value = message[name]
  if (isJson(value) && random.chance(0.6)) return { ...message, [name]: spoiled(value, random) }
  const { [name]: _gone, ...rest } = message
  return random.chance(0.3) ? rest : { ...rest, [name]: strange(random) }
}

/** One text frame that no documented sender would send, made of messages that one would. */
export function malformedText(like: readonly Json[], random: Random): string {
  const message = spoiled(random.pick(like), random)
  const text = JSON.stringify(message)
  switch (random.below(10)) {
    case 0:
      return text.slice(0, random.below(text.length))
    case 1:
      return `[${text}]`
    case 2:
      return text + text
    case 3:
      return String.fromCharCode(...Array.from({ length: 1 + random.below(40) }, () => random.below(0xffff)))
    case 4:
      return JSON.stringify(strange(random)) ?? ''
    default:
      return text
  }
}

export const bytes = (random: Random, most: number): Buffer =>
  Buffer.from(Array.from({ length: 1 + random.below(most) }, () => random.below(256)))

/** A form body: names and values that may be anything, under names that the carrier uses. */
export function malformedForm(random: Random, callSid: string): Record<string, string> {
  const form: Record<string, string> = {}
  const value = () => String(random.chance(0.7) ? random.pick(strangeTexts) : JSON.stringify(strange(random)))
  const put = (name: string, text: string) =>
    Object.defineProperty(form, name, { value: text, enumerable: true, configurable: true })
  for (const name of ['CallSid', 'From', 'To', 'CallStatus', 'RecordingSid', 'RecordingStatus', 'DialCallStatus']) {
    if (random.chance(0.6)) put(name, value())
  }
  if (random.chance(0.5)) put('CallSid', callSid)
  if (random.chance(0.3)) put(random.pick(strangeTexts), value())
  return form
}

const stream = { streamSid: 'MZ1' }
/** What the carrier says on a media stream. */
export const carrierMessages = (callSid: string): readonly Json[] => [
  { event: 'connected', protocol: 'Call', version: '1.0.0' },
  {
    event: 'media',
    sequenceNumber: '3',
    media: { track: 'inbound', chunk: '1', timestamp: '20', payload: '//8=' },
    ...stream,
  },
  {
    event: 'media',
    sequenceNumber: '9',
    media: { track: 'inbound', chunk: '1', timestamp: '999999999', payload: '!' },
    ...stream,
  },
  { event: 'mark', sequenceNumber: '4', mark: { name: '0.0' }, ...stream },
  { event: 'dtmf', sequenceNumber: '5', dtmf: { track: 'inbound_track', digit: '1' }, ...stream },
  { event: 'start', sequenceNumber: '1', start: { callSid, customParameters: { token: 'x' } }, ...stream },
]

/** What the model's vendor says. */
export const vendorMessages: readonly Json[] = [
  { type: 'session.created', session: { id: 's' } },
  { type: 'input_audio_buffer.speech_started', item_id: 'u', audio_start_ms: 5 },
  { type: 'input_audio_buffer.speech_stopped', item_id: 'u', audio_end_ms: 900 },
  { type: 'input_audio_buffer.committed', item_id: 'u', previous_item_id: null },
  {
    type: 'conversation.item.input_audio_transcription.completed',
    item_id: 'u',
    transcript: 'hello',
    usage: { seconds: 1 },
  },
  { type: 'response.created', response: { id: 'r' } },
  { type: 'response.output_audio.delta', response_id: 'r', item_id: 'i', output_index: 0, delta: 'fn5+fn5+' },
  { type: 'response.output_audio_transcript.delta', response_id: 'r', item_id: 'i', delta: 'hello' },
  {
    type: 'response.done',
    response: {
      ...{ id: 'r', status: 'completed', usage: { total_tokens: 3 } },
      output: [{ type: 'function_call', call_id: 'c', name: 'endCall', arguments: '{}' }],
    },
  },
  { type: 'error', error: { type: 'invalid_request_error', code: 'strange', event_id: 'create-1' } },
  { type: 'rate_limits.updated', rate_limits: [] },
]
