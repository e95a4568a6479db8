import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openStreet } from './fixture.ts'

test('a slot that somebody else takes meanwhile is not claimed to be booked; another one is, once', {
  timeout: 180_000,
}, async () => {
  await using street = await openStreet()
  const { record, calendarEvents, messages } = await street.play('slot-taken')
  assert.equal(record.outcome, 'booked')
  const standing = calendarEvents.filter((event) => JSON.stringify(event).includes('"status":"confirmed"'))
  assert.deepEqual([standing.length, messages.length], [1, 1])
  const said = record.transcript.filter((turn) => turn.who === 'agent').map((turn) => turn.text)
  const sorry = said.findIndex((text) => /just been taken/.test(text))
  const booked = said.findIndex((text) => /It is booked/.test(text))
  assert.ok(sorry >= 0 && booked > sorry, said.join('\n'))
})
