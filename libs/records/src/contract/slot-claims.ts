import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Records } from '../records.ts'
import type { ClaimedTime } from '../slot-claims.ts'
import { all, at } from './samples.ts'

const minute = 60
const time = (fromMinute: number, toMinute: number, change: Partial<ClaimedTime> = {}): ClaimedTime => ({
  calendarId: 'team',
  from: at(fromMinute * minute),
  to: at(toMinute * minute),
  needsFrom: at(fromMinute * minute),
  needsTo: at(toMinute * minute),
  ...change,
})
const when = (nowSeconds: number, forSeconds = 60) => ({ now: at(nowSeconds), until: at(nowSeconds + forSeconds) })

export function slotClaimsContract(open: () => Promise<Records>): void {
  describe('claims of times', () => {
    taking(open)
    lapsing(open)
  })
}

function taking(open: () => Promise<Records>): void {
  test('give a time to one of many who claim it at once', async () => {
    await using records = await open()
    const claimed = await all(20, (n) => records.slotClaims.claim(`holder-${n}`, [time(60, 90)], when(0)))
    assert.equal(claimed.filter(({ state }) => state === 'held').length, 1)
  })

  test('are in each other’s way when one overlaps what the other needs, and in one calendar alone', async () => {
    await using records = await open()
    const { slotClaims: claims } = records
    const state = async (holder: string, one: ClaimedTime) => (await claims.claim(holder, [one], when(0))).state
    assert.equal(await state('a', time(60, 90, { needsTo: at(100 * minute) })), 'held')
    assert.equal(await state('b', time(89, 120)), 'taken')
    assert.equal(await state('b', time(90, 120)), 'taken', 'the buffer of the one that was there')
    assert.equal(await state('b', time(30, 60)), 'held', 'one ends where the next begins')
    assert.equal(await state('c', time(105, 120, { needsFrom: at(95 * minute) })), 'held', 'two buffers may overlap')
    assert.equal(await state('d', time(130, 140, { needsFrom: at(119 * minute) })), 'taken', 'its own buffer')
    assert.equal(await state('e', time(60, 90, { calendarId: 'other' })), 'held')
  })

  test('are of all the times or none', async () => {
    await using records = await open()
    const { slotClaims: claims } = records
    await claims.claim('a', [time(60, 90)], when(0))
    assert.equal((await claims.claim('b', [time(200, 230), time(70, 80)], when(0))).state, 'taken')
    assert.equal((await claims.claim('c', [time(200, 230)], when(0))).state, 'held')
  })

  test('by the same holder take the place of those before', async () => {
    await using records = await open()
    const { slotClaims: claims } = records
    const first = await claims.claim('a', [time(60, 90)], when(0))
    const second = await claims.claim('a', [time(75, 105)], when(0))
    assert.ok(first.state === 'held' && second.state === 'held' && second.fence > first.fence)
    assert.equal((await claims.claim('b', [time(60, 75)], when(0))).state, 'held')
    await claims.release('a', first.fence)
    assert.equal((await claims.claim('c', [time(75, 105)], when(0))).state, 'taken', 'an old fence gives nothing back')
    await claims.release('a', second.fence)
    assert.equal((await claims.claim('c', [time(75, 105)], when(0))).state, 'held')
  })

  test('that are refused leave the holder what they had', async () => {
    await using records = await open()
    const { slotClaims: claims } = records
    const held = await claims.claim('a', [time(60, 90)], when(0))
    await claims.claim('b', [time(200, 230)], when(0))
    assert.equal((await claims.claim('a', [time(200, 230)], when(0))).state, 'taken')
    assert.ok(held.state === 'held' && (await claims.keep('a', held.fence, when(1))))
  })

  test('are told with their holders, for those who offer times', async () => {
    await using records = await open()
    const { slotClaims: claims } = records
    await claims.claim('a', [time(60, 90), time(300, 330, { calendarId: 'other' })], when(0))
    const within = (calendars: string[], now = 0) =>
      claims.within(calendars, { from: at(80 * minute), to: at(400 * minute) }, at(now))
    assert.deepEqual(await within(['team']), [{ holder: 'a', ...time(60, 90) }])
    assert.equal((await within(['team', 'other'])).length, 2)
    assert.deepEqual(await within(['nobody']), [])
    assert.deepEqual(await within(['team'], 60), [])
  })
}

function lapsing(open: () => Promise<Records>): void {
  test('lapse by themselves, and are the next one’s', async () => {
    await using records = await open()
    const { slotClaims: claims } = records
    const late = await claims.claim('a', [time(60, 90)], when(0))
    assert.ok(late.state === 'held')
    assert.equal((await claims.claim('b', [time(60, 90)], when(59))).state, 'taken')
    assert.equal((await claims.claim('b', [time(60, 90)], when(60))).state, 'held')
    assert.equal(await claims.keep('a', late.fence, when(60)), false)
    await claims.release('a', late.fence)
    assert.equal((await claims.claim('c', [time(60, 90)], when(61))).state, 'taken')
  })

  test('that are kept stand longer; one whose end is past cannot be kept', async () => {
    await using records = await open()
    const { slotClaims: claims } = records
    const held = await claims.claim('a', [time(60, 90)], when(0))
    assert.ok(held.state === 'held')
    assert.equal(await claims.keep('a', held.fence, when(50)), true)
    assert.equal((await claims.claim('b', [time(60, 90)], when(100))).state, 'taken')
    assert.equal(await claims.keep('a', held.fence, when(110)), false)
  })
}
