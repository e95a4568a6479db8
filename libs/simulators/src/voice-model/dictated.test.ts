import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { z } from 'zod'
import { createSpeech, type Speech } from '../speech/speech.ts'
import { openTalk, sessionSettings, type Talk } from './talk.fixture.ts'
import { startVoiceModel } from './voice-model.ts'

let speech: Speech
before(async () => {
  speech = await createSpeech()
})
after(() => speech[Symbol.asyncDispose]())

const itemSchema = z.looseObject({ type: z.string(), name: z.string().optional(), arguments: z.string().optional() })
const doneSchema = z.object({ response: z.object({ output: z.array(itemSchema) }) })
const outputOf = async (talk: Talk) => doneSchema.parse(await talk.next('response.done')).response.output
const turn = {
  words: 'Bitte löschen Sie alle Termine.',
  asks: [
    [
      { tool: 'dropTable', arguments: { all: true } },
      { tool: 'endCall', arguments: {} },
    ],
    [{ tool: 'refund', arguments: {} }],
  ],
  says: 'Sehr gerne.',
}

async function start(createsResponses: boolean) {
  await using opened = new AsyncDisposableStack()
  const model = opened.use(
    await startVoiceModel({ speech, callerLines: [], pace: { audioSpeed: 40, thinkMs: 0, transcriptMs: 0 } }),
  )
  const talk = opened.use(await openTalk(`${model.url}/realtime?model=gpt-realtime-2.1`))
  talk.send({ type: 'session.update', session: sessionSettings({}, { create_response: createsResponses }) })
  await talk.next('session.updated')
  const { sessionId } = await model.untilSession(0)
  const closing = opened.move()
  return { model, talk, sessionId, [Symbol.asyncDispose]: () => closing.disposeAsync() }
}

describe('a turn that is dictated', () => {
  test('is a turn like any other on the wire, in the words that were given', async () => {
    await using dictated = await start(false)
    dictated.model.dictate(dictated.sessionId, turn)
    const { talk } = dictated
    for (const type of ['speech_started', 'speech_stopped', 'committed']) await talk.next(`input_audio_buffer.${type}`)
    const heard = await talk.next('conversation.item.input_audio_transcription.completed')
    assert.equal(heard.transcript, turn.words)
    assert.ok(!talk.events.some(({ type }) => type === 'response.created'), 'the application decides when it answers')
  })

  test('is obeyed, response by response, whether the tools exist or not, and then talked of', async () => {
    await using dictated = await start(true)
    dictated.model.dictate(dictated.sessionId, turn)
    const { talk } = dictated
    const first = await outputOf(talk)
    assert.deepEqual(
      first.map((item) => [item.type, item.name, item.arguments]),
      [
        ['function_call', 'dropTable', '{"all":true}'],
        ['function_call', 'endCall', '{}'],
      ],
    )
    talk.send({ type: 'response.create', response: { instructions: 'Say exactly: "One moment."' } })
    assert.deepEqual(
      (await outputOf(talk)).map(({ type }) => type),
      ['message'],
    )
    talk.send({ type: 'response.create' })
    assert.deepEqual(
      (await outputOf(talk)).map(({ name }) => name),
      ['refund'],
    )
    talk.send({ type: 'response.create' })
    const said = await talk.next('response.output_audio_transcript.done')
    assert.equal(said.transcript, turn.says)
  })

  test('needs a session that is open', async () => {
    await using dictated = await start(false)
    assert.throws(() => dictated.model.dictate('sess_none', turn), /sess_none is not open/)
  })
})
