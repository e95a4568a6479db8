import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { Bus, Delivery } from '@frontdesk/bus'
import { openSqliteBus } from '@frontdesk/bus/sqlite'
import { type DataOf, makeEvent } from '@frontdesk/events'
import { loadLines } from '@frontdesk/line/load'
import { systemClock } from '@frontdesk/process/clock'
import { openLog } from '@frontdesk/process/log'
import type { LiveCall } from '@frontdesk/records'
import { openSqliteRecords } from '@frontdesk/records/sqlite'
import { slackFailures, startSlack } from '@frontdesk/simulators/slack'
import { type NotifierOptions, startNotifier } from '../src/service.ts'

const lines = await loadLines(fileURLToPath(new URL('../../../lines', import.meta.url)))
const told = { by: 'test', at: Temporal.Instant.from('2026-11-23T10:00:40.000Z') }
const ofCall = { callId: 'call-1', lineId: 'berlin-dental' }
const caller = '+4915112345678'
const words = 'The caller disputes a bill <!channel>.'
const escalated = (next: 'transfer' | 'callback'): DataOf<'call.escalated'> => {
  return { ...ofCall, by: 'agent', reason: words, caller, next, escalatedAt: '2026-11-23T10:00:40.000Z' }
}
const queued = { ...ofCall, callbackId: 'cb-1', reason: words, caller, dueAt: '2026-11-24T08:30:00.000Z' }
const ended: DataOf<'call.ended'> = {
  ...{ ...ofCall, callSid: 'CA1' },
  reason: 'model-failed',
  recording: 'none',
  ...{ startedAt: '2026-11-23T10:00:00.000Z', endedAt: '2026-11-23T10:01:00.000Z' },
}
const processed: DataOf<'call.processed'> = {
  ...ofCall,
  outcome: 'failed',
  endReason: 'model-failed',
  ...{ callerMasked: null, durationMs: 1, costMicros: null, turns: 0, recording: null },
  processedAt: '2026-11-23T10:02:00.000Z',
}
const live: LiveCall = {
  ...{ ...ofCall, callSid: 'CA1', caller, called: '+493056790000', gateway: 'gateway-1' },
  recording: 'none',
  ...{ startedAt: ended.startedAt, heartbeatAt: ended.startedAt },
}

/** The bus delivers at least once: here, everything three times. */
function thrice(bus: Bus): Bus {
  return {
    ...{ publish: (event) => bus.publish(event), deadLetters: bus.deadLetters, redrive: bus.redrive },
    subscribe(subscription, handlers) {
      const often = Object.entries<(event: never, delivery: Delivery) => Promise<void>>(handlers).map(
        ([name, handle]) => {
          const thrice = async (event: never, delivery: Delivery) => {
            for (let i = 0; i < 3; i++) await handle(event, delivery)
          }
          return [name, thrice]
        },
      )
      return bus.subscribe(subscription, Object.fromEntries(often))
    },
    [Symbol.asyncDispose]: () => bus[Symbol.asyncDispose](),
  }
}

async function openHouse(channel = 'C0BERLIN') {
  await using stack = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'notifier-'))
  stack.defer(() => rm(folder, { recursive: true }))
  const slack = stack.use(await startSlack({ channels: [{ id: channel, name: 'berlin' }] }))
  const file = join(folder, 'frontdesk.db')
  const retryOf = () => ({ maxAttempts: 12, minBackoffMs: 10, maxBackoffMs: 50 })
  const bus = stack.use(await openSqliteBus({ file, onReport: () => {}, retryOf }))
  const records = stack.use(await openSqliteRecords(file))
  const logged: string[] = []
  const log = openLog({ service: 'test', level: 'debug', destination: { write: (entry) => logged.push(entry) } })
  const options: NotifierOptions = {
    ...{ bus: thrice(bus), records, log, clock: systemClock },
    lines: new Map(lines.map((each) => [each.id, each])),
    slack: { token: 'xoxb-test', apiUrl: slack.apiUrl },
    settings: { restMs: 20, leaseMs: 10_000 },
  }
  const start = () => startNotifier(options)
  const posts = () => slack.asked.filter(({ call }) => call === 'chat.postMessage').length
  const all = stack.move()
  return { slack, bus, records, logged, start, posts, [Symbol.asyncDispose]: () => all.disposeAsync() }
}
type House = Awaited<ReturnType<typeof openHouse>>

/** Everything that was published before has been handled: the events of a call are handled in order. */
async function handled(house: House): Promise<void> {
  const deadlineMs = performance.now() + 10_000
  const last = { ...ofCall, callbackId: 'the-last', reason: 'The last one.', caller: null, dueAt: queued.dueAt }
  await house.bus.publish(makeEvent('callback.queued', last, told))
  while (!house.slack.messages.some(({ text }) => text.includes('The last one.'))) {
    if (performance.now() > deadlineMs) throw new Error('the events were not handled in time')
    await systemClock.sleep(10)
  }
}
const messages = ({ slack }: House) => slack.messages.filter(({ text }) => !text.includes('The last one.'))

