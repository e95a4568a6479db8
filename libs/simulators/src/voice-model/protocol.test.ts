import assert from 'node:assert/strict'
import { once } from 'node:events'
import { after, before, describe, test } from 'node:test'
import WebSocket from 'ws'
import { z } from 'zod'
import { createSpeech, type Speech } from '../speech/speech.ts'
import { openTalk, sessionSettings, silence, type Talk } from './talk.fixture.ts'
import { startVoiceModel, type VoiceModel, type VoiceModelOptions } from './voice-model.ts'

const lines = ["Hello, I'd like to book a check-up for next Tuesday.", 'The first one would be perfect.'].map(
  (text) => ({ text, voice: 'caller-en' }) as const,
)
const pace = { audioSpeed: 40, thinkMs: 0, transcriptMs: 0 }

let speech: Speech
let model: VoiceModel
const start = (options: Partial<VoiceModelOptions> = {}) =>
  startVoiceModel({ speech, callerLines: lines, apiKey: 'key', pace, ...options })
before(async () => {
  speech = await createSpeech()
  model = await start()
})
after(async () => {
  await model[Symbol.asyncDispose]()
  await speech[Symbol.asyncDispose]()
})

const url = (query = 'model=gpt-realtime-2.1', from = model) => `${from.url}/realtime?${query}`

async function talkWith(session: object = sessionSettings(), from = model): Promise<Talk> {
  const talk = await openTalk(url(undefined, from))
  talk.send({ type: 'session.update', session })
  await talk.next('session.updated')
  return talk
}

const errorSchema = z.object({
  error: z.object({
    type: z.string(),
    code: z.string(),
    message: z.string(),
    param: z.string().nullable(),
    event_id: z.string().nullable(),
  }),
})

/** What the server has against an event. */
async function refusal(talk: Talk, event: Record<string, unknown>) {
  talk.send(event)
  return errorSchema.parse(await talk.next('error')).error
}

describe('opening a session', () => {
  async function status(address: string, headers: Record<string, string>): Promise<number> {
    const socket = new WebSocket(address.replace('http', 'ws'), { headers })
    socket.on('error', () => undefined)
    const [, response] = await once(socket, 'unexpected-response')
    return z.object({ statusCode: z.number() }).parse(response).statusCode
  }
  const key = { authorization: 'Bearer key' }

  for (const [what, query, headers, expected] of [
    ['without a key', 'model=gpt-realtime-2.1', {}, 401],
    ['with another key', 'model=gpt-realtime-2.1', { authorization: 'Bearer other' }, 401],
    ['with a model that is gone', 'model=gpt-4o-realtime-preview', key, 404],
    ['without saying for what', '', key, 400],
    ['for two things at once', 'model=gpt-realtime-2.1&intent=transcription', key, 400],
    ['as the beta', 'model=gpt-realtime-2.1', { ...key, 'openai-beta': 'realtime=v1' }, 400],
  ] as const) {
    test(`${what} is answered with ${expected}`, async () => {
      assert.equal(await status(url(query), headers), expected)
    })
  }

  test('begins with the configuration that the server would go by', async () => {
    await using talk = await openTalk(url())
    const { session } = z.object({ session: z.looseObject({}) }).parse(await talk.next('session.created'))
    assert.equal(session.model, 'gpt-realtime-2.1')
    assert.deepEqual(session.output_modalities, ['audio'])
  })

  test('ends with an error and 1001 when its time is over', async () => {
    await using short = await start({ maxSessionMs: 60 })
    await using talk = await openTalk(url(undefined, short))
    const closed = once(talk.socket, 'close')
    assert.equal(errorSchema.parse(await talk.next('error')).error.code, 'session_expired')
    assert.equal((await closed)[0], 1001)
  })
})

