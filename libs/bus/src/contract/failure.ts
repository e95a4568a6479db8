import assert from 'node:assert/strict'
import { Undeliverable } from '../bus.ts'
import {
  assertCame,
  assertTries,
  type BusTraits,
  eventually,
  Inbox,
  lettersOf,
  type Open,
  quickly,
  redriveAll,
  request,
  testsOf,
  unique,
} from './kit.ts'

const topic = 'tool-requests'

export function failure(traits: BusTraits, open: Open): void {
  const { patienceMs, troubled = false } = traits
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
    assertTries(inbox.triesOf(call, 1), [1, 2, 3], traits)
    const firsts = inbox.taken.filter((each, index, all) => all.findIndex(isSameTry(each)) === index)
    for (const [index, { attempt, atMs }] of firsts.entries()) {
      const waitedMs = atMs - (firsts[index - 1]?.atMs ?? -Infinity)
      assert.ok(waitedMs >= (attempt === 2 ? 30 : 60), `waited ${waitedMs} ms for try ${attempt}`)
    }
  })

  test('while an event is tried again, its call waits and other calls do not', async () => {
    await using on = await open(quickly)
    const [failing, other] = [unique('failing'), unique('other')]
    const otherCame = Promise.withResolvers<void>()
    const inbox: Inbox = new Inbox(async ({ callId, n }) => {
      if (callId === other) return otherCame.resolve()
      if (n > 1) return
      if (inbox.triesOf(failing, 1).length === 1) fail()
      await otherCame.promise
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
    const tries = inbox.triesOf(call, 1)
    assertTries(tries, [1, 2, 3], traits)
    assertCame(inbox.of(call), [...tries.map(() => 1), 2], traits)
    const [letter] = await lettersOf(on, name, 1, traits)
    assert.deepEqual(letter?.event, request(call, 1))
    assert.deepEqual([letter?.eventId, letter?.attempts, letter?.subscription], [request(call, 1).id, 3, name])
  })

  test('what is told of a failure names the error, and holds nothing of its text', async () => {
    await using on = await open(quickly)
    const [name, call, inbox] = [unique('told'), unique('call'), new Inbox(fail)]
    await on.bus.subscribe({ name, topic }, inbox.handlers)
    await on.bus.publish(request(call, 1))
    await eventually('a dead letter', patienceMs, async () => (await on.bus.deadLetters(name)).length === 1)
    assert.equal((await lettersOf(on, name, 1, traits))[0]?.reason, 'RangeError ENOPE')
    const told = on.reports.filter((report) => report.kind === 'handler-failed')
    // One that comes again may be worked on just now.
    const tries = inbox.triesOf(call, 1).slice(0, told.length)
    assertTries(tries, [1, 2, 3], traits)
    const common = { kind: 'handler-failed', subscription: name, event: 'tool.requested', reason: 'RangeError ENOPE' }
    assert.deepEqual(
      told,
      tries.map((attempt) => ({
        ...common,
        eventId: request(call, 1).id,
        attempt,
        next: attempt === 3 ? 'dead-letter' : 'retry',
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
    const [letter] = await lettersOf(on, name, 1, traits)
    assert.equal(letter?.attempts, inbox.taken[0]?.attempt)
    if (!troubled) assert.equal(letter?.attempts, 1)
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
    await redriveAll(on, { subscription: name, eventIds: [request(call, 2).id], many: 1 }, traits)
    await eventually('2 came again', patienceMs, async () => inbox.timesOf(call, 2) > 1)
    assert.deepEqual(
      (await lettersOf(on, name, 2, traits)).map(({ eventId }) => eventId),
      [request(call, 1).id, request(call, 3).id],
    )
    await redriveAll(on, { subscription: name, many: 2 }, traits)
    await eventually('all came again', patienceMs, async () => [1, 2, 3].every((n) => inbox.timesOf(call, n) > 1))
    // A wire in trouble brings them again in any order, and again.
    if (!troubled) assert.deepEqual(inbox.of(call), [1, 2, 3, 4, 2, 1, 3])
    if (!troubled) assert.ok(inbox.taken.every(({ attempt }) => attempt === 1))
    await lettersOf(on, name, 0, traits)
  })
}

const isSameTry =
  ({ n, attempt }: { readonly n: number; readonly attempt: number }) =>
  (other: { readonly n: number; readonly attempt: number }): boolean =>
    other.n === n && other.attempt === attempt
