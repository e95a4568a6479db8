import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { type PubSubServer, startPubSubServer } from '@frontdesk/emulators/pubsub'
import { SubscriptionConflict } from '../bus.ts'
import { answer, eventually, Inbox, quickly, request, unique } from '../contract/kit.ts'
import { openClient } from './client.ts'
import { SubscriptionMissing } from './pubsub-bus.ts'
import { openForTest } from './testing/bus-under-test.ts'
import { env } from './testing/env.ts'

const [topic, projectId] = ['tool-requests', env.PUBSUB_PROJECT_ID] as const
const patienceMs = 10_000
const server = await startPubSubServer()
/** One whose deadlines of 10 s are over in a tenth of a second. */
const hasty = await startPubSubServer({ secondMs: 10 })
after(() => Promise.all([server[Symbol.asyncDispose](), hasty[Symbol.asyncDispose]()]))

/** A client of its own, for what a bus does not offer. */
async function plainClient(at: PubSubServer = server) {
  const client = openClient({ projectId, emulatorHost: at.host })
  return { client, [Symbol.asyncDispose]: () => client.close() }
}

const untilAborted = ({ signal }: { readonly signal: AbortSignal }) =>
  new Promise<void>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))

describe('publishing', () => {
  test('a call goes on after one of its events could not be published', async () => {
    await using late = await openForTest(server.host, quickly, { topology: 'expect' })
    const [call, inbox] = [unique('call'), new Inbox()]
    const lost = await Promise.allSettled([1, 2, 3].map((n) => late.bus.publish(request(call, n))))
    assert.ok(lost.every(({ status }) => status === 'rejected'))
    await using on = await openForTest(server.host, quickly, { prefix: late.prefix })
    await on.bus.subscribe({ name: 'runner', topic }, inbox.handlers)
    for (const n of [4, 5]) await late.bus.publish(request(call, n))
    await inbox.got(call, 5, patienceMs)
    assert.deepEqual(inbox.of(call), [4, 5])
  })

  test('a handler that runs to its end while the bus closes may publish, and nobody may after that', async () => {
    await using on = await openForTest(server.host, quickly)
    const [call, held, answered] = [unique('call'), Promise.withResolvers<void>(), Promise.withResolvers<string>()]
    const other = await on.another()
    await other.subscribe(
      { name: 'asker', topic: 'tool-results' },
      { 'tool.completed': async ({ subject }) => answered.resolve(subject) },
    )
    const taken = Promise.withResolvers<void>()
    await on.bus.subscribe(
      { name: 'runner', topic },
      {
        'tool.requested': async (event) => {
          taken.resolve()
          await held.promise
          await on.bus.publish(answer(event))
        },
      },
    )
    await other.publish(request(call, 1))
    await taken.promise
    const closed = on.bus[Symbol.asyncDispose]()
    held.resolve()
    await closed
    assert.equal(await answered.promise, call)
    await assert.rejects(on.bus.publish(request(call, 2)), /the bus is closed/)
  })
})