describe('the notifier', () => {
  test('tells of an escalation once, however often it is delivered, and logs nothing of it', async () => {
    await using house = await openHouse()
    await using _service = await house.start()
    await house.bus.publish(makeEvent('call.escalated', escalated('transfer'), told))
    await handled(house)
    const [message, ...more] = messages(house)
    assert.deepEqual(more, [])
    assert.equal(message?.channel, 'C0BERLIN')
    assert.match(JSON.stringify(message?.blocks), /disputes a bill &lt;!channel&gt;\./)
    assert.match(JSON.stringify(message?.blocks), /\+4915112345678/)
    assert.doesNotMatch(house.logged.join(''), /disputes|5112345678/)
  })

  test('makes one message of a callback and its escalation, and none of the failure behind it', async () => {
    await using house = await openHouse()
    await using _service = await house.start()
    await house.bus.publish(makeEvent('callback.queued', queued, told))
    await house.bus.publish(makeEvent('call.escalated', escalated('callback'), told))
    await house.bus.publish(makeEvent('call.ended', ended, told))
    await house.bus.publish(makeEvent('call.processed', processed, told))
    await handled(house)
    assert.equal(messages(house).length, 1)
    assert.match(JSON.stringify(messages(house)[0]?.blocks), /rung back.*Tue 24 Nov, 09:30 CET/)
  })

  test('makes one message of a failed call, with the number to ring', async () => {
    await using house = await openHouse()
    await house.records.calls.admit(live)
    await using _service = await house.start()
    await house.bus.publish(makeEvent('call.ended', ended, told))
    await house.bus.publish(makeEvent('call.processed', processed, told))
    await handled(house)
    assert.equal(messages(house).length, 1)
    assert.match(JSON.stringify(messages(house)[0]?.blocks), /A call failed.*\+4915112345678/)
  })
})

describe('a message', () => {
  for (const [what, trouble] of [
    ['whose answer is lost', { resetAfterEffect: true }],
    ['whose answer is an error of a proxy', { failAfterEffect: { status: 502 } }],
    ['whose answer is cut in half', { garble: true }],
    ['that Slack stumbles over', { failAfterEffect: slackFailures.error('internal_error') }],
  ] as const)
    test(`${what} is looked up before it is posted again`, async () => {
      await using house = await openHouse()
      house.slack.trouble.add({ on: 'chat.postMessage', times: 1, ...trouble })
      await using _service = await house.start()
      await house.bus.publish(makeEvent('call.escalated', escalated('transfer'), told))
      await handled(house)
      assert.equal(messages(house).length, 1)
      assert.equal(house.posts(), 2, 'this one and the last one')
      assert.doesNotMatch(house.logged.join(''), /disputes|5112345678/)
    })

  for (const [what, trouble] of [
    ['never arrived', { reset: true }],
    ['was throttled', { fail: slackFailures.rateLimited(0) }],
    ['met an outage', { fail: slackFailures.unavailable }],
  ] as const)
    test(`that ${what} is posted again`, async () => {
      await using house = await openHouse()
      house.slack.trouble.add({ on: 'chat.postMessage', times: 2, ...trouble })
      await using _service = await house.start()
      await house.bus.publish(makeEvent('call.escalated', escalated('transfer'), told))
      await handled(house)
      assert.equal(messages(house).length, 1)
    })

  test('survives the death of its sender behind the post, and another doing of it', async () => {
    await using house = await openHouse()
    const lost = house.slack.trouble.add({ on: 'chat.postMessage', times: 1, resetAfterEffect: true })
    const unseen = house.slack.trouble.add({ on: 'conversations.history', times: 2, reset: true })
    {
      await using _first = await house.start()
      await house.bus.publish(makeEvent('call.escalated', escalated('transfer'), told))
      await house.slack.untilAsked(({ call }) => call === 'chat.postMessage')
    }
    await using _second = await house.start()
    await handled(house)
    assert.equal(lost.met + unseen.met, 3)
    assert.equal(messages(house).length, 1)
  })

  test('that Slack refuses for good is a dead letter at once, and goes out when it is redriven', async () => {
    await using house = await openHouse()
    const refused = house.slack.trouble.add({ on: 'chat.postMessage', fail: slackFailures.error('not_in_channel') })
    await using _service = await house.start()
    await house.bus.publish(makeEvent('call.escalated', escalated('transfer'), told))
    const deadlineMs = performance.now() + 5_000
    while ((await house.bus.deadLetters('notifier')).length === 0 && performance.now() < deadlineMs)
      await systemClock.sleep(10)
    const [letter] = await house.bus.deadLetters('notifier')
    assert.equal(letter?.attempts, 1)
    assert.match(house.logged.join(''), /not_in_channel/)
    refused.remove()
    await house.bus.redrive('notifier')
    await handled(house)
    assert.equal(messages(house).length, 1)
  })
})
