import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type Begun, type Effect, effectsOf, Fenced, type Ledger, type Settlement, type Wish } from '../ledger.ts'
import type { Records } from '../records.ts'
import { all, at } from './samples.ts'

const wish: Wish = { key: 'intent-1', wish: 'wish-1', callId: 'call-1', lineId: 'dental', tool: 'bookAppointment' }
const event: Effect = { vendor: 'calendar', action: 'created', what: 'event', reference: 'e1' }
const contact: Effect = { vendor: 'crm', action: 'created', what: 'contact', reference: 'c1' }
const booked: Settlement = { status: 'succeeded', result: { eventId: 'e1', words: 'Dienstag ☎' } }
const failed: Settlement = { status: 'failed', error: { code: 'slot-taken', message: 'Somebody was quicker.' } }

async function hold(ledger: Ledger, seconds: number, what = wish): Promise<Extract<Begun, { state: 'held' }>> {
  const begun = await ledger.begin(what, { leaseMs: 10_000, now: at(seconds) })
  assert.ok(begun.state === 'held', `expected to hold the intent, but it is ${begun.state}`)
  return begun
}

export function ledgerContract(open: () => Promise<Records>): void {
  describe('the ledger', () => {
    beginning(open)
    states(open)
    fencing(open)
    settling(open)
    mismatching(open)
    forgetting(open)
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
      state: 'unknown',
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
    for (const key of ['b', 'a', 'c'])
      await records.ledger.begin({ ...wish, key, wish: key }, { leaseMs: 10_000, now: at(0) })
    await records.ledger.begin({ ...wish, key: 'd', callId: 'call-2' }, { leaseMs: 10_000, now: at(0) })
    const intents = await records.ledger.ofCall('call-1')
    assert.deepEqual(
      intents.map(({ key }) => key),
      ['b', 'a', 'c'],
    )
    assert.deepEqual(await records.ledger.ofCall('call-3'), [])
  })
}

function states(open: () => Promise<Records>): void {
  test('says in every state of an intent what is certain', async () => {
    await using records = await open()
    const { ledger } = records
    const state = async () => (await ledger.ofCall('call-1'))[0]?.state
    const { fence } = await hold(ledger, 0)
    assert.equal(await state(), 'started')
    await ledger.attempt(wish.key, fence, 'event')
    assert.equal(await state(), 'unknown', 'from before the vendor is asked')
    await ledger.note(wish.key, fence, 'event', event)
    assert.equal(await state(), 'started')
    await ledger.attempt(wish.key, fence, 'contact')
    await ledger.release(wish.key, fence, at(1))
    assert.equal(await state(), 'unknown')
    const next = await hold(ledger, 1)
    assert.equal(next.intent.state, 'unknown')
    await ledger.note(wish.key, next.fence, 'contact', contact)
    await ledger.settle(wish.key, next.fence, booked)
    assert.equal(await state(), 'succeeded')
  })

  test('takes an attempt back that certainly did nothing, and never a note', async () => {
    await using records = await open()
    const { ledger } = records
    const { fence } = await hold(ledger, 0)
    await ledger.attempt(wish.key, fence, 'event')
    await ledger.retract(wish.key, fence, 'event')
    await ledger.note(wish.key, fence, 'contact', contact)
    await ledger.retract(wish.key, fence, 'contact')
    const [intent] = await ledger.ofCall('call-1')
    assert.deepEqual([intent?.state, intent?.steps], ['started', [{ step: 'contact', effect: contact }]])
    await ledger.release(wish.key, fence, at(1))
    await assert.rejects(ledger.retract(wish.key, fence, 'contact'), Fenced)
  })
}

