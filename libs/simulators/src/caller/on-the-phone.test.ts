import assert from 'node:assert/strict'
import { test } from 'node:test'
import { NUMBER, startBoth } from '../carrier/test-both.ts'
import { indexOf } from '../carrier/test-party.ts'
import { createSpeech } from '../speech/speech.ts'
import { scriptedCaller } from './caller.ts'

test('a caller hears the server through the carrier, answers it in real speech, and listens until it hangs up', async () => {
  await using speech = await createSpeech()
  await using both = await startBoth()
  both.application.answer('/incoming', `<Connect><Stream url="${both.application.streamUrl}"/></Connect><Hangup/>`)
  const text = 'I would like to book a check-up.'
  const [greeting, line] = await Promise.all([speech.speak('Hello.', 'agent-en'), speech.speak(text, 'caller-en')])
  const caller = scriptedCaller([{ do: 'say', text }, { do: 'listen' }], { speech, voice: 'caller-en' })
  both.carrier.call({ from: '+447700900123', to: NUMBER, party: caller })

  const stream = await both.application.streams.until(() => true)
  await stream.messages.until(({ event }) => event === 'start')
  stream.send({ event: 'media', media: { payload: Buffer.from(greeting).toString('base64') } })
  const pieces: Buffer[] = []
  await stream.messages.until(({ media }) => {
    pieces.push(Buffer.from(media?.payload ?? '', 'base64'))
    return pieces.length % 25 === 0 && indexOf(Buffer.concat(pieces), line) >= 0
  }, 15_000)
  stream.socket.close()
  const { outcome, stepsDone, deeds } = await caller.finished
  assert.equal(outcome, 'done')
  assert.equal(stepsDone, 2)
  assert.deepEqual(
    deeds.map(({ did }) => did),
    ['agent-began', 'agent-stopped', 'began-line', 'ended-line', 'line-dead'],
  )
})
