import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Clock } from '@frontdesk/process/clock'
import { toolRunner } from '../src/run-tool.ts'
import { answerTo, ask, booking, openWorld, request, standing, type World } from './world.ts'

// What is asked for again: with other words, with other details, for somebody else, or a month later.

const tuesday = '2026-11-24T10:00'
const wednesday = '2026-11-25T10:00'
const book = (world: World, args: Record<string, unknown>, more: Parameters<typeof request>[3] = {}) =>
  ask(world, request(world, 'bookAppointment', args, more))
const code = ({ outcome }: Awaited<ReturnType<typeof book>>) =>
  outcome.status === 'failed' ? outcome.error.code : outcome.status

/** The same world, so many days later. */
function later(world: World, days: number): World['parts'] {
  const clock: Clock = { ...world.clock, now: () => world.clock.now().add({ hours: 24 * days }) }
  return { ...world.parts, clock }
}

describe('a wish that was granted', () => {
  test('and comes with other details has no effect, and the model is told what to do', async () => {
    await using world = await openWorld()
    await book(world, booking(tuesday))
    const other = await book(world, booking(wednesday))
    assert.ok(other.outcome.status === 'failed')
    assert.equal(other.outcome.error.code, 'mismatch')
    assert.match(
      other.outcome.error.message,
      /done in this call already, with other details.*say in "another" for whom/,
    )
    assert.deepEqual(other.effects, [])
    assert.deepEqual([standing(world).length, world.carrier.messages.length], [1, 1])
    assert.equal(code(await book(world, booking(tuesday))), 'succeeded', 'the first still answers')
  })

  test('is another wish for “my son”, once, however often that is said', async () => {
    await using world = await openWorld()
    await book(world, booking(tuesday))
    const son = { ...booking(wednesday, { name: 'Byron Lovelace' }), another: { for: 'my son' } }
    assert.equal(code(await book(world, son)), 'succeeded')
    assert.equal(code(await book(world, { ...son, another: { for: ' My son' } })), 'succeeded')
    assert.equal(code(await book(world, { ...son, ...booking('2026-11-26T10:00') })), 'mismatch')
    assert.deepEqual([standing(world).length, world.carrier.messages.length], [2, 2])
  })

  test('of a lead is kept once, and a second person’s besides', async () => {
    await using world = await openWorld()
    const lead = { name: 'Ada Lovelace', contact: '+4915112345678', qualifyingInfo: 'Veneers.' }
    const log = (args: Record<string, unknown>) => ask(world, request(world, 'logLead', args))
    await log(lead)
    assert.equal(code(await log({ ...lead, qualifyingInfo: 'Veneers, and a brace.' })), 'mismatch')
    const friend = { name: 'Mary Shelley', contact: 'mary@example.org', qualifyingInfo: 'A check-up.' }
    assert.equal(code(await log({ ...friend, another: { for: 'a friend' } })), 'succeeded')
    assert.deepEqual([world.crm.contacts.length, world.crm.notes.length], [2, 2])
  })

  test('while it is under way is waited for, and then does not match', async () => {
    await using world = await openWorld()
    world.calendar.trouble.add({ on: 'events.insert', times: 1, latencyMs: 150 })
    const begun = world.calendar.untilAsked(({ call }) => call === 'freebusy.query')
    const first = book(world, booking(tuesday))
    await begun
    const [one, two] = [await book(world, booking(wednesday)), await first]
    assert.deepEqual([code(one), code(two)], ['mismatch', 'succeeded'])
    assert.equal(standing(world).length, 1)
  })
})

describe('a wish that failed', () => {
  test('makes room for the same with other details', async () => {
    await using world = await openWorld()
    world.calendar.trouble.add({ on: 'events.insert', fail: { status: 403, body: {} }, times: 1 })
    assert.equal(code(await book(world, booking(tuesday))), 'calendar-unavailable')
    assert.equal(code(await book(world, booking(wednesday))), 'succeeded')
    assert.equal(standing(world).length, 1)
  })
})

describe('a dead letter that is redriven', () => {
  for (const days of [1, 29]) {
    test(`after ${days} days is answered as it was, and nothing is done again`, async () => {
      await using world = await openWorld()
      const requested = request(world, 'bookAppointment', booking(tuesday))
      const first = await ask(world, requested)
      const again = { ...requested, toolCallId: 'redriven' }
      await ask(world, again, later(world, days))
      assert.deepEqual(answerTo(world, again).outcome, first.outcome)
      assert.deepEqual([standing(world).length, world.carrier.messages.length], [1, 1])
    })
  }

  test('after a month acts no more, whether or not the ledger has forgotten it', async () => {
    await using world = await openWorld()
    const requested = request(world, 'bookAppointment', booking(tuesday))
    const parts = later(world, 31)
    const asked = () => [world.calendar.asked.length, world.crm.asked.length, world.carrier.asked.length]
    assert.equal(code(await ask(world, { ...requested, toolCallId: 'never-begun' }, parts)), 'too-old')
    assert.deepEqual(asked(), [0, 0, 0])
    await ask(world, requested)
    const before = asked()
    assert.equal(code(await ask(world, { ...requested, toolCallId: 'kept' }, parts)), 'too-old')
    await world.records.ledger.purge('2027-12-31T00:00:00.000Z', 100)
    assert.deepEqual(await world.records.ledger.ofCall(requested.callId), [])
    assert.equal(code(await ask(world, { ...requested, toolCallId: 'forgotten' }, parts)), 'too-old')
    assert.deepEqual(asked(), before)
  })

  test('within the month, of what was never begun, is too late', async () => {
    await using world = await openWorld()
    const requested = request(world, 'bookAppointment', booking(tuesday))
    assert.equal(code(await ask(world, requested, later(world, 3))), 'too-late')
    assert.deepEqual(await world.records.ledger.ofCall(requested.callId), [])
  })
})

test('two askers of one wish get one answer, though the first is slow', async () => {
  await using world = await openWorld()
  world.calendar.trouble.add({ on: 'events.insert', times: 1, latencyMs: 200 })
  const runner = toolRunner(world.parts)
  const requests = ['a', 'b', 'c'].map((toolCallId) =>
    request(world, 'bookAppointment', booking(tuesday), { toolCallId }),
  )
  const delivery = { attempt: 1, signal: new AbortController().signal }
  await Promise.all(requests.map((requested) => runner.answer(requested, delivery)))
  const [first, ...others] = requests.map((requested) => answerTo(world, requested).outcome)
  assert.equal(first?.status, 'succeeded')
  for (const other of others) assert.deepEqual(other, first)
  assert.equal(standing(world).length, 1)
})
