import assert from 'node:assert/strict'
import { once } from 'node:events'
import { describe, it } from 'node:test'
import { PassingAudio } from '@frontdesk/audio/passing-audio'
import { systemClock } from '@frontdesk/process/clock'
import { silentLog } from '@frontdesk/process/log'
import { toolDefinitions } from '@frontdesk/tools'
import { eventually } from '../../testing/eventually.ts'
import type { ModelConfig, ModelEvent } from '../voice-model.ts'
import { openaiRealtime, realtimeUrl } from './openai-realtime.ts'
import type { SocketLimits } from './realtime-socket.ts'
import { startVendor, type Vendor } from './testing/vendor.ts'

const config: ModelConfig = {
  instructions: 'Be brief.',
  tools: toolDefinitions(),
  voice: 'marin',
  languages: ['de', 'en'],
}

function open(vendor: Pick<Vendor, 'baseUrl'>, more: Partial<ModelConfig> = {}, limits: Partial<SocketLimits> = {}) {
  const model = openaiRealtime({
    apiKey: 'key',
    baseUrl: vendor.baseUrl,
    model: 'gpt-realtime-2.1',
    transcriptionModel: 'gpt-transcribe',
    clock: systemClock,
    log: silentLog,
    limits,
  })
  const events: ModelEvent[] = []
  const arrivals = new EventTarget()
  const session = model.open({ ...config, ...more }, (event) => {
    events.push(event.kind === 'audio' ? { ...event, audio: event.audio.kept() } : event)
    arrivals.dispatchEvent(new Event('event'))
  })
  let taken = 0
  async function next<K extends ModelEvent['kind']>(kind: K): Promise<Extract<ModelEvent, { kind: K }>> {
    const timeout = AbortSignal.timeout(5_000)
    const isIt = (event: ModelEvent): event is Extract<ModelEvent, { kind: K }> => event.kind === kind
    for (;;) {
      for (let event = events[taken]; event !== undefined; event = events[taken]) {
        taken++
        if (isIt(event)) return event
      }
      await once(arrivals, 'event', { signal: timeout })
    }
  }
  const say = (audio: string) => session.pushAudio(PassingAudio.of(audio))
  return { session, say, events, next, [Symbol.dispose]: () => session.close() }
}

async function ready(vendor: Vendor, more: Partial<ModelConfig> = {}, limits: Partial<SocketLimits> = {}) {
  const opened = open(vendor, more, limits)
  const side = await vendor.session()
  side.send({ type: 'session.created', event_id: 'e1', session: { id: 'sess_1', model: 'gpt-realtime-2.1' } })
  const update = await side.takes('session.update')
  side.send({ type: 'session.updated', event_id: 'e2', session: {} })
  await opened.next('ready')
  return { ...opened, side, update }
}

describe('opening a session', () => {
  it('connects beside the base URL with the key', async () => {
    await using vendor = await startVendor()
    using opened = await ready(vendor)
    assert.equal(opened.side.path, '/v1/realtime?model=gpt-realtime-2.1')
    assert.equal(opened.side.authorization, 'Bearer key')
    assert.equal(realtimeUrl('https://api.openai.com/v1/', 'm'), 'wss://api.openai.com/v1/realtime?model=m')
    assert.throws(() => realtimeUrl('ftp://x', 'm'), /must begin with http/)
  })

  it('asks for µ-law both ways, and keeps it to itself when to answer and when to stop', async () => {
    await using vendor = await startVendor()
    using opened = await ready(vendor, { reasoningEffort: 'low' })
    const { session } = opened.update
    assert.deepEqual(session, {
      type: 'realtime',
      output_modalities: ['audio'],
      instructions: 'Be brief.',
      audio: {
        input: {
          format: { type: 'audio/pcmu' },
          transcription: { model: 'gpt-transcribe', languages: ['de', 'en'] },
          turn_detection: {
            type: 'server_vad',
            threshold: 0.5,
            prefix_padding_ms: 300,
            silence_duration_ms: 500,
            create_response: false,
            interrupt_response: false,
          },
        },
        output: { format: { type: 'audio/pcmu' }, voice: 'marin' },
      },
      tools: JSON.parse(JSON.stringify(toolDefinitions())),
      tool_choice: 'auto',
      reasoning: { effort: 'low' },
    })
  })

  it('seeds the history before it is ready', async () => {
    await using vendor = await startVendor()
    using opened = await ready(vendor, { history: 'You: Hello.' })
    assert.deepEqual((await opened.side.takes('conversation.item.create')).item, {
      type: 'message',
      role: 'system',
      content: [{ type: 'input_text', text: 'You: Hello.' }],
    })
  })

  it('sends nothing before it is ready', async () => {
    await using vendor = await startVendor()
    using opened = open(vendor)
    opened.say('QUFB')
    opened.session.respond()
    const side = await vendor.session()
    side.send({ type: 'session.created', session: { id: 's' } })
    await side.takes('session.update')
    side.send({ type: 'session.updated', session: {} })
    await opened.next('ready')
    opened.say('QkJC')
    assert.equal((await side.takes('input_audio_buffer.append')).audio, 'QkJC')
    assert.deepEqual(
      side.asked.map((sent) => sent.type),
      ['session.update', 'input_audio_buffer.append'],
    )
  })
})

