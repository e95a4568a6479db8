import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { decodeMulaw } from '@frontdesk/audio/mulaw'
import { wavFile } from '@frontdesk/audio/wav'
import OpenAI, { APIError, toFile } from 'openai'
import { createSpeech, type Speech } from '../speech/speech.ts'
import { openTalk, sessionSettings } from './talk.fixture.ts'
import { startVoiceModel, type VoiceModel } from './voice-model.ts'

const line = { text: "Hello, I'd like to book a check-up for next Tuesday.", voice: 'caller-en' } as const
const notice = { text: 'This call is recorded.', voice: 'agent-en' } as const

let speech: Speech
let model: VoiceModel
let client: OpenAI
before(async () => {
  speech = await createSpeech()
  model = await startVoiceModel({
    speech,
    callerLines: [line],
    otherLines: [notice],
    apiKey: 'key',
    pace: { audioSpeed: 40, thinkMs: 0 },
  })
  client = new OpenAI({ apiKey: 'key', baseURL: model.url, maxRetries: 0 })
})
after(async () => {
  await model[Symbol.asyncDispose]()
  await speech[Symbol.asyncDispose]()
})

const wavOf = (mulaw: Uint8Array) => toFile(wavFile([decodeMulaw(mulaw)]), 'call.wav', { type: 'audio/wav' })
const status = async (work: Promise<unknown>) => {
  const error = await work.then(
    () => assert.fail('was not refused'),
    (reason: unknown) => reason,
  )
  assert.ok(error instanceof APIError)
  return error.status
}

/** Lets the model say something, and answers with the sound of it. */
async function hearModelSay(from: VoiceModel, text: string): Promise<Uint8Array> {
  await using talk = await openTalk(`${from.url}/realtime?model=gpt-realtime-2.1`)
  talk.send({ type: 'session.update', session: sessionSettings() })
  talk.send({ type: 'response.create', response: { instructions: `Say exactly: "${text}"` } })
  await talk.next('response.done')
  const deltas = talk.events.filter(({ type }) => type === 'response.output_audio.delta')
  return Buffer.concat(deltas.map(({ delta }) => Buffer.from(String(delta), 'base64')))
}

describe('the transcription API, asked by the real client', () => {
  test('writes down what a caller said', async () => {
    const file = await wavOf(await speech.speak(line.text, line.voice))
    const answer = await client.audio.transcriptions.create({ file, model: 'gpt-transcribe' })
    assert.equal(answer.text, line.text)
    assert.deepEqual(answer.usage, { type: 'duration', seconds: 4 })
    assert.equal(model.files.at(-1)?.status, 200)
  })

  test('writes down the notice that is spoken before the model', async () => {
    const file = await wavOf(await speech.speak(notice.text, notice.voice))
    assert.equal((await client.audio.transcriptions.create({ file, model: 'gpt-4o-transcribe' })).text, notice.text)
  })

  test('writes down what the model itself said, sentence by sentence', async () => {
    const text = 'I can offer you Tuesday, 24 November at 10:00 or Tuesday, 24 November at 14:30. Which one suits you?'
    const file = await wavOf(await hearModelSay(model, text))
    assert.equal((await client.audio.transcriptions.create({ file, model: 'gpt-transcribe' })).text, text)
  })

  test('knows what the model said before a restart', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'voice-model-'))
    const options = {
      speech,
      callerLines: [line],
      stateFile: join(folder, 'said.jsonl'),
      pace: { audioSpeed: 40, thinkMs: 0 },
    }
    const text = 'Also Dienstag, 24. November um 10:30 Uhr, für Anna Weber.'
    let sound: Uint8Array
    {
      await using first = await startVoiceModel(options)
      sound = await hearModelSay(first, text)
    }
    await using second = await startVoiceModel(options)
    const again = new OpenAI({ apiKey: 'any', baseURL: second.url, maxRetries: 0 })
    const answer = await again.audio.transcriptions.create({ file: await wavOf(sound), model: 'gpt-transcribe' })
    assert.equal(answer.text, text)
    await rm(folder, { recursive: true })
  })

  test('writes nothing down where nothing was said', async () => {
    const file = await wavOf(new Uint8Array(16_000).fill(0xff))
    assert.equal((await client.audio.transcriptions.create({ file, model: 'gpt-transcribe' })).text, '')
  })

  test('refuses a model that there is not, a file that is no audio, one that is too large, and a wrong key', async () => {
    const transcriptions = client.audio.transcriptions
    const file = await wavOf(new Uint8Array(1_600).fill(0xff))
    assert.equal(await status(transcriptions.create({ file, model: 'nova' })), 404)
    const text = await toFile(Buffer.from('no audio'), 'call.wav')
    assert.equal(await status(transcriptions.create({ file: text, model: 'gpt-transcribe' })), 400)
    const large = await toFile(new Uint8Array(26 * 1024 * 1024 + 70_000), 'call.wav')
    assert.equal(await status(transcriptions.create({ file: large, model: 'gpt-transcribe' })), 413)
    const stranger = new OpenAI({ apiKey: 'other', baseURL: model.url, maxRetries: 0 })
    assert.equal(await status(stranger.audio.transcriptions.create({ file, model: 'gpt-transcribe' })), 401)
  })
})