describe('delivery', () => {
  test('an event that this code cannot read becomes a dead letter that newer code may redrive', async () => {
    await using on = await openForTest(server.host, quickly)
    await using plain = await plainClient()
    const [inbox, future] = [new Inbox(), { ...request('call-1', 1), type: 'frontdesk.tool.requested.v2' }]
    await on.bus.subscribe({ name: 'old', topic }, inbox.handlers)
    const theirs = plain.client.topic(on.prefix + topic, { messageOrdering: true })
    const attributes = { eventId: 'from-the-future' }
    await theirs.publishMessage({ data: Buffer.from(JSON.stringify(future)), attributes, orderingKey: 'call-1' })
    await on.bus.publish(request('call-1', 2))
    await inbox.got('call-1', 2, patienceMs)
    const [letter] = await on.bus.deadLetters('old')
    assert.deepEqual([letter?.eventId, letter?.event, letter?.reason], ['from-the-future', null, 'unknown-type'])
    assert.equal(await on.bus.redrive('old'), 1)
    const undecodable = () => on.reports.filter(({ kind }) => kind === 'undecodable').length
    await eventually('it died again', patienceMs, async () => undecodable() === 2)
  })

  test('a redriven event comes to its own subscription only', async () => {
    await using on = await openForTest(server.host, quickly)
    const [call, dying, other] = [unique('call'), new Inbox(({ n }) => assert.notEqual(n, 1)), new Inbox()]
    await on.bus.subscribe({ name: 'dying', topic }, dying.handlers)
    await on.bus.subscribe({ name: 'other', topic }, other.handlers)
    await on.bus.publish(request(call, 1))
    await eventually('it died', patienceMs, async () => (await on.bus.deadLetters('dying')).length === 1)
    await on.bus.redrive('dying')
    await dying.got(call, 1, patienceMs, 3)
    await on.bus.publish(request(call, 2))
    await Promise.all([dying.got(call, 2, patienceMs), other.got(call, 2, patienceMs)])
    assert.deepEqual(other.of(call), [1, 2])
  })

  test('a handler that hangs loses its event after the longest time of a try', async () => {
    await using on = await openForTest(server.host, { ...quickly, graceMs: 20 }, { tryMs: 50 })
    const [call, inbox] = [
      unique('call'),
      new Inbox(({ attempt }) => (attempt === 1 ? new Promise(() => {}) : undefined)),
    ]
    await on.bus.subscribe({ name: 'hung', topic }, inbox.handlers)
    for (const n of [1, 2]) await on.bus.publish(request(call, n))
    await inbox.got(call, 2, patienceMs)
    assert.deepEqual(
      inbox.taken.map(({ n, attempt }) => [n, attempt]),
      [
        [1, 1],
        [1, 2],
        [2, 1],
      ],
    )
    assert.deepEqual(on.reports, [{ kind: 'lease-lost', subscription: 'hung', eventId: request(call, 1).id }])
  })

  test('what a consumer leaves past its lease goes to another, as a further try', async () => {
    await using on = await openForTest(hasty.host, { ...quickly, graceMs: 20 })
    const [call, stalled, other] = [unique('call'), new Inbox(untilAborted), new Inbox()]
    await on.bus.subscribe({ name: 'stalled', topic }, stalled.handlers)
    await on.bus.publish(request(call, 1))
    await stalled.got(call, 1, patienceMs)
    await (await on.another()).subscribe({ name: 'stalled', topic }, other.handlers)
    await other.got(call, 1, patienceMs)
    assert.ok((other.taken[0]?.attempt ?? 0) > 1)
  })

  test('what no consumer lives to settle is found among the dead letters, where the service put it', async () => {
    await using on = await openForTest(hasty.host, { ...quickly, graceMs: 20 })
    const call = unique('call')
    await on.bus.subscribe({ name: 'poisoned', topic }, new Inbox(untilAborted).handlers)
    await on.bus.publish(request(call, 1))
    await eventually('a dead letter', patienceMs, async () => (await on.bus.deadLetters('poisoned')).length === 1)
    const [letter] = await on.bus.deadLetters()
    const seen = [letter?.subscription, letter?.eventId, letter?.reason, letter?.attempts]
    assert.deepEqual(seen, ['poisoned', request(call, 1).id, 'ConsumerLost', quickly.retry.maxAttempts + 5])
  })
})

describe('subscriptions', () => {
  test('one that went away is made again, and works', async () => {
    await using on = await openForTest(server.host, quickly)
    await using plain = await plainClient()
    const [call, inbox] = [unique('call'), new Inbox()]
    await on.bus.subscribe({ name: 'results', topic, expiresAfterMs: 60_000 }, inbox.handlers)
    await plain.client.subscription(`${on.prefix}results`).delete()
    let n = 0
    await eventually('it takes again', patienceMs, async () => {
      await on.bus.publish(request(call, ++n))
      return inbox.of(call).length > 0
    })
    assert.ok(on.reports.some((report) => report.kind === 'store-failed' && report.reason.includes('NOT_FOUND')))
  })

  test("one of a gateway's own is made wherever it runs, with its filter, and goes when nobody wants it for a day", async () => {
    await using on = await openForTest(server.host, quickly)
    await using gateway = await openForTest(server.host, quickly, { prefix: on.prefix, topology: 'expect' })
    const results = {
      name: 'results-g1',
      topic: 'tool-results',
      filter: { gateway: 'g1' },
      expiresAfterMs: 60_000,
    } as const
    await gateway.bus.subscribe(results, {})
    await using plain = await plainClient()
    const [found] = await plain.client.subscription(`${on.prefix}results-g1`).getMetadata()
    assert.deepEqual([found.filter, found.enableMessageOrdering], ['attributes.gateway = "g1"', true])
    assert.equal(Number(found.expirationPolicy?.ttl?.seconds), 86_400)
    await assert.rejects(gateway.bus.subscribe({ ...results, filter: { gateway: 'g2' } }, {}), SubscriptionConflict)
  })

  test('others are expected to stand where the project is made by somebody else', async () => {
    await using on = await openForTest(server.host, quickly)
    await using strict = await openForTest(server.host, quickly, { prefix: on.prefix, topology: 'expect' })
    await assert.rejects(strict.bus.subscribe({ name: 'notifier', topic }, {}), SubscriptionMissing)
    await on.bus.subscribe({ name: 'notifier', topic }, {})
    await strict.bus.subscribe({ name: 'notifier', topic }, {})
  })
})