describe('session.update', () => {
  for (const [what, session, code, param] of [
    ['without its type', {}, 'missing_required_parameter', 'session.type'],
    [
      'with a field of the beta',
      { type: 'realtime', input_audio_format: 'g711_ulaw' },
      'unknown_parameter',
      'session.input_audio_format',
    ],
    ['with a temperature', { type: 'realtime', temperature: 0.8 }, 'unknown_parameter', 'session.temperature'],
    [
      'with both modalities',
      { type: 'realtime', output_modalities: ['audio', 'text'] },
      'invalid_value',
      'session.output_modalities',
    ],
    ['with another model', { type: 'realtime', model: 'gpt-realtime' }, 'invalid_value', 'session.model'],
    [
      'with an unknown field deep inside',
      { type: 'realtime', tools: [{ type: 'function', name: 'a', meta: {} }] },
      'unknown_parameter',
      'session.tools[0].meta',
    ],
    [
      'with an unknown voice',
      { type: 'realtime', audio: { output: { voice: 'hal' } } },
      'invalid_value',
      'session.audio.output.voice',
    ],
    [
      'with a rate for G.711',
      { type: 'realtime', audio: { input: { format: { type: 'audio/pcmu', rate: 8000 } } } },
      'unknown_parameter',
      'session.audio.input.format.rate',
    ],
    [
      'with a format that is not spoken here',
      { type: 'realtime', audio: { output: { format: { type: 'audio/pcma' } } } },
      'invalid_value',
      'session.audio.output.format.type',
    ],
    [
      'with a threshold above 1',
      { type: 'realtime', audio: { input: { turn_detection: { type: 'server_vad', threshold: 2 } } } },
      'invalid_value',
      'session.audio.input.turn_detection.threshold',
    ],
    [
      'with a model that does not transcribe',
      { type: 'realtime', audio: { input: { transcription: { model: 'nova' } } } },
      'invalid_value',
      'session.audio.input.transcription.model',
    ],
    [
      'with languages for a model of the old family',
      { type: 'realtime', audio: { input: { transcription: { model: 'gpt-4o-transcribe', languages: ['de'] } } } },
      'invalid_value',
      'session.audio.input.transcription.languages',
    ],
    ['with a hosted prompt', { type: 'realtime', prompt: { id: 'pmpt_1' } }, 'invalid_value', 'session.prompt'],
  ] as const) {
    test(`${what} is refused`, async () => {
      await using talk = await openTalk(url())
      const error = await refusal(talk, { type: 'session.update', event_id: 'mine', session })
      assert.deepEqual([error.code, error.param, error.event_id], [code, param, 'mine'])
    })
  }

  test('changes what it names, keeps the rest, and answers with all of it', async () => {
    await using talk = await talkWith(sessionSettings({ instructions: 'Be kind.' }))
    talk.send({ type: 'session.update', session: { type: 'realtime', audio: { input: { turn_detection: null } } } })
    const { session } = z
      .object({ session: z.looseObject({ audio: z.looseObject({ input: z.looseObject({}) }) }) })
      .parse(await talk.next('session.updated'))
    assert.equal(session.instructions, 'Be kind.')
    assert.equal(session.audio.input.turn_detection, null)
    assert.deepEqual(session.audio.input.format, { type: 'audio/pcmu' })
  })

  test('cannot change the voice that was heard', async () => {
    await using talk = await talkWith()
    talk.send({ type: 'response.create' })
    await talk.next('response.done')
    const session = { type: 'realtime', audio: { output: { voice: 'cedar' } } }
    const error = await refusal(talk, { type: 'session.update', session })
    assert.equal(error.param, 'session.audio.output.voice')
  })
})

