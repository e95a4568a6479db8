import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { openStore } from '@frontdesk/sqlite'
import { eventually, Inbox, quickly, request, unique } from '../contract/kit.ts'
import { busContract } from '../contract.ts'
import type BusStore from './bus-store.ts'
import { openSqliteBus } from './sqlite-bus.ts'
import { newFile, openForTest } from './testing.ts'

busContract('sqlite', { patienceMs: 5_000, recognisesRepeats: true, idleLatencyMs: 50 }, openForTest)

const topic = 'tool-requests'

describe('sqlite', () => {
  test('an event that this code cannot read becomes a dead letter that newer code may redrive', async () => {
    await using at = await newFile()
    const reports: string[] = []
    await using bus = await openSqliteBus({ file: at.file, onReport: ({ kind }) => reports.push(kind) })
    const inbox = new Inbox()
    await bus.subscribe({ name: 'old', topic }, inbox.handlers)
    {
      await using store = await openStore<BusStore>(new URL('./bus-store.ts', import.meta.url), at.file)
      const wire = JSON.stringify({ ...request('call-1', 1), type: 'frontdesk.tool.requested.v2' })
      await store.publish({ topic, eventId: 'from-the-future', call: 'call-1', wire, attributes: {} }, Date.now())
    }
    await bus.publish(request('call-1', 2))
    await inbox.got('call-1', 2, 5_000)
    const [letter] = await bus.deadLetters()
    assert.deepEqual([letter?.eventId, letter?.event, letter?.reason], ['from-the-future', null, 'unknown-type'])
    assert.deepEqual(reports, ['undecodable'])
    assert.equal(await bus.redrive('old'), 1)
    await eventually('it died again', 5_000, async () => reports.length === 2)
  })

  test('a process that stalled past its lease goes on with its own work when nobody took over', async () => {
    await using on = await openForTest(quickly, { leaseMs: 40 })
    const [call, renewed] = [unique('call'), Promise.withResolvers<void>()]
    const inbox = new Inbox(async ({ n }) => {
      if (n > 1) return renewed.resolve()
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 120)
      await on.bus.publish(request(`${call}-other`, 2))
      await renewed.promise
    })
    await on.bus.subscribe({ name: unique('stalled'), topic }, inbox.handlers)
    await on.bus.publish(request(call, 1))
    await inbox.got(`${call}-other`, 2, 5_000)
    await on.bus.publish(request(call, 3))
    await inbox.got(call, 3, 5_000)
    assert.deepEqual(inbox.of(call), [1, 3])
    assert.deepEqual(on.reports, [])
  })

  test('a long-running handler keeps its event to itself, by renewing the lease', async () => {
    await using on = await openForTest(quickly, { leaseMs: 40 })
    const [name, call, held] = [unique('long'), unique('call'), Promise.withResolvers<void>()]
    const [first, second] = [new Inbox(() => held.promise), new Inbox()]
    const startedAt = performance.now()
    const consumer = await on.bus.subscribe({ name, topic }, first.handlers)
    await on.bus.publish(request(call, 1))
    await first.got(call, 1, 5_000)
    await (await on.another()).subscribe({ name, topic }, second.handlers)
    await eventually('ten leases passed', 5_000, async () => performance.now() - startedAt > 400)
    const disposed = consumer[Symbol.asyncDispose]()
    held.resolve()
    await disposed
    await on.bus.publish(request(call, 2))
    await second.got(call, 2, 5_000)
    assert.deepEqual([first.of(call), second.of(call)], [[1], [2]])
  })

  test('a bus that was disposed refuses to publish', async () => {
    await using at = await newFile()
    const bus = await openSqliteBus({ file: at.file, onReport: () => {} })
    await bus[Symbol.asyncDispose]()
    await assert.rejects(bus.publish(request('call-1', 1)), { name: 'StoreGone' })
    await bus[Symbol.asyncDispose]()
  })
})
