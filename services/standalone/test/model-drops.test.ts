import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openStreet } from './fixture.ts'

test('a model that drops in mid-sentence is replaced, and the call goes on without a second greeting', {
  timeout: 180_000,
}, async () => {
  await using street = await openStreet()
  const { record, calendarEvents, contacts, messages } = await street.play('model-drops')
  assert.deepEqual([record.outcome, record.endReason], ['booked', 'agent-ended'])
  assert.equal(record.interruptions.length, 1)
  assert.deepEqual([calendarEvents.length, contacts, messages.length], [1, 1, 1])
  const greetings = record.transcript.filter(
    (turn) => turn.who === 'agent' && /AI assistant\. How can I help/.test(turn.text),
  )
  assert.equal(greetings.length, 1)
  assert.equal(street.world.voiceModel.asked.length, 2)
})
