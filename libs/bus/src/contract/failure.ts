import assert from 'node:assert/strict'
import { Undeliverable } from '../bus.ts'
import { assertCame, type BusTraits, eventually, Inbox, type Open, quickly, request, testsOf, unique } from './kit.ts'

const topic = 'tool-requests'

export function failure(traits: BusTraits, open: Open): void {
  const { patienceMs } = traits
  const test = testsOf(traits)
  const fail = () => {
    throw Object.assign(new RangeError('Anna Schmidt, +493012345678'), { code: 'ENOPE' })
  }

  test('an event is tried again after its back-off, with its tries counted', async () => {
    await using on = await open(quickly)
    const [inbox, call] = [new Inbox(({ attempt }) => (attempt < 3 ? fail() : undefined)), unique('call')]
    await on.bus.subscribe({ name: unique('again'), topic }, inbox.handlers)
    await on.bus.publish(request(call, 1))
    await inbox.got(call, 1, patienceMs, 3)
    assert.deepEqual(
      inbox.taken.map(({ attempt }) => attempt),
      [1, 2, 3],
    )
    const [first = 0, second = 0, third = 0] = inbox.taken.map(({ atMs }) => atMs)
    assert.ok(second - first >= 30, `first wait ${second - first} ms`)
    assert.ok(third - second >= 60, `second wait ${third - second} ms`)
  })

  test('while an event is tried again, its call waits and other calls do not', async () => {
    await using on = await open(quickly)
    const [failing, other] = [unique('failing'), unique('other')]
    const otherCame = Promise.withResolvers<void>()
    const inbox: Inbox = new Inbox(async ({ callId, n, attempt }) => {
      if (callId === other) return otherCame.resolve()
      if (n === 1 && attempt === 1) fail()
      if (n === 1 && attempt === 2) await otherCame.promise
    })
    await on.bus.subscribe({ name: unique('waits'), topic }, inbox.handlers)
    for (const n of [1, 2, 3]) await on.bus.publish(request(failing, n))
    await inbox.got(failing, 1, patienceMs)
    await on.bus.publish(request(other, 1))
    await inbox.got(failing, 3, patienceMs)
    assertCame(inbox.of(failing), [1, 1, 2, 3], traits)
  })

  test('an event that used up its tries becomes a dead letter, and the next of its call goes on', async () => {
    await using on = await open(quickly)
    const [name, call] = [unique('dead'), unique('call')]
    const inbox = new Inbox(({ n }) => (n === 1 ? fail() : undefined))
    await on.bus.subscribe({ name, topic }, inbox.handlers)
    await on.bus.publish(request(call, 1))
    await on.bus.publish(request(call, 2))
    await inbox.got(call, 2, patienceMs)
    assertCame(inbox.of(call), [1, 1, 1, 2], traits)
    const [letter, ...more] = await on.bus.deadLetters(name)
    assert.equal(more.length, 0)
    assert.deepEqual(letter?.event, request(call, 1))
    assert.deepEqual([letter?.eventId, letter?.attempts, letter?.subscription], [request(call, 1).id, 3, name])
  })

  test('what is told of a failure names the error, and holds nothing of its text', async () => {
    await using on = await open(quickly)
    const [name, call] = [unique('told'), unique('call')]
    await on.bus.subscribe({ name, topic }, new Inbox(fail).handlers)
    await on.bus.publish(request(call, 1))
    await eventually('a dead letter', patienceMs, async () => (await on.bus.deadLetters(name)).length === 1)
    assert.equal((await on.bus.deadLetters(name))[0]?.reason, 'RangeError ENOPE')
    const told = on.reports.filter((report) => report.kind === 'handler-failed')
    const common = { kind: 'handler-failed', subscription: name, event: 'tool.requested', reason: 'RangeError ENOPE' }
    assert.deepEqual(
      told,
      (['retry', 'retry', 'dead-letter'] as const).map((next, i) => ({
        ...common,
        eventId: request(call, 1).id,
        attempt: i + 1,
        next,
      })),
    )
  })

  test('an undeliverable event becomes a dead letter at its first try', async () => {
    await using on = await open(quickly)
    const [name, call] = [unique('hopeless'), unique('call')]
    const inbox = new Inbox(({ n }) => {
      if (n === 1) throw new Undeliverable('no such line')
    })
    await on.bus.subscribe({ name, topic }, inbox.handlers)
    await on.bus.publish(request(call, 1))
    await on.bus.publish(request(call, 2))
    await inbox.got(call, 2, patienceMs)
    assertCame(inbox.of(call), [1, 2], traits)
    assert.equal((await on.bus.deadLetters(name))[0]?.attempts, 1)
  })

  test('dead letters that are redriven come again with all their tries; the others stay', async () => {
    await using on = await open(quickly)
    const [name, call] = [unique('redriven'), unique('call')]
    let repaired = false
    const inbox = new Inbox(({ n }) => {
      if (!repaired && n !== 4) throw new Undeliverable('down')
    })
    await on.bus.subscribe({ name, topic }, inbox.handlers)
    for (const n of [1, 2, 3, 4]) await on.bus.publish(request(call, n))
    await inbox.got(call, 4, patienceMs)
    repaired = true
    assert.equal(await on.bus.redrive(name, [request(call, 2).id]), 1)
    await eventually('2 came again', patienceMs, async () => inbox.of(call).length === 5)
    assert.deepEqual(
      (await on.bus.deadLetters(name)).map(({ eventId }) => eventId),
      [request(call, 1).id, request(call, 3).id],
    )
    assert.equal(await on.bus.redrive(name), 2)
    await eventually('all came again', patienceMs, async () => inbox.of(call).length === 7)
    assert.deepEqual(inbox.of(call), [1, 2, 3, 4, 2, 1, 3])
    assert.ok(inbox.taken.every(({ attempt }) => attempt === 1))
    assert.deepEqual(await on.bus.deadLetters(name), [])
  })
}
