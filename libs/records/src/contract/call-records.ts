import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { BadCursor } from '../calls.ts'
import type { Records } from '../records.ts'
import { all, at, callRecord } from './samples.ts'

const ids = (records: readonly { readonly callId: string }[]) => records.map(({ callId }) => callId)

export function callRecordsContract(open: () => Promise<Records>): void {
  describe('call records', () => {
    test('are read as they were written; a later write replaces the whole', async () => {
      await using records = await open()
      await records.calls.putRecord(callRecord('call-1', { state: 'processing', traceId: 't1' }))
      const final = callRecord('call-1', { outcome: 'answered', transcript: [] })
      await records.calls.putRecord(final)
      assert.deepEqual(await records.calls.record('call-1'), final)
      assert.equal(await records.calls.record('call-2'), undefined)
      assert.deepEqual((await records.calls.records({ limit: 9 })).records, [final])
    })

    test('are paged newest first without gap or double, while others are added and changed', async () => {
      await using records = await open()
      // Three of each second: the order must be told by more than the time.
      await all(30, (n) => records.calls.putRecord(callRecord(`call-${n}`, { createdAt: at(Math.floor(n / 3)) })))
      const seen: string[] = []
      let after: string | undefined
      for (let page = 0; page < 20; page++) {
        const read = await records.calls.records({ limit: 4, ...(after === undefined ? {} : { after }) })
        seen.push(...ids(read.records))
        await records.calls.putRecord(callRecord(`late-${page}`, { createdAt: at(100 + page) }))
        await records.calls.putRecord(callRecord(seen[0] ?? '', { createdAt: at(0), notes: 'changed' }))
        if (read.next === undefined) break
        after = read.next
      }
      assert.equal(seen.length, 30)
      assert.deepEqual(new Set(seen), new Set(Array.from({ length: 30 }, (_, n) => `call-${n}`)))
      assert.deepEqual(new Set(seen.slice(0, 3)), new Set(['call-27', 'call-28', 'call-29']))
    })

    test('of one line are paged apart from the others', async () => {
      await using records = await open()
      await all(10, (n) =>
        records.calls.putRecord(callRecord(`call-${n}`, { createdAt: at(n), lineId: n % 2 ? 'salon' : 'dental' })),
      )
      const first = await records.calls.records({ lineId: 'salon', limit: 3 })
      assert.deepEqual(ids(first.records), ['call-9', 'call-7', 'call-5'])
      assert.ok(first.next)
      const last = await records.calls.records({ lineId: 'salon', limit: 3, after: first.next })
      assert.deepEqual(ids(last.records), ['call-3', 'call-1'])
      assert.equal(last.next, undefined)
    })

    test('cannot be paged from a place that no page ended at', async () => {
      await using records = await open()
      await assert.rejects(records.calls.records({ limit: 3, after: 'page 2' }), BadCursor)
    })

    test('that are not finished are told, oldest first, until they are', async () => {
      await using records = await open()
      for (const n of [2, 1, 3]) {
        await records.calls.putRecord(callRecord(`call-${n}`, { state: 'processing', createdAt: at(n) }))
      }
      await records.calls.putRecord(callRecord('call-2', { createdAt: at(2) }))
      assert.deepEqual(ids(await records.calls.unfinished()), ['call-1', 'call-3'])
    })
  })
}
