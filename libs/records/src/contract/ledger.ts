import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type Begun, type Effect, effectsOf, Fenced, type Ledger, type ToolOutcome } from '../ledger.ts'
import type { Records } from '../records.ts'
import { all, at } from './samples.ts'

const wish = { key: 'intent-1', callId: 'call-1', lineId: 'dental', tool: 'bookAppointment' }
const event: Effect = { vendor: 'calendar', action: 'created', what: 'event', reference: 'e1' }
const contact: Effect = { vendor: 'crm', action: 'created', what: 'contact', reference: 'c1' }
const booked: ToolOutcome = { status: 'succeeded', result: { eventId: 'e1', words: 'Dienstag ☎' } }
const unknown: ToolOutcome = { status: 'unknown', message: 'the calendar did not answer' }

async function hold(ledger: Ledger, seconds: number): Promise<Extract<Begun, { state: 'held' }>> {
  const begun = await ledger.begin(wish, { leaseMs: 10_000, now: at(seconds) })
  assert.ok(begun.state === 'held', `expected to hold the intent, but it is ${begun.state}`)
  return begun
}

export function ledgerContract(open: () => Promise<Records>): void {
  describe('the ledger', () => {
    beginning(open)
    fencing(open)
    settling(open)
  })
}

function beginning(open: () => Promise<Records>): void {
  test('gives an intent to one of many who begin it at once', async () => {
    await using records = await open()
    const begun = await all(20, () => records.ledger.begin(wish, { leaseMs: 10_000, now: at(0) }))
    assert.equal(begun.filter(({ state }) => state === 'held').length, 1)
    for (const other of begun.filter(({ state }) => state !== 'held')) {
      assert.deepEqual(other, { state: 'in-flight', leaseEndsAt: at(10) })
    }
  })

  test('gives it to one of many again when the lease ran out, with what was tried and done', async () => {
    await using records = await open()
    const { fence } = await hold(records.ledger, 0)
    await records.ledger.attempt(wish.key, fence, 'event')
    await records.ledger.note(wish.key, fence, 'event', event)
    await records.ledger.attempt(wish.key, fence, 'contact')
    const begun = await all(20, () => records.ledger.begin(wish, { leaseMs: 10_000, now: at(10) }))
    const held = begun.filter((one) => one.state === 'held')
    assert.equal(held.length, 1)
    assert.ok((held[0]?.fence ?? 0) > fence)
    assert.deepEqual(held[0]?.intent, {
      ...wish,
      startedAt: at(0),
      steps: [{ step: 'event', effect: event }, { step: 'contact' }],
    })
  })

  test('notes a step once, with the effect that was told first', async () => {
    await using records = await open()
    const { fence } = await hold(records.ledger, 0)
    await records.ledger.attempt(wish.key, fence, 'event')
    await records.ledger.note(wish.key, fence, 'event', event)
    await records.ledger.note(wish.key, fence, 'event', { ...event, reference: 'e2' })
    await records.ledger.attempt(wish.key, fence, 'event')
    const [intent] = await records.ledger.ofCall('call-1')
    assert.deepEqual(intent?.steps, [{ step: 'event', effect: event }])
  })

  test('tells the intents of a call in the order in which they were begun', async () => {
    await using records = await open()
    for (const key of ['b', 'a', 'c']) await records.ledger.begin({ ...wish, key }, { leaseMs: 10_000, now: at(0) })
    await records.ledger.begin({ ...wish, key: 'd', callId: 'call-2' }, { leaseMs: 10_000, now: at(0) })
    const intents = await records.ledger.ofCall('call-1')
    assert.deepEqual(
      intents.map(({ key }) => key),
      ['b', 'a', 'c'],
    )
    assert.deepEqual(await records.ledger.ofCall('call-3'), [])
  })
}

function fencing(open: () => Promise<Records>): void {
  test('refuses every word of a holder whose intent another took', async () => {
    await using records = await open()
    const { ledger } = records
    const late = await hold(ledger, 0)
    const now = await hold(ledger, 10)
    await assert.rejects(ledger.attempt(wish.key, late.fence, 'event'), Fenced)
    await assert.rejects(ledger.note(wish.key, late.fence, 'event', event), Fenced)
    await assert.rejects(ledger.settle(wish.key, late.fence, booked), Fenced)
    await ledger.release(wish.key, late.fence, at(10))
    assert.equal((await ledger.begin(wish, { leaseMs: 10_000, now: at(11) })).state, 'in-flight')
    await ledger.attempt(wish.key, now.fence, 'contact')
    assert.deepEqual((await ledger.ofCall('call-1'))[0]?.steps, [{ step: 'contact' }])
  })

  test('takes the word of a late holder whom nobody has replaced', async () => {
    await using records = await open()
    const { fence } = await hold(records.ledger, 0)
    await records.ledger.note(wish.key, fence, 'event', event)
    const next = await hold(records.ledger, 3600)
    assert.deepEqual(effectsOf(next.intent), [event])
  })

  test('gives a released intent out again from the moment that was named, and fences the one who gave it back', async () => {
    await using records = await open()
    const { ledger } = records
    const first = await hold(ledger, 0)
    await ledger.release(wish.key, first.fence, at(2))
    assert.deepEqual(await ledger.begin(wish, { leaseMs: 10_000, now: at(1) }), {
      state: 'in-flight',
      leaseEndsAt: at(2),
    })
    await assert.rejects(ledger.attempt(wish.key, first.fence, 'event'), Fenced)
    const second = await hold(ledger, 2)
    assert.ok(second.fence > first.fence)
  })

  test('refuses to write of an intent that nobody began', async () => {
    await using records = await open()
    await assert.rejects(records.ledger.attempt('intent-2', 1, 'event'), Fenced)
    await assert.rejects(records.ledger.settle('intent-2', 1, booked), Fenced)
  })
}

function settling(open: () => Promise<Records>): void {
  test('answers a settled intent for ever as it was settled first', async () => {
    await using records = await open()
    const { ledger } = records
    const { fence } = await hold(ledger, 0)
    await ledger.note(wish.key, fence, 'event', event)
    await ledger.note(wish.key, fence, 'contact', contact)
    await ledger.settle(wish.key, fence, booked)
    await ledger.settle(wish.key, fence, unknown)
    await ledger.release(wish.key, fence, at(1))
    const begun = await ledger.begin(wish, { leaseMs: 10_000, now: at(3600) })
    assert.ok(begun.state === 'settled')
    assert.deepEqual(begun.outcome, booked)
    assert.deepEqual(begun.intent.outcome, booked)
    assert.deepEqual(effectsOf(begun.intent), [event, contact])
  })

  test('adds nothing to a settled intent', async () => {
    await using records = await open()
    const { ledger } = records
    const { fence } = await hold(ledger, 0)
    await ledger.settle(wish.key, fence, unknown)
    await assert.rejects(ledger.attempt(wish.key, fence, 'event'), Fenced)
    await assert.rejects(ledger.note(wish.key, fence, 'event', event), Fenced)
  })
}
