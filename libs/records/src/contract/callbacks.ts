import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Records } from '../records.ts'
import { all, at, callback } from './samples.ts'

const ids = (callbacks: readonly { readonly callbackId: string }[]) => callbacks.map(({ callbackId }) => callbackId)

export function callbacksContract(open: () => Promise<Records>): void {
  describe('callbacks', () => {
    test('are added once and found as they were given', async () => {
      await using records = await open()
      const given = callback('cb-1', { name: 'Ada', caller: null })
      const added = await all(20, () => records.callbacks.add(given))
      assert.equal(added.filter(Boolean).length, 1)
      assert.equal(await records.callbacks.add(callback('cb-1', { reason: 'another' })), false)
      assert.deepEqual(await records.callbacks.find('cb-1'), given)
      assert.equal(await records.callbacks.find('cb-2'), undefined)
    })

    test('claimed by many at once are claimed by one', async () => {
      await using records = await open()
      await records.callbacks.add(callback('cb-1'))
      const claims = await all(20, (n) => records.callbacks.claim('cb-1', `person-${n}`))
      assert.equal(claims.filter(Boolean).length, 1)
      const found = await records.callbacks.find('cb-1')
      assert.deepEqual([found?.state, found?.owner], ['claimed', `person-${claims.indexOf(true)}`])
      assert.equal(await records.callbacks.claim('cb-2', 'person-1'), false)
    })

    test('that nobody finished are told with the most overdue first, of one line or of all', async () => {
      await using records = await open()
      for (const n of [3, 1, 5, 2, 4]) {
        await records.callbacks.add(callback(`cb-${n}`, { dueAt: at(n), lineId: n > 3 ? 'salon' : 'dental' }))
      }
      await records.callbacks.claim('cb-1', 'ada')
      await records.callbacks.claim('cb-2', 'ada')
      await records.callbacks.settle('cb-2', 'ada', 'done')
      assert.deepEqual(ids(await records.callbacks.open()), ['cb-1', 'cb-3', 'cb-4', 'cb-5'])
      assert.deepEqual(ids(await records.callbacks.open('salon')), ['cb-4', 'cb-5'])
    })

    test('are settled by their owner alone, and only once', async () => {
      await using records = await open()
      await records.callbacks.add(callback('cb-1'))
      assert.equal(await records.callbacks.settle('cb-1', 'ada', 'done'), false)
      await records.callbacks.claim('cb-1', 'ada')
      assert.equal(await records.callbacks.settle('cb-1', 'grace', 'done'), false)
      assert.equal(await records.callbacks.settle('cb-1', 'ada', 'gave-up'), true)
      assert.equal(await records.callbacks.settle('cb-1', 'ada', 'done'), false)
      assert.equal((await records.callbacks.find('cb-1'))?.state, 'gave-up')
    })

    test('given back have no owner and can be claimed by another', async () => {
      await using records = await open()
      await records.callbacks.add(callback('cb-1'))
      await records.callbacks.claim('cb-1', 'ada')
      assert.equal(await records.callbacks.settle('cb-1', 'ada', 'open'), true)
      assert.deepEqual(await records.callbacks.find('cb-1'), callback('cb-1'))
      assert.equal(await records.callbacks.claim('cb-1', 'grace'), true)
    })
  })
}