describe('a session that cannot be had', () => {
  const refusals = [
    { status: 401, body: '', cause: 'fatal', code: 'http-401' },
    { status: 403, body: '{"error":{"code":"model_not_found"}}', cause: 'fatal', code: 'model_not_found' },
    { status: 404, body: 'not json', cause: 'fatal', code: 'http-404' },
    { status: 429, body: '{"error":{"code":"insufficient_quota"}}', cause: 'fatal', code: 'insufficient_quota' },
    { status: 429, body: '{"error":{"code":"rate_limit_exceeded"}}', cause: 'lost', code: 'http-429' },
    { status: 503, body: '', cause: 'lost', code: 'http-503' },
  ] as const
  for (const { status, body, cause, code } of refusals) {
    it(`ends ${cause} on ${status} ${body}`, async () => {
      await using vendor = await startVendor()
      vendor.refuse(status, body)
      using opened = open(vendor)
      assert.deepEqual(await opened.next('ended'), { kind: 'ended', cause, code })
      assert.equal(opened.events.length, 1)
    })
  }

  it('is lost when nobody listens, and when nobody answers in time', async () => {
    using nobody = open({ baseUrl: 'http://127.0.0.1:9/v1' })
    assert.equal((await nobody.next('ended')).cause, 'lost')
    await using vendor = await startVendor()
    vendor.ignore()
    using slow = open(vendor, {}, { connectWithinMs: 30 })
    assert.deepEqual(await slow.next('ended'), { kind: 'ended', cause: 'lost', code: 'too-late' })
  })

  it('ends for good when its configuration is refused', async () => {
    await using vendor = await startVendor()
    using opened = open(vendor)
    const side = await vendor.session()
    side.send({ type: 'session.created', session: { id: 's' } })
    const { event_id } = await side.takes('session.update')
    side.send({
      type: 'error',
      error: { type: 'invalid_request_error', code: 'invalid_value', message: 'x', event_id },
    })
    assert.deepEqual(await opened.next('ended'), { kind: 'ended', cause: 'fatal', code: 'invalid_value' })
  })
})

