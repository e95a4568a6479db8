import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type DataOf, isEvent, makeEvent, nameOf } from '@frontdesk/events'
import type { JournalEntry } from '@frontdesk/records'
import { finishAfterCall } from '../src/after-call.ts'
import { toolRunner } from '../src/run-tool.ts'
import { startToolRunner } from '../src/service.ts'
import { answerTo, ask, booking, dental, hurried, openBus, openWorld, request, standing, type World } from './world.ts'

type Completed = DataOf<'tool.completed'>

/** The service on a real bus, with somebody who listens for its answers. */
async function startService(world: World) {
  await using starting = new AsyncDisposableStack()
  const bus = starting.use(await openBus(world.file))
  const { records, clock, parts } = world
  const log = parts.log
  const options = { bus, records, lines: parts.lines, clock, log, ...world.addresses, timing: hurried }
  const answers: Completed[] = []
  const listeners = new Set<() => void>()
  starting.use(
    await bus.subscribe(
      { name: 'test', topic: 'tool-results' },
      {
        'tool.completed': async ({ data }) => {
          answers.push(data)
          for (const listener of listeners) listener()
        },
      },
    ),
  )
  const service = starting.use(await startToolRunner(options))
  const told = () => ({ by: 'test', at: clock.now() })
  const publish = {
    requested: (data: DataOf<'tool.requested'>) => bus.publish(makeEvent('tool.requested', data, told())),
    ended: (data: DataOf<'call.ended'>) => bus.publish(makeEvent('call.ended', data, told())),
  }
  const answerTo = async (toolCallId: string, fits: (one: Completed) => boolean = () => true): Promise<Completed> => {
    for (;;) {
      const found = answers.find((one) => one.toolCallId === toolCallId && fits(one))
      if (found) return found
      const { promise, resolve } = Promise.withResolvers<void>()
      listeners.add(resolve)
      await promise
      listeners.delete(resolve)
    }
  }
  const cleanUp = starting.move()
  return { answers, answerTo, publish, service, [Symbol.asyncDispose]: () => cleanUp.disposeAsync() }
}

/** What the gateway keeps of a call and of a tool that it asked for. */
async function journal({ records }: World, requested: DataOf<'tool.requested'>): Promise<void> {
  const { callId, lineId, caller, gateway, requestedAt, toolCallId, tool } = requested
  const call = { callId, lineId, callSid: 'CA1', caller, called: dental.number, startedAt: requestedAt, gateway }
  await records.calls.admit({ ...call, heartbeatAt: requestedAt, recording: 'none' })
  const entry = { kind: 'tool-requested', at: requestedAt, toolCallId, tool, arguments: requested.arguments } as const
  await records.journal.append(callId, [entry])
}

const ended = ({ callId, lineId, requestedAt }: DataOf<'tool.requested'>): DataOf<'call.ended'> => ({
  ...{ callId, lineId, callSid: 'CA1', reason: 'caller-hung-up', startedAt: requestedAt, endedAt: requestedAt },
  recording: 'none',
})

describe('the service', () => {
  test('answers on the bus what it was asked on the bus, to the one who asked', async () => {
    await using world = await openWorld()
    await using running = await startService(world)
    const requested = request(world, 'bookAppointment', booking('2026-11-24T10:00'), { gateway: 'gateway-7' })
    await running.publish.requested(requested)
    const again = { ...requested, toolCallId: 'again' }
    await running.publish.requested(again)
    const [first, second] = [await running.answerTo(requested.toolCallId), await running.answerTo('again')]
    assert.equal(first.gateway, 'gateway-7')
    assert.equal(first.outcome.status, 'succeeded')
    assert.deepEqual([second.outcome, second.effects], [first.outcome, first.effects])
    assert.deepEqual([standing(world).length, world.crm.contacts.length, world.carrier.messages.length], [1, 1, 1])
  })

  test('is tried again by the bus when a vendor stumbles', async () => {
    await using world = await openWorld()
    await using running = await startService(world)
    world.calendar.trouble.add({ on: 'freebusy.query', times: 1, reset: true })
    world.calendar.trouble.add({ on: 'events.insert', times: 1, resetAfterEffect: true })
    const requested = request(world, 'bookAppointment', booking('2026-11-24T10:00'))
    await running.publish.requested(requested)
    assert.equal((await running.answerTo(requested.toolCallId)).outcome.status, 'succeeded')
    assert.equal(standing(world).length, 1)
  })

  test('tells what became of it once that is known, to a caller who was told that nobody knows', async () => {
    await using world = await openWorld()
    await using running = await startService(world)
    world.calendar.trouble.add({ on: 'events.insert', times: 1, hangAfterEffect: true })
    const requested = request(world, 'bookAppointment', booking('2026-11-24T10:00'), { withinMs: 300 })
    await journal(world, requested)
    await running.publish.requested(requested)
    const isTold = (status: string) => (one: Completed) => one.outcome.status === status
    assert.equal((await running.answerTo(requested.toolCallId)).outcome.status, 'unknown')
    const { outcome } = await running.answerTo(requested.toolCallId, isTold('succeeded'))
    assert.ok(outcome.status === 'succeeded')
    assert.deepEqual([standing(world).length, world.carrier.messages.length], [1, 1])
  })

  test('finishes what runs before it stops', async () => {
    await using world = await openWorld()
    await using running = await startService(world)
    world.calendar.trouble.add({ on: 'events.insert', times: 1, latencyMs: 150 })
    const requested = request(world, 'bookAppointment', booking('2026-11-24T10:00'))
    const begun = world.calendar.untilAsked(({ call }) => call === 'freebusy.query')
    await running.publish.requested(requested)
    await begun
    await running.service[Symbol.asyncDispose]()
    assert.equal((await running.answerTo(requested.toolCallId)).outcome.status, 'succeeded')
  })
})

