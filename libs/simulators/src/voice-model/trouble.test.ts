import assert from 'node:assert/strict'
import { once } from 'node:events'
import { after, before, describe, test } from 'node:test'
import WebSocket from 'ws'
import { z } from 'zod'
import { createSpeech, type Speech } from '../speech/speech.ts'
import { openTalk, sessionSettings, silence, type Talk } from './talk.fixture.ts'
import { startVoiceModel, type VoiceModel } from './voice-model.ts'

let speech: Speech
before(async () => {
  speech = await createSpeech()
})
after(() => speech[Symbol.asyncDispose]())

const line = { text: 'Hello, can I speak to a person please?', voice: 'caller-en' } as const
const start = () =>
  startVoiceModel({ speech, callerLines: [line], pace: { audioSpeed: 40, thinkMs: 0, transcriptMs: 0 } })
const url = (model: VoiceModel) => `${model.url}/realtime?model=gpt-realtime-2.1`
const transferToHuman = { type: 'function', name: 'transferToHuman', parameters: {} }

async function talkWith(model: VoiceModel): Promise<Talk> {
  const talk = await openTalk(url(model))
  talk.send({ type: 'session.update', session: sessionSettings({ tools: [transferToHuman] }) })
  return talk
}

const responseSchema = z.object({ response: z.looseObject({ status: z.string(), output: z.array(z.looseObject({})) }) })

describe('trouble', () => {
  test('lets the socket die while the nth answer is spoken', async () => {
    await using model = await start()
    model.trouble.add({ at: 'speech', is: 'dies', skip: 1, afterMs: 500 })
    await using talk = await talkWith(model)
    talk.send({ type: 'response.create' })
    await talk.next('response.done')
    const closed = once(talk.socket, 'close')
    talk.send({ type: 'response.create' })
    assert.equal((await closed)[0], 1006)
    const deltas = talk.events.filter(({ type }) => type === 'response.output_audio.delta')
    assert.ok(deltas.length > 0)
    assert.equal((await model.untilSession(0)).closeCode !== undefined, true)
  })

  test('refuses connections for a while', async () => {
    let nowMs = 0
    await using model = await startVoiceModel({ speech, callerLines: [], now: () => nowMs })
    model.trouble.add({ at: 'connect', is: 'refused', status: 503, code: 'server_overloaded', forMs: 1_000 })
    for (let i = 0; i < 2; i++) {
      const socket = new WebSocket(url(model).replace('http', 'ws'), { headers: { authorization: 'Bearer k' } })
      socket.on('error', () => undefined)
      const [, response] = await once(socket, 'unexpected-response')
      assert.equal(z.object({ statusCode: z.number() }).parse(response).statusCode, 503)
    }
    nowMs = 1_000
    await using talk = await openTalk(url(model))
    await talk.next('session.created')
  })

  test('lets a socket die as soon as it is open', async () => {
    await using model = await start()
    model.trouble.add({ at: 'connect', is: 'dies' })
    await using talk = await openTalk(url(model))
    if (talk.socket.readyState !== WebSocket.CLOSED) await once(talk.socket, 'close')
    assert.equal(talk.events.length, 0)
  })

  test('fails a response, and leaves the usage out of another', async () => {
    await using model = await start()
    model.trouble.add({ at: 'response', is: 'fails', code: 'rate_limit_exceeded', message: 'Slow down.' })
    model.trouble.add({ at: 'response', is: 'without-usage' })
    await using talk = await talkWith(model)
    talk.send({ type: 'response.create' })
    const failed = responseSchema.parse(await talk.next('response.done')).response
    assert.deepEqual(failed.status_details, {
      type: 'failed',
      error: { type: 'rate_limit_error', code: 'rate_limit_exceeded', message: 'Slow down.' },
    })
    talk.send({ type: 'response.create' })
    const done = responseSchema.parse(await talk.next('response.done')).response
    assert.deepEqual([done.status, done.usage], ['completed', null])
  })

  test('sends an error in the middle of an answer, which goes on', async () => {
    await using model = await start()
    model.trouble.add({ at: 'speech', is: 'error-event', afterMs: 200, code: 'server_error', message: 'Sorry.' })
    await using talk = await talkWith(model)
    talk.send({ type: 'response.create' })
    await talk.next('error')
    assert.equal(responseSchema.parse(await talk.next('response.done')).response.status, 'completed')
  })

  test('sends a frame that nobody can read', async () => {
    await using model = await start()
    model.trouble.add({ at: 'speech', is: 'bad-frame', afterMs: 200 })
    const socket = new WebSocket(url(model).replace('http', 'ws'), { headers: { authorization: 'Bearer k' } })
    const unreadable = new Promise<string>((resolve) => {
      socket.on('message', (data) => {
        try {
          JSON.parse(String(data))
        } catch {
          resolve(String(data))
        }
      })
    })
    await once(socket, 'open')
    socket.send(JSON.stringify({ type: 'session.update', session: sessionSettings() }))
    socket.send(JSON.stringify({ type: 'response.create' }))
    assert.match(await unreadable, /^\{"type":"response\.output_audio\.delta"/)
    socket.terminate()
  })

  test('stalls: the socket stays open, and nothing comes any more', async () => {
    await using model = await start()
    model.trouble.add({ at: 'speech', is: 'stalls', afterMs: 0 })
    await using talk = await talkWith(model)
    talk.send({ type: 'response.create' })
    await talk.next('response.output_audio.delta')
    talk.send({ type: 'input_audio_buffer.clear' })
    // A second session is served, so that what the first was to be sent would have come by now.
    await using other = await talkWith(model)
    other.send({ type: 'response.create' })
    await other.next('response.done')
    assert.equal(talk.events.at(-1)?.type, 'response.output_audio.delta')
    assert.equal(talk.socket.readyState, WebSocket.OPEN)
  })

  for (const [is, expected] of [
    ['twice', 2],
    ['bad-arguments', 1],
  ] as const) {
    test(`makes the model call its tool ${is}`, async () => {
      await using model = await start()
      model.trouble.add({ at: 'call', is })
      await using talk = await talkWith(model)
      talk.append(await speech.speak(line.text, line.voice))
      talk.append(silence(800))
      const { output } = responseSchema.parse(await talk.next('response.done')).response
      assert.deepEqual(
        output.map(({ name }) => name),
        Array(expected).fill('transferToHuman'),
      )
      assert.equal(new Set(output.map(({ call_id }) => call_id)).size, expected)
      assert.equal(JSON.stringify(output).includes('reason'), is === 'twice')
    })
  }

  test('brings the transcript after the answer, or never', async () => {
    await using model = await start()
    model.trouble.add({ at: 'transcript', is: 'late', ms: 400 })
    model.trouble.add({ at: 'transcript', is: 'fails' })
    await using talk = await talkWith(model)
    const audio = await speech.speak(line.text, line.voice)
    talk.append(audio)
    talk.append(silence(800))
    await talk.next('response.done')
    await talk.next('conversation.item.input_audio_transcription.completed')
    talk.append(audio)
    talk.append(silence(800))
    await talk.next('conversation.item.input_audio_transcription.failed')
  })
})