describe('an event', () => {
  for (const [what, event, code, param] of [
    ['of no known type', { type: 'response.speak' }, 'invalid_value', 'type'],
    ['without a type', { audio: '' }, 'missing_required_parameter', 'type'],
    ['with audio that is not base64', { type: 'input_audio_buffer.append', audio: '€' }, 'invalid_value', 'audio'],
    ['that commits nothing', { type: 'input_audio_buffer.commit' }, 'input_audio_buffer_commit_empty', null],
    ['that cancels nothing', { type: 'response.cancel' }, 'response_cancel_not_active', null],
    [
      'that deletes what is not there',
      { type: 'conversation.item.delete', item_id: 'item_x' },
      'item_not_found',
      'item_id',
    ],
    [
      'that seeds the agent with audio',
      {
        type: 'conversation.item.create',
        item: { type: 'message', role: 'assistant', content: [{ type: 'output_audio', audio: '' }] },
      },
      'invalid_value',
      'item.content[0].type',
    ],
    [
      'that answers a call that was not made',
      { type: 'conversation.item.create', item: { type: 'function_call_output', call_id: 'call_x', output: '' } },
      'invalid_tool_call_id',
      'item.call_id',
    ],
    [
      'with 17 pairs of metadata',
      {
        type: 'response.create',
        response: { metadata: Object.fromEntries(Array.from({ length: 17 }, (_, i) => [i, 'v'])) },
      },
      'invalid_value',
      'response.metadata',
    ],
  ] as const) {
    test(`${what} is refused, and the session goes on`, async () => {
      await using talk = await talkWith()
      const error = await refusal(talk, { ...event, event_id: 'mine' })
      assert.deepEqual([error.code, error.param, error.event_id], [code, param, 'mine'])
      assert.equal(talk.socket.readyState, WebSocket.OPEN)
    })
  }

  test('that is no JSON is refused', async () => {
    await using talk = await talkWith()
    talk.socket.send('{"type":')
    assert.equal(errorSchema.parse(await talk.next('error')).error.code, 'invalid_json')
  })

  test('is noted, with audio summed up', async () => {
    await using own = await start()
    await using talk = await talkWith(sessionSettings(), own)
    talk.append(silence(200))
    talk.send({ type: 'input_audio_buffer.clear' })
    await talk.next('input_audio_buffer.cleared')
    const session = await own.untilSession(0)
    await session.until(({ type }) => type === 'input_audio_buffer.clear')
    const noted = session.events.map(({ type, count, audioBytes }) => [type, count, audioBytes])
    assert.deepEqual(noted, [
      ['session.update', 1, 0],
      ['input_audio_buffer.append', 10, 1_600],
      ['input_audio_buffer.clear', 1, 0],
    ])
  })
})

