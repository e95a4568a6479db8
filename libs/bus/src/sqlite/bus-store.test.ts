import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { openDatabase } from '@frontdesk/sqlite/database'
import BusStore, { type Claimed } from './bus-store.ts'
import { newFile } from './testing.ts'

const leaseMs = 1_000
const day = 86_400_000

async function given(): Promise<AsyncDisposable & { store: BusStore }> {
  const folder = await newFile()
  const { db, store } = openDatabase(folder.file, BusStore)
  store.subscribe({ name: 's', topic: 't', filter: {}, expiresAfterMs: null }, 0)
  const close = async () => {
    db.close()
    await folder[Symbol.asyncDispose]()
  }
  return { store, [Symbol.asyncDispose]: close }
}

const publication = (call: string, n: number) => ({
  topic: 't',
  eventId: `${call}/${n}`,
  call,
  wire: '{}',
  attributes: {},
})
const ids = (claimed: readonly Claimed[]) => claimed.map(({ eventId }) => eventId)

function only(claimed: readonly Claimed[]): Claimed {
  assert.equal(claimed.length, 1)
  return claimed[0] as Claimed
}

describe('a claim', () => {
  test('is of the first event of each call, and of no more than there is room for', async () => {
    await using at = await given()
    for (const call of ['a', 'b', 'c']) for (const n of [1, 2]) at.store.publish(publication(call, n), 0)
    assert.deepEqual(ids(at.store.claim('s', 'me', [], 2, 1, leaseMs)), ['a/1', 'b/1'])
    assert.deepEqual(ids(at.store.claim('s', 'me', [], 9, 1, leaseMs)), ['c/1'])
  })

  test('keeps others away until its lease has run out, and longer if renewed', async () => {
    await using at = await given()
    at.store.publish(publication('a', 1), 0)
    const mine = only(at.store.claim('s', 'me', [], 1, 0, leaseMs))
    assert.deepEqual(at.store.due(['s'], 999), [])
    at.store.renew([mine], 900, leaseMs)
    assert.deepEqual(at.store.due(['s'], 1_899), [])
    assert.deepEqual(at.store.due(['s'], 1_900), ['s'])
    assert.equal(only(at.store.claim('s', 'other', [], 1, 1_900, leaseMs)).attempt, 2)
  })

  test('that was lost to another changes nothing when it is settled or renewed late', async () => {
    await using at = await given()
    at.store.publish(publication('a', 1), 0)
    const mine = only(at.store.claim('s', 'me', [], 1, 0, leaseMs))
    const theirs = only(at.store.claim('s', 'other', [], 1, 2_000, leaseMs))
    assert.equal(at.store.settle(mine, { kind: 'done' }, 2_001), false)
    at.store.renew([mine], 2_001, 99_000)
    assert.deepEqual(at.store.due(['s'], 3_000), ['s'])
    assert.equal(at.store.settle(theirs, { kind: 'done' }, 2_002), true)
    assert.deepEqual(at.store.due(['s'], 9_000), [])
  })

  test('is never of what its consumer still works on, though the lease ran out', async () => {
    await using at = await given()
    at.store.publish(publication('a', 1), 0)
    const mine = only(at.store.claim('s', 'me', [], 1, 0, leaseMs))
    assert.deepEqual(at.store.claim('s', 'me', [mine.seq], 1, 5_000, leaseMs), [])
  })

  test('that is handed back does not count as a try', async () => {
    await using at = await given()
    at.store.publish(publication('a', 1), 0)
    at.store.settle(only(at.store.claim('s', 'me', [], 1, 0, leaseMs)), { kind: 'hand-back' }, 1)
    assert.equal(only(at.store.claim('s', 'other', [], 1, 1, leaseMs)).attempt, 1)
  })
})

describe('purging', () => {
  test('forgets ids, so that a very late repeat is a new event', async () => {
    await using at = await given()
    at.store.publish(publication('a', 1), 0)
    at.store.purge(6 * day, 7 * day, 31 * day)
    assert.deepEqual(at.store.publish(publication('a', 1), 6 * day), [])
    at.store.purge(8 * day, 7 * day, 31 * day)
    assert.deepEqual(at.store.publish(publication('a', 1), 8 * day), ['s'])
  })

  test('drops what nobody handled in time, counts it, and lets the rest of the call go on', async () => {
    await using at = await given()
    at.store.publish(publication('a', 1), 0)
    at.store.publish(publication('a', 2), 2 * day)
    const purged = at.store.purge(32 * day, 7 * day, 31 * day)
    assert.deepEqual(purged, { deliveries: 1, subscriptions: [], more: false })
    assert.deepEqual(ids(at.store.claim('s', 'me', [], 9, 32 * day, leaseMs)), ['a/2'])
  })

  test('drops a subscription that was abandoned, with what it holds, and no other', async () => {
    await using at = await given()
    const wanted = { name: 'gateway', topic: 't', filter: {}, expiresAfterMs: day }
    at.store.subscribe(wanted, 0)
    at.store.publish(publication('a', 1), 0)
    assert.deepEqual(at.store.purge(day, 7 * day, 31 * day).subscriptions, [])
    at.store.subscribe(wanted, day)
    assert.deepEqual(at.store.purge(day + 1, 7 * day, 31 * day).subscriptions, [])
    assert.deepEqual(at.store.purge(2 * day + 1, 7 * day, 31 * day).subscriptions, ['gateway'])
    assert.deepEqual(at.store.due(['gateway', 's'], 3 * day), ['s'])
    assert.deepEqual(at.store.publish(publication('a', 2), 2 * day), ['s'])
  })
})