describe('a session', () => {
  it('tells what happens in the session’s words', async () => {
    await using vendor = await startVendor()
    using opened = await ready(vendor)
    const { side } = opened
    side.send({ type: 'input_audio_buffer.speech_started', item_id: 'u1', audio_start_ms: 0 })
    side.send({ type: 'input_audio_buffer.speech_stopped', item_id: 'u1', audio_end_ms: 900 })
    side.send({ type: 'input_audio_buffer.committed', item_id: 'u1', previous_item_id: null })
    side.send({
      type: 'conversation.item.input_audio_transcription.completed',
      item_id: 'u1',
      content_index: 0,
      transcript: 'Hallo',
      languages: ['de'],
      usage: { type: 'duration', seconds: 1 },
    })
    side.send({ type: 'response.created', response: { id: 'r1', status: 'in_progress' } })
    side.send({ type: 'response.output_audio_transcript.delta', response_id: 'r1', item_id: 'i1', delta: 'Hel' })
    side.send({ type: 'response.output_audio.delta', response_id: 'r1', item_id: 'i1', delta: 'QUFB' })
    side.send({ type: 'response.output_audio_transcript.done', response_id: 'r1', item_id: 'i1', transcript: 'Hello' })
    side.send({
      type: 'response.done',
      response: {
        id: 'r1',
        status: 'completed',
        output: [
          { type: 'message', id: 'i1' },
          { type: 'function_call', id: 'i2', call_id: 'c1', name: 'endCall', arguments: '{}' },
        ],
        usage: { total_tokens: 5 },
      },
    })
    await opened.next('response-ended')
    assert.deepEqual(opened.events.slice(1), [
      { kind: 'speech-started', itemId: 'u1' },
      { kind: 'speech-stopped', itemId: 'u1', silentMs: 500 },
      { kind: 'turn-committed', itemId: 'u1' },
      { kind: 'caller-words', itemId: 'u1', text: 'Hallo', language: 'de' },
      { kind: 'usage', model: 'gpt-transcribe', usage: { type: 'duration', seconds: 1 } },
      { kind: 'response-started', responseId: 'r1' },
      { kind: 'agent-words', itemId: 'i1', text: 'Hel', final: false },
      { kind: 'audio', responseId: 'r1', itemId: 'i1', audio: PassingAudio.of('QUFB') },
      { kind: 'agent-words', itemId: 'i1', text: 'Hello', final: true },
      { kind: 'usage', model: 'gpt-realtime-2.1', usage: { total_tokens: 5 } },
      {
        kind: 'response-ended',
        responseId: 'r1',
        status: 'completed',
        toolCalls: [{ toolCallId: 'c1', tool: 'endCall', argumentsJson: '{}' }],
      },
    ])
  })

  it('says what it is told to, and cancels before it truncates', async () => {
    await using vendor = await startVendor()
    using opened = await ready(vendor)
    const { side, session } = opened
    session.say('Say hello.')
    assert.deepEqual((await side.takes('response.create')).response, {
      instructions: 'Say hello.',
      tool_choice: 'none',
    })
    session.answerTool('c1', '{}')
    assert.deepEqual((await side.takes('conversation.item.create')).item, {
      type: 'function_call_output',
      call_id: 'c1',
      output: '{}',
    })
    session.stopSpeech({ cancelResponse: true, heard: [{ itemId: 'i1', heardMs: 340 }] })
    const truncate = await side.takes('conversation.item.truncate')
    assert.deepEqual([truncate.item_id, truncate.content_index, truncate.audio_end_ms], ['i1', 0, 340])
    const types = side.asked.map((sent) => sent.type)
    assert.ok(types.indexOf('response.cancel') < types.indexOf('conversation.item.truncate'))
  })

  it('outlives errors and messages that are not what the wire says, and counts them', async () => {
    await using vendor = await startVendor()
    using opened = await ready(vendor)
    const { side, session } = opened
    side.socket.send('not json')
    side.socket.send(Buffer.from([1, 2, 3]))
    side.send({ type: 'response.output_audio.delta', delta: 5 })
    side.send({ type: 'something.new' })
    side.send({ type: 'rate_limits.updated', rate_limits: [] })
    side.send({
      type: 'error',
      error: { type: 'invalid_request_error', code: 'response_cancel_not_active', message: 'x' },
    })
    assert.deepEqual(await opened.next('notice'), { kind: 'notice', code: 'model.response_cancel_not_active' })
    session.respond()
    const { event_id } = await side.takes('response.create')
    side.send({ type: 'error', error: { code: 'conversation_already_has_active_response', message: 'x', event_id } })
    assert.equal((await opened.next('response-refused')).busy, true)
    session.close()
    assert.deepEqual(opened.events.slice(-3), [
      { kind: 'notice', code: 'model.unknown-event', count: 1 },
      { kind: 'notice', code: 'model.malformed', count: 3 },
      { kind: 'ended', cause: 'requested', code: 'requested' },
    ])
  })

  it('tells apart how it was lost', async () => {
    await using vendor = await startVendor()
    using dropped = await ready(vendor)
    dropped.side.socket.terminate()
    assert.deepEqual(await dropped.next('ended'), { kind: 'ended', cause: 'lost', code: 'closed-1006' })
    using expired = await ready(vendor)
    expired.side.send({
      type: 'error',
      error: { type: 'invalid_request_error', code: 'session_expired', message: 'x' },
    })
    assert.equal((await expired.next('ended')).cause, 'expired')
    using broke = await ready(vendor)
    broke.side.send({
      type: 'response.done',
      response: {
        id: 'r',
        status: 'failed',
        status_details: { type: 'failed', error: { code: 'insufficient_quota' } },
      },
    })
    assert.deepEqual(await broke.next('ended'), { kind: 'ended', cause: 'fatal', code: 'insufficient_quota' })
    assert.equal(broke.events.filter((event) => event.kind === 'ended').length, 1)
  })
})