describe('a turn', () => {
  test('goes in the order of the API, from speech to the end of the answer', async () => {
    await using talk = await talkWith()
    talk.append(silence(300))
    talk.append(await speech.speak(lines[0]?.text ?? '', 'caller-en'))
    talk.append(silence(700))
    const started = await talk.next('input_audio_buffer.speech_started')
    assert.ok(Math.abs(Number(started.audio_start_ms) - 40) <= 40, `${started.audio_start_ms}`)
    await talk.next('response.done')
    const order = talk.events
      .map(({ type }) => type)
      .filter((type) => !/delta|rate_limits|transcription|^session/.test(type))
    assert.deepEqual(order, [
      'input_audio_buffer.speech_started',
      'input_audio_buffer.speech_stopped',
      'input_audio_buffer.committed',
      'conversation.item.added',
      'conversation.item.done',
      'response.created',
      'response.output_item.added',
      'conversation.item.added',
      'response.content_part.added',
      'response.output_audio.done',
      'response.output_audio_transcript.done',
      'response.content_part.done',
      'conversation.item.done',
      'response.output_item.done',
      'response.done',
    ])
    const done = talk.events.find(({ type }) => type.endsWith('input_audio_transcription.completed'))
    assert.equal(done?.transcript, lines[0]?.text)
    assert.equal(done?.item_id, started.item_id)
    assert.deepEqual(done?.languages, [{ code: 'en' }])
  })

  test('makes no response by itself when it is not to', async () => {
    await using talk = await talkWith(sessionSettings({}, { create_response: false }))
    talk.append(await speech.speak(lines[1]?.text ?? '', 'caller-en'))
    talk.append(silence(700))
    await talk.next('conversation.item.input_audio_transcription.completed')
    assert.ok(!talk.events.some(({ type }) => type === 'response.created'))
  })

  test('of noise alone has an empty transcript, and the model asks again', async () => {
    await using talk = await talkWith()
    talk.append(Uint8Array.from({ length: 6_400 }, (_, i) => (i * 7919) % 251))
    talk.append(silence(700))
    const { transcript } = await talk.next('conversation.item.input_audio_transcription.completed')
    assert.equal(transcript, '')
    assert.match(String((await talk.next('response.output_audio_transcript.done')).transcript), /didn't catch that/)
  })
})

describe('an interruption', () => {
  async function speakOver(interrupts: boolean): Promise<Talk> {
    await using slow = await start({ pace: { ...pace, audioSpeed: 2 } })
    await using talk = await talkWith(
      sessionSettings({}, { create_response: false, interrupt_response: interrupts }),
      slow,
    )
    talk.send({ type: 'response.create' })
    const delta = await talk.next('response.output_audio.delta')
    talk.append(await speech.speak(lines[1]?.text ?? '', 'caller-en'))
    await talk.next('input_audio_buffer.speech_started')
    const { response } = z.object({ response: z.looseObject({}) }).parse(await talk.next('response.done'))
    if (interrupts) {
      assert.deepEqual(response.status_details, { type: 'cancelled', reason: 'turn_detected' })
      await checkTruncating(talk, String(delta.item_id))
    } else assert.equal(response.status, 'completed')
    return talk
  }

  async function checkTruncating(talk: Talk, item_id: string): Promise<void> {
    const tooFar = { type: 'conversation.item.truncate', item_id, content_index: 0, audio_end_ms: 60_000 }
    const error = await refusal(talk, tooFar)
    assert.match(error.message, /^Audio content of \d+ms is already shorter than 60000ms$/)
    assert.equal(error.param, 'audio_end_ms')
    talk.send({ ...tooFar, audio_end_ms: 100 })
    assert.equal((await talk.next('conversation.item.truncated')).audio_end_ms, 100)
    talk.send({ type: 'conversation.item.retrieve', item_id })
    const { item } = z
      .object({ item: z.looseObject({ content: z.array(z.looseObject({ audio: z.string() })) }) })
      .parse(await talk.next('conversation.item.retrieved'))
    assert.equal(item.content[0]?.transcript, undefined)
    assert.equal(Buffer.from(item.content[0]?.audio ?? '', 'base64').length, 800)
  }

  test('ends the response when it is to, and what was not heard can be cut off', async () => {
    await speakOver(true)
  })

  test('is told and changes nothing when it is not to', async () => {
    await speakOver(false)
  })

  test('by the application is the application’s', async () => {
    await using talk = await talkWith(sessionSettings())
    talk.send({ type: 'response.create' })
    await talk.next('response.created')
    talk.send({ type: 'response.cancel' })
    const { response } = z.object({ response: z.looseObject({}) }).parse(await talk.next('response.done'))
    assert.deepEqual(response.status_details, { type: 'cancelled', reason: 'client_cancelled' })
  })
})

describe('a response', () => {
  const say = (text: string) => ({ type: 'response.create', response: { instructions: `Say exactly: "${text}"` } })

  test('says what it is told to say', async () => {
    await using talk = await talkWith()
    talk.send(say('Good evening to you.'))
    assert.equal((await talk.next('response.output_audio_transcript.done')).transcript, 'Good evening to you.')
    const deltas = talk.events.filter(({ type }) => type === 'response.output_audio_transcript.delta')
    assert.equal(deltas.map(({ delta }) => delta).join(''), 'Good evening to you.')
  })

  test('is refused while another one is active, unless it is out of band', async () => {
    await using talk = await talkWith()
    talk.send(say('One moment, please.'))
    const error = await refusal(talk, { type: 'response.create' })
    assert.equal(error.code, 'conversation_already_has_active_response')
    talk.send({
      type: 'response.create',
      response: { conversation: 'none', output_modalities: ['text'], input: [], metadata: { topic: 'aside' } },
    })
    const found = await talk.next((event) => event.type === 'response.done' && JSON.stringify(event).includes('aside'))
    const { response } = z.object({ response: z.looseObject({}) }).parse(found)
    assert.equal(response.conversation_id, null)
  })

  test('counts the conversation so far as cached, more with every turn', async () => {
    await using talk = await talkWith(sessionSettings({ instructions: 'Be kind. '.repeat(1_000) }))
    const cached: number[] = []
    for (const text of ['One.', 'Two.', 'Three.']) {
      talk.send(say(text))
      const shape = z.object({
        response: z.object({
          usage: z.object({ input_tokens: z.number(), input_token_details: z.object({ cached_tokens: z.number() }) }),
        }),
      })
      const { usage } = shape.parse(await talk.next('response.done')).response
      assert.ok(usage.input_token_details.cached_tokens <= usage.input_tokens)
      cached.push(usage.input_token_details.cached_tokens)
    }
    assert.equal(cached[0], 0)
  })

  test('breaks off at the tokens that it may use', async () => {
    await using talk = await talkWith()
    talk.send({
      type: 'response.create',
      response: { ...say('This sentence is a good deal longer than half a second.').response, max_output_tokens: 10 },
    })
    const { response } = z.object({ response: z.looseObject({}) }).parse(await talk.next('response.done'))
    assert.deepEqual(response.status_details, { type: 'incomplete', reason: 'max_output_tokens' })
  })
})
