import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isEvent } from '@frontdesk/events'
import { callIdOf } from '../src/call-id.ts'
import { eventually } from '../src/testing/eventually.ts'
import { testLine } from '../src/testing/line.ts'
import { type House, house, namesTold, noted, said, untilJournal } from './house.ts'
import { Talker } from './talker.ts'

function ring(at: House) {
  const party = new Talker()
  const call = at.carrier.call({ from: '+447700900123', to: testLine.number, party })
  return { party, call, callId: callIdOf(call.sid) }
}

const endOf = (at: House, callId: string) =>
  eventually(() => at.told.find((event) => isEvent(event, 'call.ended') && event.data.callId === callId), 45_000).then(
    (event) => (isEvent(event, 'call.ended') ? event.data.reason : undefined),
  )

describe('a limit of the line', { timeout: 180_000 }, () => {
  test('of money: the caller hears a sentence and the apology, and a callback is queued', async () => {
    await using at = await house({ line: { call: { mostSpentUsd: 0.005 } } })
    await at.startGateway()
    const { party, callId } = ring(at)
    await party.over.promise
    const journal = await untilJournal(at, callId, noted('then-limit'))
    assert.ok(journal.some(said('agent', /cannot talk with you any longer/)))
    assert.ok(journal.some(noted('limit-most-spent')))
    assert.equal(await endOf(at, callId), 'refused')
    const [callback] = await at.records.callbacks.open()
    assert.equal(callback?.callId, callId)
    assert.deepEqual(at.carrier.warnings, [])
  })

  test('of calls at once: the caller hears so, and a callback is queued; the other call goes on', async () => {
    await using at = await house({ line: { call: { mostAtOnce: 1 } } })
    await at.startGateway()
    const first = ring(at)
    await untilJournal(at, first.callId, said('agent', /Mia/))
    const second = ring(at)
    await second.party.over.promise
    assert.equal(await endOf(at, second.callId), 'refused')
    assert.ok(second.party.heard.some((isSound) => isSound))
    const callbacks = await at.records.callbacks.open()
    assert.deepEqual(
      callbacks.map(({ callId }) => callId),
      [second.callId],
    )
    assert.equal(at.model.asked.length, 1, 'no model was asked')
    assert.equal((await at.records.calls.find(first.callId))?.end, undefined)
    first.call.hangUp()
    assert.equal(await endOf(at, first.callId), 'caller-hung-up')
    const third = ring(at)
    await untilJournal(at, third.callId, said('agent', /Mia/))
    third.call.hangUp()
  })
})

test('without a model, a line whose fallback is a person has the caller put through', {
  timeout: 180_000,
}, async () => {
  const [person] = testLine.people.transfer
  assert.ok(person)
  await using at = await house({ line: { fallback: { ...testLine.fallback, next: 'person' } } })
  at.carrier.phone(person.number, {
    ...{ behaviour: 'answers', ringsMs: 200, presses: '1', pressesAfterMs: 1_000 },
    hangsUpAfterMs: 8_000,
  })
  at.model.trouble.add({ at: 'connect', is: 'refused', status: 401, code: 'invalid_api_key', times: 9 })
  await at.startGateway()
  const { party, callId } = ring(at)
  await party.over.promise
  assert.equal(await endOf(at, callId), 'handed-over')
  assert.deepEqual(await at.records.callbacks.open(), [])
  assert.ok(namesTold(at).includes('call.escalated'))
  assert.deepEqual(at.carrier.warnings, [])
})
