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

    test('follow the gateway whose heartbeat is the latest', async () => {
      await using records = await open()
      await records.calls.admit(liveCall('call-1'))
      await records.calls.heartbeat('call-1', 'gateway-2', at(20))
      await records.calls.heartbeat('call-1', 'gateway-1', at(10))
      assert.deepEqual(
        await records.calls.find('call-1'),
        liveCall('call-1', { gateway: 'gateway-2', heartbeatAt: at(20) }),
      )
    })

    test('are orphans when their heartbeat is old and they have no end, the longest silent first', async () => {
      await using records = await open()
      for (const n of [3, 1, 2, 4, 5]) await records.calls.admit(liveCall(`call-${n}`, { heartbeatAt: at(n) }))
      await records.calls.end('call-2', { reason: 'agent-ended', endedAt: at(3) })
      await records.calls.heartbeat('call-4', 'gateway-1', at(60))
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
      await assert.rejects(calls.heartbeat('call-1', 'gateway-1', at(1)), UnknownCall)
      await assert.rejects(calls.expectRecording('call-1', 'none'), UnknownCall)
      await assert.rejects(calls.endPublished('call-1'), UnknownCall)
    })
  })
}
