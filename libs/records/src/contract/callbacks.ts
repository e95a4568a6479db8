import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { untouched } from '../callback.ts'
import type { CallbackChange, Changed } from '../callback-changes.ts'
import type { Records } from '../records.ts'
import { all, at, callback } from './samples.ts'

const ids = (callbacks: readonly { readonly callbackId: string }[]) => callbacks.map(({ callbackId }) => callbackId)
const claim = (by: string): CallbackChange => ({ do: 'claim', by, at: at(10) })
const ring = (by: string, ringId: string): CallbackChange => ({ do: 'ring', ringId, by, at: at(11) })
const done = (by: string): CallbackChange => ({ do: 'finish', as: 'done', by, at: at(20) })
const why = (changed: Changed) => (changed.ok ? 'ok' : changed.why)

export function callbacksContract(open: () => Promise<Records>): void {
  describe('callbacks', () => {
    test('are added once and found as they were given', async () => {
      await using records = await open()
      const given = callback('cb-1', { name: 'Ada', caller: null })
      const added = await all(20, () => records.callbacks.add(given))
      assert.equal(added.filter(Boolean).length, 1)
      assert.equal(await records.callbacks.add(callback('cb-1', { reason: 'another' })), false)
      assert.deepEqual(await records.callbacks.find('cb-1'), { ...given, ...untouched })
      assert.equal(await records.callbacks.find('cb-2'), undefined)
    })

    test('added again change nothing of what was done meanwhile', async () => {
      await using records = await open()
      await records.callbacks.add(callback('cb-1'))
      await records.callbacks.change('cb-1', claim('ada'))
      assert.equal(await records.callbacks.add(callback('cb-1')), false)
      assert.equal((await records.callbacks.find('cb-1'))?.owner, 'ada')
    })

    test('claimed by many at once are claimed by one, and the others see by whom', async () => {
      await using records = await open()
      await records.callbacks.add(callback('cb-1'))
      const claims = await all(20, (n) => records.callbacks.change('cb-1', claim(`person-${n}`)))
      const winner = claims.findIndex(({ ok }) => ok)
      assert.equal(claims.filter(({ ok }) => ok).length, 1)
      assert.deepEqual(new Set(claims.map((claimed) => claimed.callback?.owner)), new Set([`person-${winner}`]))
      const found = await records.callbacks.find('cb-1')
      assert.deepEqual([found?.state, found?.owner], ['claimed', `person-${winner}`])
      assert.equal(why(await records.callbacks.change('cb-2', claim('person-1'))), 'unknown')
    })

    test('are rung once, however often it is asked for at once', async () => {
      await using records = await open()
      await records.callbacks.add(callback('cb-1'))
      const rings = await all(20, (n) => records.callbacks.change('cb-1', ring('ada', `ring-${n}`)))
      assert.equal(rings.filter(({ ok }) => ok).length, 1)
      assert.deepEqual(new Set(rings.map(why)), new Set(['ok', 'ringing']))
      const found = await records.callbacks.find('cb-1')
      assert.deepEqual(
        found?.history.map(({ what, by, at }) => ({ what, by, at })),
        [
          { what: 'claimed', by: 'ada', at: at(11) },
          { what: 'rang', by: 'ada', at: at(11) },
        ],
      )
      assert.equal(found?.ring?.callSid, null)
    })

    test('keep a ring through to its end', async () => {
      await using records = await open()
      await records.callbacks.add(callback('cb-1'))
      await records.callbacks.change('cb-1', ring('ada', 'ring-1'))
      await records.callbacks.change('cb-1', { do: 'ring-caller', ringId: 'ring-1', callSid: 'CA1' })
      const end = { do: 'end-ring', ringId: 'ring-1', result: 'connected', talkSeconds: 61, at: at(90) } as const
      const ends = await all(5, () => records.callbacks.change('cb-1', end))
      assert.equal(ends.filter(({ ok }) => ok).length, 1)
      const found = await records.callbacks.find('cb-1')
      assert.deepEqual([found?.state, found?.attempts, found?.ring], ['claimed', 1, null])
      assert.deepEqual(found?.history.at(-1), {
        ...{ at: at(90), by: 'ada', what: 'ring-ended' },
        ...{ result: 'connected', talkSeconds: 61 },
      })
    })

    test('that nobody finished are told with the most overdue first, of some lines or of all', async () => {
      await using records = await open()
      for (const n of [3, 1, 5, 2, 4]) {
        await records.callbacks.add(callback(`cb-${n}`, { dueAt: at(n), lineId: n > 3 ? 'salon' : 'dental' }))
      }
      await records.callbacks.change('cb-1', claim('ada'))
      await records.callbacks.change('cb-2', claim('ada'))
      await records.callbacks.change('cb-2', done('ada'))
      const told = async (query?: Parameters<Records['callbacks']['open']>[0]) =>
        ids(await records.callbacks.open(query))
      assert.deepEqual(await told(), ['cb-1', 'cb-3', 'cb-4', 'cb-5'])
      assert.deepEqual(await told({ lineIds: ['salon', 'none'] }), ['cb-4', 'cb-5'])
      assert.deepEqual(await told({ lineIds: [] }), [])
      assert.deepEqual(await told({ dueBefore: at(4) }), ['cb-1', 'cb-3'])
    })

    test('are paged without one being told twice or missed, whatever is added and finished meanwhile', async () => {
      await using records = await open()
      for (const n of [1, 2, 3, 4, 5]) await records.callbacks.add(callback(`cb-${n}`, { dueAt: at(n > 3 ? 9 : n) }))
      const first = await records.callbacks.open({ limit: 2 })
      assert.deepEqual(ids(first), ['cb-1', 'cb-2'])
      await records.callbacks.change('cb-2', claim('ada'))
      await records.callbacks.change('cb-2', done('ada'))
      await records.callbacks.add(callback('cb-0', { dueAt: at(0) }))
      const after = first.at(-1)
      assert.ok(after)
      const second = await records.callbacks.open({ limit: 2, after })
      assert.deepEqual(ids(second), ['cb-3', 'cb-4'])
      const last = second.at(-1)
      assert.ok(last)
      assert.deepEqual(ids(await records.callbacks.open({ limit: 2, after: last })), ['cb-5'])
    })

    test('of a call are found, finished or not', async () => {
      await using records = await open()
      await records.callbacks.add(callback('cb-1', { createdAt: at(1) }))
      await records.callbacks.add(callback('cb-2', { callId: 'call-2' }))
      await records.callbacks.add(callback('cb-3', { createdAt: at(0) }))
      await records.callbacks.change('cb-1', claim('ada'))
      await records.callbacks.change('cb-1', done('ada'))
      assert.deepEqual(ids(await records.callbacks.ofCall('call-1')), ['cb-3', 'cb-1'])
      assert.deepEqual(await records.callbacks.ofCall('call-3'), [])
    })
  })
}