describe('when the call is over', () => {
  test('a customer whom the CRM could not be told of is told to it', async () => {
    await using world = await openWorld()
    await using running = await startService(world)
    const away = world.crm.trouble.add({ fail: { status: 503, body: {} } })
    const requested = request(world, 'bookAppointment', booking('2026-11-24T10:00'))
    await journal(world, requested)
    await running.publish.requested(requested)
    const { effects } = await running.answerTo(requested.toolCallId)
    assert.deepEqual(
      effects.map(({ vendor }) => vendor),
      ['calendar', 'sms'],
    )
    assert.equal(world.crm.contacts.length, 0)
    away.remove()
    // Once more it is away, and the end of the call comes again.
    world.crm.trouble.add({ times: 1, fail: { status: 503, body: {} } })
    await running.publish.ended(ended(requested))
    await world.crm.untilAsked(({ call, fate }) => call === 'objects.create' && fate === 201)
    assert.equal(world.crm.contacts.length, 1)
    assert.equal(world.crm.contacts[0]?.properties.phone, '+4915112345678')
    assert.equal(world.carrier.messages.length, 1)
  })

  test('a booking that nobody could tell of is looked up, and what comes with it is done', async () => {
    await using world = await openWorld()
    await using running = await startService(world)
    world.calendar.trouble.add({ on: 'events.insert', times: 1, hangAfterEffect: true })
    const requested = request(world, 'bookAppointment', booking('2026-11-24T10:00'), { withinMs: 300, language: 'de' })
    await journal(world, requested)
    await running.publish.requested(requested)
    assert.equal((await running.answerTo(requested.toolCallId)).outcome.status, 'unknown')
    await running.publish.ended(ended(requested))
    await world.carrier.untilAsked(({ call, fate }) => call === 'messages.create' && fate === 201)
    await world.crm.untilAsked(({ call, fate }) => call === 'objects.create' && fate === 201)
    assert.deepEqual([standing(world).length, world.crm.contacts.length, world.carrier.messages.length], [1, 1, 1])
  })

  test('a caller who left without knowing hears by SMS that it came to nothing, once', async () => {
    await using world = await openWorld()
    const requested = request(world, 'bookAppointment', booking('2026-11-24T10:00'), { withinMs: 300 })
    await journal(world, requested)
    world.calendar.trouble.add({ on: 'events.insert', times: 1, hang: true })
    assert.equal((await ask(world, requested)).outcome.status, 'unknown')
    await untilFinished(world, requested)
    await untilFinished(world, requested)
    assert.deepEqual([standing(world).length, world.carrier.messages.length], [0, 1])
    const [message] = world.carrier.messages
    assert.equal(message?.to, requested.caller)
    assert.match(
      message?.body ?? '',
      /Ihre Terminbuchung hat leider nicht geklappt\. Bitte rufen Sie uns noch einmal an: \+49/,
    )
    assert.equal(answerTo(world, requested).outcome.status, 'failed', 'the record says so, too')
  })

  test('a caller who was told so on the phone gets no SMS of it', async () => {
    await using world = await openWorld()
    const requested = request(world, 'bookAppointment', booking('2026-11-24T10:00'), { withinMs: 300 })
    await journal(world, requested)
    world.calendar.trouble.add({ on: 'events.insert', times: 1, hang: true })
    await ask(world, requested)
    const { toolCallId, tool, requestedAt: at, callId } = requested
    const told = { kind: 'tool-answered', at, toolCallId, tool, status: 'failed', output: '{}', effects: [], tookMs: 1 }
    await world.records.journal.append(callId, [told as JournalEntry])
    await untilFinished(world, requested)
    assert.equal(world.carrier.messages.length, 0)
  })

  test('what nobody can find out is told to a person about a minute later, once, and looked up further', async () => {
    await using world = await openWorld()
    const requested = request(world, 'bookAppointment', booking('2026-11-24T10:00'), { withinMs: 300 })
    await journal(world, requested)
    world.calendar.trouble.add({ on: 'events.insert', times: 1, resetAfterEffect: true })
    const away = world.calendar.trouble.add({ on: 'events.get', reset: true })
    assert.equal((await ask(world, requested)).outcome.status, 'unknown')
    const unresolved = () => world.published.filter((event) => nameOf(event) === 'tool.unresolved')
    await assert.rejects(finish(world, requested, 7))
    assert.equal(unresolved().length, 0)
    for (const attempt of [8, 9]) await assert.rejects(finish(world, requested, attempt))
    const [event] = unresolved()
    assert.equal(unresolved().length, 1)
    assert.ok(event && isEvent(event, 'tool.unresolved'))
    const { tool, caller, reference } = event.data
    assert.deepEqual([tool, caller], ['bookAppointment', requested.caller])
    assert.match(reference, /^[A-Z2-9]{7}$/)
    away.remove()
    await untilFinished(world, requested)
    assert.equal(answerTo(world, requested).outcome.status, 'succeeded')
    assert.match(world.carrier.messages[0]?.body ?? '', new RegExp(reference))
  })
})

const finish = (world: World, requested: DataOf<'tool.requested'>, attempt: number) =>
  finishAfterCall(requested, { attempt, signal: new AbortController().signal }, world.parts, toolRunner(world.parts))

/** As the bus brings the end of the call until it is done with. */
async function untilFinished(world: World, requested: DataOf<'tool.requested'>): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await finish(world, requested, 1)
    } catch (error) {
      if (tries >= 50) throw error
      await world.clock.sleep(20)
    }
  }
}
