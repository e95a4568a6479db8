import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { finishAfterCall } from '../src/after-call.ts'
import { toolRunner } from '../src/run-tool.ts'
import { ask, booking, openWorld, request, type World } from './world.ts'

const own = '+4915112345678'
const book = (world: World, args = booking('2026-11-24T10:00'), more: Parameters<typeof request>[3] = {}) =>
  ask(world, request(world, 'bookAppointment', args, more))
const confirmation = ({ outcome }: Awaited<ReturnType<typeof book>>) =>
  outcome.status === 'succeeded' ? outcome.result.confirmation : outcome.status
const tries = ({ carrier }: World) => carrier.asked.filter(({ call }) => call === 'messages.create').length

describe('an SMS', () => {
  test('to a number that told the carrier "stop" is tried once, and never again, in whichever call and for whatever', async () => {
    await using world = await openWorld()
    world.carrier.optOut(own)
    assert.equal(confirmation(await book(world)), 'no-sms-opted-out')
    assert.equal(confirmation(await book(world, booking('2026-11-24T11:00'), { callId: 'call-2' })), 'no-sms-opted-out')
    const way = await ask(world, request(world, 'getDirections', { bySms: true }, { callId: 'call-3' }))
    assert.equal(confirmation(way), 'no-sms-opted-out')
    assert.equal(tries(world), 1)
    const known = await world.records.textRefusals.find('+493056790000', own, '2026-12-22T00:00:00.000Z')
    assert.equal(known?.why, 'opted-out')
    assert.doesNotMatch(world.logged.join('\n'), /15112345678/)
  })

  test('is not tried to a landline, and the booking says why', async () => {
    await using world = await openWorld()
    const answer = await book(world, booking('2026-11-24T10:00'), { caller: '+493023125001' })
    assert.equal(confirmation(answer), 'no-sms-landline')
    assert.deepEqual(
      answer.effects.map(({ vendor }) => vendor),
      ['calendar', 'crm'],
    )
    assert.equal(tries(world), 0)
  })

  test('to a landline that only the carrier knows for one is tried once', async () => {
    await using world = await openWorld()
    world.carrier.takesNoMessages('+14155550123')
    for (const [callId, start] of [
      ['call-1', '2026-11-24T10:00'],
      ['call-2', '2026-11-24T11:00'],
    ] as const) {
      const answer = await book(world, booking(start), { callId, caller: '+14155550123' })
      assert.equal(confirmation(answer), 'no-sms-landline')
    }
    assert.equal(tries(world), 1)
  })

  test('is not sent abroad at our cost to a number that the caller does not ring from, though they confirm it', async () => {
    await using world = await openWorld()
    const said = { kind: 'utterance', at: '2026-11-23T09:00:00.000Z', cutOff: false } as const
    await world.records.journal.append('call-1', [
      { ...said, who: 'agent', itemId: 'i1', text: 'Is that +9 2 3 0 0 1 2 3 4 5 6 7?' },
      { ...said, who: 'caller', itemId: 'i2', text: 'Yes, correct.' },
    ])
    assert.equal(confirmation(await book(world, booking('2026-11-24T10:00', { phone: '+923001234567' }))), 'no-sms')
    assert.equal(tries(world), 0)
    assert.equal(
      confirmation(await book(world, booking('2026-11-24T11:00'), { callId: 'call-2', caller: '+447700900118' })),
      'sms-sent',
    )
  })

  test('about what was not done is not owed to a landline: nothing is sent behind the call either', async () => {
    await using world = await openWorld()
    world.calendar.trouble.add({ on: 'events.insert', fail: { status: 500, body: {} } })
    const asked = request(world, 'bookAppointment', booking('2026-11-24T10:00'), { caller: '+493023125001' })
    await ask(world, asked)
    const signal = new AbortController().signal
    await finishAfterCall(asked, { attempt: 1, signal }, world.parts, toolRunner(world.parts))
    assert.equal(tries(world), 0)
  })
})