function mismatching(open: () => Promise<Records>): void {
  const other = { ...wish, key: 'intent-2' }
  const begin = (ledger: Ledger, what: Wish, seconds: number) =>
    ledger.begin(what, { leaseMs: 10_000, now: at(seconds) })

  test('refuses a wish with other arguments once it was done, for as long as it is kept', async () => {
    await using records = await open()
    const { ledger } = records
    const { fence } = await hold(ledger, 0)
    await ledger.note(wish.key, fence, 'event', event)
    await ledger.settle(wish.key, fence, booked)
    const begun = await begin(ledger, other, 3600)
    assert.ok(begun.state === 'mismatch')
    assert.deepEqual([begun.standing.key, begun.standing.outcome], [wish.key, booked])
    assert.deepEqual((await ledger.ofCall('call-1')).length, 1, 'nothing is kept of the other')
  })

  test('refuses it while nobody knows what was done, and lets it wait while somebody works on it', async () => {
    await using records = await open()
    const { ledger } = records
    const { fence } = await hold(ledger, 0)
    await ledger.attempt(wish.key, fence, 'event')
    assert.deepEqual(await begin(ledger, other, 1), { state: 'in-flight', leaseEndsAt: at(10) })
    assert.equal((await begin(ledger, other, 10)).state, 'mismatch')
    await ledger.note(wish.key, fence, 'event', event)
    assert.equal((await begin(ledger, other, 10)).state, 'mismatch', 'done in part is done')
  })

  test('takes it when the first failed, and answers each as it was settled', async () => {
    await using records = await open()
    const { ledger } = records
    const { fence } = await hold(ledger, 0)
    await ledger.settle(wish.key, fence, failed)
    const second = await hold(ledger, 1, other)
    await ledger.settle(other.key, second.fence, booked)
    const [first, again] = [await begin(ledger, wish, 2), await begin(ledger, other, 2)]
    assert.ok(first.state === 'settled' && again.state === 'settled')
    assert.deepEqual([first.outcome, again.outcome], [failed, booked])
  })

  test('lets it take the place of one that nobody holds and that asked nobody for anything', async () => {
    await using records = await open()
    const { ledger } = records
    const first = await hold(ledger, 0)
    await ledger.release(wish.key, first.fence, at(1))
    await hold(ledger, 1, other)
    await assert.rejects(ledger.attempt(wish.key, first.fence, 'event'), Fenced)
    const begun = await begin(ledger, wish, 2)
    assert.ok(begun.state === 'settled' && begun.outcome.status === 'failed')
    assert.equal(begun.outcome.error.code, 'superseded')
  })

  test('gives a wish to one of many that ask with different arguments at once', async () => {
    await using records = await open()
    const keys = Array.from({ length: 20 }, (_, i) => `intent-${i}`)
    const begun = await Promise.all(keys.map((key) => begin(records.ledger, { ...wish, key }, 0)))
    assert.equal(begun.filter(({ state }) => state === 'held').length, 1)
    assert.equal(begun.filter(({ state }) => state === 'in-flight').length, 19)
  })
}

function forgetting(open: () => Promise<Records>): void {
  test('forgets the oldest first, as many as it is told, with all that belongs to them', async () => {
    await using records = await open()
    const { ledger } = records
    for (const [index, key] of ['a', 'b', 'c'].entries()) {
      const { fence } = await hold(ledger, index, { ...wish, key, wish: key })
      await ledger.note(key, fence, 'event', event)
      await ledger.settle(key, fence, booked)
    }
    const keys = async () => (await ledger.ofCall('call-1')).map(({ key }) => key)
    assert.equal(await ledger.purge(at(2), 1), 1)
    assert.deepEqual(await keys(), ['b', 'c'])
    assert.equal(await ledger.purge(at(2), 10), 1)
    assert.deepEqual(await keys(), ['c'])
    assert.deepEqual((await hold(ledger, 3, { ...wish, key: 'a', wish: 'a' })).intent.steps, [])
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
    await ledger.settle(wish.key, fence, failed)
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
    await ledger.settle(wish.key, fence, failed)
    await assert.rejects(ledger.attempt(wish.key, fence, 'event'), Fenced)
    await assert.rejects(ledger.note(wish.key, fence, 'event', event), Fenced)
  })
}