const frames = (count: number) => Array.from({ length: count }, (_, i) => Buffer.alloc(160, i % 251).toString('base64'))
const joined = (audio: readonly string[] = []) =>
  Buffer.concat(audio.map((each) => Buffer.from(each, 'base64'))).toString('base64')
const stallLimits = { pingEveryMs: 10, doubtAfterMs: 30, unreadAfterMs: 400, silentAfterMs: 5_000 }

/** A session whose pings are answered, up to the moment at which the vendor stops reading. */
async function stalled(vendor: Vendor, limits: Partial<SocketLimits> = {}) {
  const opened = await ready(vendor, {}, { ...stallLimits, ...limits })
  await once(opened.side.socket, 'ping')
  await once(opened.side.socket, 'ping')
  opened.side.socket.pause()
  return opened
}

describe('a session that nobody reads', () => {
  it('is lost, and leaves what it did not read to the next one', async () => {
    await using vendor = await startVendor()
    using opened = await stalled(vendor)
    const said = frames(50)
    for (const frame of said) opened.say(frame)
    const { cause, code, unread } = await opened.next('ended')
    assert.deepEqual([cause, code], ['lost', 'unread'])
    assert.equal(joined(unread), joined(said))
  })

  it('keeps so much and no more, the newest, and says how much is missing', async () => {
    await using vendor = await startVendor()
    using opened = await stalled(vendor, { keptMs: 200, unsentBytes: 0 })
    const said = frames(50)
    for (const frame of said) opened.say(frame)
    assert.deepEqual((await opened.next('ended')).unread, said.slice(-10))
    const dropped = opened.events.find((event) => event.kind === 'notice')
    assert.deepEqual(dropped, { kind: 'notice', code: 'model.audio-dropped-ms', count: 800 })
  })

  it('is not given old audio as if it were new when it reads again', async () => {
    await using vendor = await startVendor()
    using opened = await stalled(vendor, { staleAfterMs: 60, unreadAfterMs: 5_000 })
    const began = performance.now()
    const said: string[] = []
    // In doubt after 30 ms at the latest, and the first that wait are old by the end.
    while (performance.now() - began < 200) {
      const [frame = ''] = frames(said.length + 1).slice(-1)
      said.push(frame)
      opened.say(frame)
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    opened.side.socket.resume()
    opened.session.respond()
    await opened.side.takes('response.create')
    await eventually(() => opened.side.asked.at(-1)?.audio === said.at(-1))
    const heard = opened.side.asked.flatMap(({ audio }) => (typeof audio === 'string' ? [audio] : []))
    assert.deepEqual(
      heard,
      said.filter((frame) => heard.includes(frame)),
    )
    opened.session.close()
    const dropped = opened.events.find((event) => event.kind === 'notice')
    assert.equal(dropped?.kind === 'notice' && dropped.code, 'model.audio-dropped-ms')
  })

  it('is lost when it speaks of what was said long ago, though it reads', async () => {
    await using vendor = await startVendor()
    using opened = await ready(vendor, {}, { behindAfterMs: 50 })
    const [frame = ''] = frames(1)
    opened.say(frame)
    await opened.side.takes('input_audio_buffer.append')
    const saidAt = performance.now()
    await eventually(() => performance.now() - saidAt > 60)
    opened.side.send({ type: 'input_audio_buffer.speech_started', item_id: 'u1', audio_start_ms: 'x' })
    await opened.next('speech-started')
    opened.side.send({ type: 'input_audio_buffer.speech_stopped', item_id: 'u1', audio_end_ms: 20 })
    assert.equal((await opened.next('ended')).code, 'behind')
  })
})
