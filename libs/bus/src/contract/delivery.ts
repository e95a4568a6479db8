import assert from 'node:assert/strict'
import {
  answer,
  assertCame,
  type BusTraits,
  callEnded,
  callStarted,
  Inbox,
  type Open,
  quickly,
  request,
  testsOf,
  unique,
} from './kit.ts'

const topic = 'tool-requests'

export function delivery(traits: BusTraits, open: Open): void {
  const { patienceMs, recognisesRepeats, idleLatencyMs } = traits
  const test = testsOf(traits)

  test('an event reaches every subscription of its topic', async () => {
    await using on = await open(quickly)
    const [one, other, call] = [new Inbox(), new Inbox(), unique('call')]
    await on.bus.subscribe({ name: unique('one'), topic }, one.handlers)
    await on.bus.subscribe({ name: unique('other'), topic }, other.handlers)
    await on.bus.publish(request(call, 1))
    await Promise.all([one.got(call, 1, patienceMs), other.got(call, 1, patienceMs)])
  })

  test('events of one call come in the order in which they were published', async () => {
    await using on = await open(quickly)
    const inbox = new Inbox()
    await on.bus.subscribe({ name: unique('order'), topic }, inbox.handlers)
    const calls = [unique('call'), unique('call'), unique('call')]
    const numbers = Array.from({ length: 20 }, (_, n) => n)
    await Promise.all(numbers.flatMap((n) => calls.map((call) => on.bus.publish(request(call, n)))))
    for (const call of calls) {
      await inbox.got(call, 19, patienceMs)
      assert.deepEqual([...new Set(inbox.of(call))], numbers)
    }
  })

  test('a filter lets through only events that carry its attributes', async () => {
    await using on = await open(quickly)
    const [inbox, call] = [new Inbox(), unique('call')]
    await on.bus.subscribe({ name: unique('mine'), topic, filter: { gateway: 'mine' } }, inbox.handlers)
    await on.bus.publish(request(call, 1, 'theirs'))
    await on.bus.publish(request(call, 2, 'mine'))
    await inbox.got(call, 2, patienceMs)
    assertCame(inbox.of(call), [2], traits)
  })

  test('a subscription gets what was published after it was made, also while nobody consumed it', async () => {
    await using on = await open(quickly)
    const [inbox, call, name] = [new Inbox(), unique('call'), unique('late')]
    await on.bus.publish(request(call, 1))
    await (await on.bus.subscribe({ name, topic }, inbox.handlers))[Symbol.asyncDispose]()
    await on.bus.publish(request(call, 2))
    const later = await on.another()
    await later.subscribe({ name, topic }, inbox.handlers)
    await inbox.got(call, 2, patienceMs)
    assertCame(inbox.of(call), [2], traits)
  })

  test('an event for which there is no handler is dropped', async () => {
    await using on = await open(quickly)
    const [name, call, ended] = [unique('some'), unique('call'), Promise.withResolvers<string>()]
    await on.bus.subscribe(
      { name, topic: 'call-events' },
      { 'call.ended': async (event) => ended.resolve(event.subject) },
    )
    await on.bus.publish(callStarted(call))
    await on.bus.publish(callEnded(call))
    assert.equal(await ended.promise, call)
    assert.deepEqual(await on.bus.deadLetters(name), [])
  })

  test('a handler may publish', async () => {
    await using on = await open(quickly)
    const [call, answered] = [unique('call'), Promise.withResolvers<string>()]
    await on.bus.subscribe(
      { name: unique('asker'), topic: 'tool-results' },
      { 'tool.completed': async (event) => answered.resolve(event.subject) },
    )
    await on.bus.subscribe(
      { name: unique('runner'), topic },
      { 'tool.requested': (event) => on.bus.publish(answer(event)) },
    )
    await on.bus.publish(request(call, 1))
    assert.equal(await answered.promise, call)
  })

  test(
    'an event that is published twice is delivered once',
    async () => {
      await using on = await open(quickly)
      const [inbox, call] = [new Inbox(), unique('call')]
      await on.bus.subscribe({ name: unique('once'), topic }, inbox.handlers)
      await on.bus.publish(request(call, 1))
      await inbox.got(call, 1, patienceMs)
      await (await on.another()).publish(request(call, 1))
      await on.bus.publish(request(call, 2))
      await inbox.got(call, 2, patienceMs)
      assert.deepEqual(inbox.of(call), [1, 2])
    },
    { skip: !recognisesRepeats },
  )

  test(
    'an event is handled at once while idle, whichever process published it',
    async () => {
      await using on = await open(quickly)
      const inbox = new Inbox()
      await on.bus.subscribe({ name: unique('idle'), topic }, inbox.handlers)
      for (const from of [on.bus, await on.another()]) {
        const tookMs: number[] = []
        for (let n = 0; n < 20; n++) {
          const call = unique('call')
          const at = performance.now()
          await from.publish(request(call, n))
          await inbox.got(call, n, patienceMs)
          tookMs.push((inbox.taken.at(-1)?.atMs ?? Infinity) - at)
        }
        const medianMs = tookMs.sort((a, b) => a - b)[10] ?? Infinity
        assert.ok(medianMs < (idleLatencyMs ?? Infinity), `half took longer than ${medianMs} ms`)
      }
    },
    { skip: idleLatencyMs === null },
  )
}
