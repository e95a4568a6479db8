import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { openSqliteRecords } from '@frontdesk/records/sqlite'
import { takePlace } from './places.ts'

const bucket = { name: 'bookings call-1', most: 3 }
const taker = { lineId: 'line', now: '2026-11-23T09:00:00.000Z' }

async function ledgers() {
  const folder = await mkdtemp(join(tmpdir(), 'places-'))
  const open = new AsyncDisposableStack()
  open.defer(() => rm(folder, { recursive: true }))
  const all = [1, 2].map(async () => open.use(await openSqliteRecords(join(folder, 'frontdesk.db'))))
  const [first, second] = await Promise.all(all)
  if (first === undefined || second === undefined) throw new Error('there are two')
  return { ledgers: [first.ledger, second.ledger] as const, [Symbol.asyncDispose]: () => open.disposeAsync() }
}

test('there are as many places as there are, and who has one keeps it, also for another runner', async () => {
  await using two = await ledgers()
  const [ledger, other] = two.ledgers
  for (const member of ['a', 'b', 'a', 'c', 'b']) assert.equal(await takePlace(ledger, bucket, member, taker), true)
  assert.equal(await takePlace(other, bucket, 'd', taker), false)
  assert.equal(await takePlace(other, bucket, 'c', taker), true)
  assert.equal(await takePlace(other, { ...bucket, name: 'bookings call-2' }, 'd', taker), true)
  assert.equal(await takePlace(other, { name: 'none', most: 0 }, 'd', taker), false)
})

test('of many who ask two runners at once no more get one than there are', async () => {
  await using two = await ledgers()
  const members = Array.from({ length: 12 }, (_, n) => `member ${n}`)
  const got = await Promise.all(
    members.map((member, n) => takePlace(two.ledgers[(n % 2) as 0 | 1], bucket, member, taker)),
  )
  assert.equal(got.filter(Boolean).length, 3)
})
