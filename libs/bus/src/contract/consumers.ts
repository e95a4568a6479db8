import assert from 'node:assert/strict'
import { SubscriptionConflict } from '../bus.ts'
import {
  assertCame,
  assertNothingReported,
  type BusTraits,
  eventually,
  Inbox,
  type Open,
  quickly,
  request,
  testsOf,
  unique,
} from './kit.ts'

const topic = 'tool-requests'

export function consumers(traits: BusTraits, open: Open): void {
  const { patienceMs, troubled = false } = traits
  const test = testsOf(traits)

  test('two consumers of one subscription share the work, and no call is worked on by both', async () => {
    await using on = await open(quickly)
    const name = unique('shared')
    const calls = Array.from({ length: 6 }, () => unique('call'))
    const [busy, bothWork] = [new Map<string, number>(), Promise.withResolvers<void>()]
    // One of them may be cut off while the other takes all there is.
    if (troubled) bothWork.resolve()
    const workers = new Set<number>()
    const inboxOf = (worker: number) =>
      new Inbox(async ({ callId }) => {
        assert.equal(busy.get(callId) ?? 0, 0, 'a call is worked on twice')
        busy.set(callId, 1)
        if (workers.add(worker).size === 2) bothWork.resolve()
        await bothWork.promise
        busy.set(callId, 0)
      })
    const inboxes = [inboxOf(0), inboxOf(1)] as const
    await on.bus.subscribe({ name, topic, concurrency: 2 }, inboxes[0].handlers)
    await (await on.another()).subscribe({ name, topic, concurrency: 2 }, inboxes[1].handlers)
    for (const n of [1, 2, 3]) for (const call of calls) await on.bus.publish(request(call, n))
    const all = () => inboxes.flatMap(({ taken }) => taken).sort((a, b) => a.atMs - b.atMs)
    const came = (call: string) => [...new Set(all().flatMap(({ callId, n }) => (callId === call ? [n] : [])))]
    await eventually('all came', patienceMs, async () => calls.every((call) => came(call).length === 3))
    for (const call of calls) assert.deepEqual(came(call), [1, 2, 3])
    assertNothingReported(on, traits)
  })

  test('no more calls are worked on at once than the subscription says', async () => {
    await using on = await open(quickly)
    const [call, held] = [unique('call'), Promise.withResolvers<void>()]
    let [running, most] = [0, 0]
    const inbox = new Inbox(async () => {
      most = Math.max(most, ++running)
      await held.promise
      running--
    })
    await on.bus.subscribe({ name: unique('few'), topic, concurrency: 2 }, inbox.handlers)
    for (const n of [1, 2, 3, 4, 5]) await on.bus.publish(request(`${call}-${n}`, n))
    // Any two: calls have no order among each other.
    await eventually('two came', patienceMs, async () => running === 2)
    held.resolve()
    for (const n of [1, 2, 3, 4, 5]) await inbox.got(`${call}-${n}`, n, patienceMs)
    assert.equal(most, 2)
  })

  test('disposing waits for handlers that run, and leaves the rest to others', async () => {
    await using on = await open(quickly)
    const [name, call, held] = [unique('left'), unique('call'), Promise.withResolvers<void>()]
    let finished = false
    const first = new Inbox(async () => {
      await held.promise
      finished = true
    })
    const consumer = await on.bus.subscribe({ name, topic }, first.handlers)
    for (const n of [1, 2]) await on.bus.publish(request(call, n))
    await first.got(call, 1, patienceMs)
    const disposed = consumer[Symbol.asyncDispose]()
    held.resolve()
    await disposed
    assert.equal(finished, true)
    const second = new Inbox()
    await (await on.another()).subscribe({ name, topic }, second.handlers)
    await second.got(call, 2, patienceMs)
    assert.deepEqual(first.of(call), [1])
    // Where acknowledgments get lost, what was done may come again.
    const came = second.of(call)
    assertCame(came, troubled && came[0] === 1 ? [1, 2] : [2], traits)
  })

  test('a handler that outlasts the grace is told to give up, and its event goes to another', async () => {
    await using on = await open({ ...quickly, graceMs: 20 })
    const [name, call] = [unique('slow'), unique('call')]
    const slow = new Inbox(
      ({ signal }) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    )
    const consumer = await on.bus.subscribe({ name, topic }, slow.handlers)
    await on.bus.publish(request(call, 1))
    await slow.got(call, 1, patienceMs)
    await consumer[Symbol.asyncDispose]()
    const next = new Inbox()
    await (await on.another()).subscribe({ name, topic }, next.handlers)
    await next.got(call, 1, patienceMs)
    assertNothingReported(on, traits)
  })

  test('a name that stands for another topic or filter is refused', async () => {
    await using on = await open(quickly)
    const name = unique('taken')
    await on.bus.subscribe({ name, topic, filter: { gateway: 'a', lineId: 'b' } }, {})
    await on.bus.subscribe({ name, topic, filter: { lineId: 'b', gateway: 'a' } }, {})
    await assert.rejects(on.bus.subscribe({ name, topic }, {}), SubscriptionConflict)
    await assert.rejects(on.bus.subscribe({ name, topic: 'call-events' }, {}), SubscriptionConflict)
  })
}
