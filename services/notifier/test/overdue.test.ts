import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { openSqliteBus } from '@frontdesk/bus/sqlite'
import { lineSchema } from '@frontdesk/line'
import { loadLines } from '@frontdesk/line/load'
import { stamp, systemClock } from '@frontdesk/process/clock'
import { openLog } from '@frontdesk/process/log'
import type { NewCallback } from '@frontdesk/records'
import { openSqliteRecords } from '@frontdesk/records/sqlite'
import { slackFailures, startSlack } from '@frontdesk/simulators/slack'
import { startNotifier } from '../src/service.ts'

const loaded = await loadLines(fileURLToPath(new URL('../../../lines', import.meta.url)))
const berlin = loaded.find(({ id }) => id === 'berlin-dental')
assert.ok(berlin)
const allDay: [string, string][] = [['00:00', '24:00']]
const days = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']
/** Open round the clock, so that the tests say the same on any day. */
const line = lineSchema.parse({
  ...berlin,
  hours: {
    ...berlin.hours,
    weekly: Object.fromEntries(days.map((day) => [day, allDay])),
    closures: [],
    holidays: null,
  },
})

const ago = (minutes: number) => stamp(Temporal.Now.instant().subtract({ minutes }))
const callback = (callbackId: string, dueMinutesAgo: number): NewCallback => ({
  ...{ callbackId, callId: 'call-1', lineId: line.id, caller: '+4915112345678', name: null },
  ...{ reason: `Wants to talk about ${callbackId}.`, dueAt: ago(dueMinutesAgo), createdAt: ago(300) },
})

async function openHouse() {
  await using stack = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'overdue-'))
  stack.defer(() => rm(folder, { recursive: true }))
  const slack = stack.use(await startSlack({ channels: [{ id: line.notify.slackChannel, name: 'berlin' }] }))
  const file = join(folder, 'frontdesk.db')
  const retryOf = () => ({ maxAttempts: 12, minBackoffMs: 10, maxBackoffMs: 50 })
  const bus = stack.use(await openSqliteBus({ file, onReport: () => {}, retryOf }))
  const records = stack.use(await openSqliteRecords(file))
  const logged: string[] = []
  const log = openLog({ service: 'test', level: 'debug', destination: { write: (entry) => logged.push(entry) } })
  const start = () =>
    startNotifier({
      ...{ bus, records, log, clock: systemClock, lines: new Map([[line.id, line]]) },
      slack: { token: 'xoxb-test', apiUrl: slack.apiUrl },
      settings: { restMs: 20, leaseMs: 10_000, remindEveryMs: 10 },
    })
  const told = () => slack.messages.map(({ text }) => text).filter((text) => text.includes('overdue'))
  const all = stack.move()
  return { slack, records, logged, start, told, [Symbol.asyncDispose]: () => all.disposeAsync() }
}

async function until(look: () => boolean | Promise<boolean>): Promise<void> {
  const deadlineMs = performance.now() + 10_000
  while (!(await look())) {
    if (performance.now() > deadlineMs) throw new Error(`did not come to pass: ${look}`)
    await systemClock.sleep(10)
  }
}

describe('an overdue callback', () => {
  test('is told of once, whoever looks how often, also over a restart', async () => {
    await using house = await openHouse()
    await house.records.callbacks.add(callback('cb-1', 1))
    {
      await using _first = await house.start()
      await using _second = await house.start()
      await until(() => house.told().length > 0)
    }
    await using _third = await house.start()
    await house.records.callbacks.add(callback('cb-2', 1))
    await until(() => house.told().some((text) => text.includes('cb-2')))
    assert.equal(house.told().length, 2)
    assert.match(house.told()[0] ?? '', /A callback is overdue.*Taken by: nobody.*cb-1/)
    assert.doesNotMatch(house.logged.join(''), /talk about|5112345678/)
  })

  test('is told of a second time when it is long over, and only so when we were away meanwhile', async () => {
    await using house = await openHouse()
    await house.records.callbacks.add(callback('cb-1', 61))
    await house.records.callbacks.change('cb-1', { do: 'claim', by: 'Ada', at: ago(200) })
    await using _service = await house.start()
    await until(() => house.told().length > 0)
    await house.records.callbacks.add(callback('cb-2', 1))
    await until(() => house.told().length > 1)
    assert.match(house.told()[0] ?? '', /A callback is long overdue.*Taken by: Ada/)
    assert.equal((await house.records.callbacks.find('cb-1'))?.reminded, 2)
  })

  test('that is finished, or not yet due, is not told of', async () => {
    await using house = await openHouse()
    await house.records.callbacks.add(callback('cb-1', -30))
    await house.records.callbacks.add(callback('cb-2', 1))
    await house.records.callbacks.change('cb-2', { do: 'claim', by: 'Ada', at: ago(2) })
    await house.records.callbacks.change('cb-2', { do: 'finish', as: 'done', by: 'Ada', at: ago(1) })
    await house.records.callbacks.add(callback('cb-3', 1))
    await using _service = await house.start()
    await until(() => house.told().length > 0)
    assert.equal(house.told().length, 1)
    assert.match(house.told()[0] ?? '', /cb-3/)
  })

  test('that is finished before people could be told is not told of', async () => {
    await using house = await openHouse()
    const outage = house.slack.trouble.add({ on: 'chat.postMessage', fail: slackFailures.unavailable })
    await house.records.callbacks.add(callback('cb-1', 1))
    await using _service = await house.start()
    await until(() => outage.met > 0)
    await house.records.callbacks.change('cb-1', { do: 'claim', by: 'Ada', at: ago(0) })
    await house.records.callbacks.change('cb-1', { do: 'finish', as: 'done', by: 'Ada', at: ago(0) })
    outage.remove()
    await house.records.callbacks.add({ ...callback('cb-2', 1), callId: 'call-2' })
    await until(() => house.told().length > 0)
    assert.match(house.told()[0] ?? '', /cb-2/)
  })
})
