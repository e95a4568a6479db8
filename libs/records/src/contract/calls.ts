import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { UnknownCall } from '../calls.ts'
import type { Records } from '../records.ts'
import { all, at, liveCall } from './samples.ts'

const ids = (calls: readonly { readonly callId: string }[]) => calls.map(({ callId }) => callId)

export function callsContract(open: () => Promise<Records>): void {
  describe('calls', () => {
    test('are admitted once, and found as they were given', async () => {
      await using records = await open()
      const withheld = liveCall('call-2', {
        caller: null,
        recording: 'expected',
        end: { reason: 'refused', endedAt: at(1) },
      })
      assert.equal(await records.calls.admit(liveCall('call-1')), true)
      assert.equal(await records.calls.admit(withheld), true)
      assert.deepEqual(await records.calls.find('call-1'), liveCall('call-1'))
      assert.deepEqual(await records.calls.find('call-2'), withheld)
      assert.equal(await records.calls.find('call-3'), undefined)
    })

    test('admitted by many at once are admitted by one, whose words stay', async () => {
      await using records = await open()
      const admitted = await all(20, (n) => records.calls.admit(liveCall('call-1', { gateway: `gateway-${n}` })))
      assert.equal(admitted.filter(Boolean).length, 1)
      const winner = `gateway-${admitted.indexOf(true)}`
      assert.equal((await records.calls.find('call-1'))?.gateway, winner)
    })

    test('ended by many at once have the one end that all are told', async () => {
      await using records = await open()
      await records.calls.admit(liveCall('call-1'))
      const reasons = ['caller-hung-up', 'agent-ended', 'gateway-lost', 'carrier-failed'] as const
      const ends = await all(20, (n) =>
        records.calls.end('call-1', { reason: reasons[n % 4] ?? 'refused', endedAt: at(n) }),
      )
      const first = ends[0]
      assert.ok(first)
      for (const end of ends) assert.deepEqual(end, first)
      assert.deepEqual((await records.calls.find('call-1'))?.end, first)
    })

    test('follow the gateway that took them last, and a heartbeat never goes back', async () => {
      await using records = await open()
      await records.calls.admit(liveCall('call-1', { heartbeatAt: at(20) }))
      await records.calls.take('call-1', 'gateway-2', at(10))
      assert.deepEqual(
        await records.calls.find('call-1'),
        liveCall('call-1', { gateway: 'gateway-2', heartbeatAt: at(20) }),
      )
    })

    test('are kept alive by whoever holds them, who learns which it holds no more', async () => {
      await using records = await open()
      const { calls } = records
      for (const n of [1, 2, 3]) await calls.admit(liveCall(`call-${n}`))
      await calls.take('call-2', 'gateway-2', at(5))
      await calls.end('call-3', { reason: 'agent-ended', endedAt: at(5) })
      const lost = await calls.beat(['call-1', 'call-2', 'call-3', 'call-4'], 'gateway-1', at(9))
      assert.deepEqual(lost, ['call-2', 'call-3', 'call-4'])
      const beats = await all(3, async (n) => (await calls.find(`call-${n + 1}`))?.heartbeatAt)
      assert.deepEqual(beats, [at(9), at(5), at(0)])
    })

    test('that were left behind are adopted by one of those who try', async () => {
      await using records = await open()
      const { calls } = records
      for (const n of [1, 2, 3]) await calls.admit(liveCall(`call-${n}`, { heartbeatAt: at(n) }))
      const when = { at: at(60), before: at(3) }
      const adopted = await all(20, (n) => calls.adopt('call-1', `gateway-${n + 10}`, when))
      assert.equal(adopted.filter(Boolean).length, 1)
      assert.equal((await calls.find('call-1'))?.gateway, `gateway-${adopted.indexOf(true) + 10}`)
      assert.equal(await calls.adopt('call-3', 'gateway-2', when), false, 'its gateway is alive')
      assert.equal(await calls.adopt('call-3', 'gateway-1', when), true, 'its gateway came back')
      await calls.end('call-2', { reason: 'agent-ended', endedAt: at(5) })
      assert.equal(await calls.adopt('call-2', 'gateway-2', when), false, 'it is over')
      assert.equal(await calls.adopt('call-4', 'gateway-2', when), false, 'nobody knows it')
    })

    test('let a stream in by a pass, once for all', async () => {
      await using records = await open()
      const { calls } = records
      for (const n of [1, 2]) await calls.admit(liveCall(`call-${n}`))
      const let1 = await all(20, () => calls.redeem('call-1', 'pass-1'))
      assert.equal(let1.filter(Boolean).length, 1)
      assert.deepEqual([await calls.redeem('call-1', 'pass-2'), await calls.redeem('call-2', 'pass-1')], [true, true])
    })

    test('are counted by their line until they end', async () => {
      await using records = await open()
      const { calls } = records
      for (const n of [1, 2]) await calls.admit(liveCall(`call-${n}`))
      await calls.admit(liveCall('call-3', { lineId: 'salon' }))
      await calls.end('call-2', { reason: 'agent-ended', endedAt: at(5) })
      assert.deepEqual(await Promise.all(['dental', 'salon', 'none'].map(calls.countOpen)), [1, 1, 0])
    })

    test('are orphans when their heartbeat is old and they have no end, the longest silent first', async () => {
      await using records = await open()
      for (const n of [3, 1, 2, 4, 5]) await records.calls.admit(liveCall(`call-${n}`, { heartbeatAt: at(n) }))
      await records.calls.end('call-2', { reason: 'agent-ended', endedAt: at(3) })
      await records.calls.take('call-4', 'gateway-1', at(60))
      assert.deepEqual(ids(await records.calls.orphans(at(5))), ['call-1', 'call-3'])
    })

    test('whose end is not published yet are told until it is', async () => {
      await using records = await open()
      for (const n of [1, 2, 3]) await records.calls.admit(liveCall(`call-${n}`))
      await records.calls.end('call-3', { reason: 'agent-ended', endedAt: at(1) })
      await records.calls.end('call-1', { reason: 'agent-ended', endedAt: at(2) })
      assert.deepEqual(ids(await records.calls.endsToPublish()), ['call-3', 'call-1'])
      await records.calls.endPublished('call-3')
      await records.calls.endPublished('call-3')
      assert.deepEqual(ids(await records.calls.endsToPublish()), ['call-1'])
    })

    test('know whether a recording was asked for', async () => {
      await using records = await open()
      await records.calls.admit(liveCall('call-1'))
      await records.calls.expectRecording('call-1', 'expected')
      assert.equal((await records.calls.find('call-1'))?.recording, 'expected')
    })

    test('that nobody admitted cannot be ended, held or marked', async () => {
      await using records = await open()
      const { calls } = records
      await assert.rejects(calls.end('call-1', { reason: 'agent-ended', endedAt: at(1) }), UnknownCall)
      await assert.rejects(calls.take('call-1', 'gateway-1', at(1)), UnknownCall)
      await assert.rejects(calls.redeem('call-1', 'pass-1'), UnknownCall)
      await assert.rejects(calls.expectRecording('call-1', 'none'), UnknownCall)
      await assert.rejects(calls.endPublished('call-1'), UnknownCall)
    })
  })
}
