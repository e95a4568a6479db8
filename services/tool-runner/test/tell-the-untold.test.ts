import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type DataOf, makeEvent } from '@frontdesk/events'
import { systemClock } from '@frontdesk/process/clock'
import type { JournalEntry } from '@frontdesk/records'
import { carrierFailures } from '@frontdesk/simulators/carrier'
import { intentOf } from '../src/intent.ts'
import { startToolRunner } from '../src/service.ts'
import { tellTheUntold } from '../src/tell-the-untold.ts'
import { dental, openBus, openWorld, type World, type WorldOptions } from './world.ts'

const callId = 'call-1'
const caller = '+4915112345678'
const at = (second: number) => `2026-11-23T09:00:${String(second).padStart(2, '0')}.000Z`
const args = { slotId: 'a-slot', customer: { name: 'Ada Lovelace' } }

const says = (who: 'caller' | 'agent', second: number, text: string): JournalEntry => ({
  ...{ kind: 'utterance', at: at(second), who, text, itemId: `${who}-${second}`, cutOff: false },
})
const requested = (second: number): JournalEntry => ({
  ...{ kind: 'tool-requested', at: at(second), toolCallId: 't1', tool: 'bookAppointment', arguments: args },
})
const answered = (second: number): JournalEntry => ({
  ...{ kind: 'tool-answered', at: at(second), toolCallId: 't1', tool: 'bookAppointment', status: 'succeeded' },
  ...{ output: '{}', effects: [], tookMs: 1_000 },
})
const claimed = (second: number, is: 'unfounded' | 'taken-back' | 'came-true'): JournalEntry => ({
  ...{ kind: 'claim', at: at(second), claim: 'booked', itemId: 'i', is },
})
const conversation = [
  says('agent', 1, 'Shall I book that?'),
  says('caller', 3, 'Yes please.'),
  requested(5),
  answered(6),
]

const asked = { line: dental, callId, caller, tool: 'bookAppointment', arguments: args } as const
const { key, wish, reference } = intentOf(asked)

/** A call that is over, with this journal, and its booking made; `sms`: with the confirmation sent. */
async function over(world: World, journal: readonly JournalEntry[], how: { sms?: boolean; settled?: boolean } = {}) {
  const { calls, ledger } = world.records
  await calls.admit({
    ...{ callId, lineId: dental.id, callSid: 'CA1', caller, called: dental.number, startedAt: at(0) },
    ...{ gateway: 'g1', heartbeatAt: at(0), recording: 'none' },
  })
  await calls.end(callId, { reason: 'caller-hung-up', endedAt: at(20) })
  await world.records.journal.append(callId, journal)
  const begun = await ledger.begin(
    { key, wish, callId, lineId: dental.id, tool: 'bookAppointment' },
    { leaseMs: 60_000, now: at(5) },
  )
  assert.equal(begun.state, 'held')
  await ledger.attempt(key, begun.fence, 'calendar-event')
  await ledger.note(key, begun.fence, 'calendar-event', effect('calendar', 'created', 'event'))
  if (how.sms === true) {
    await ledger.attempt(key, begun.fence, 'sms-confirmation')
    await ledger.note(key, begun.fence, 'sms-confirmation', effect('sms', 'sent', 'message'))
  }
  const result = { startsAt: '2026-11-24T10:00:00+01:00[Europe/Berlin]', spoken: 'Tuesday', confirmation: 'no-sms' }
  if (how.settled !== false) await ledger.settle(key, begun.fence, { status: 'succeeded', result })
  return begun.fence
}

const effect = (vendor: 'calendar' | 'sms', action: 'created' | 'sent', what: 'event' | 'message') =>
  ({ vendor, action, what, reference: `${vendor}-1` }) as const

const tell = (world: World, attempt = 1) =>
  tellTheUntold({ callId, lineId: dental.id }, { attempt, signal: new AbortController().signal }, world.parts)
const texts = (world: World) => world.carrier.messages.filter(({ to }) => to === caller).map(({ body }) => body)
const flags = (world: World) =>
  world.published.flatMap(({ type, data }) =>
    /call\.flagged/.test(type) ? [(data as DataOf<'call.flagged'>).why] : [],
  )

const silent: WorldOptions = { lines: [{ ...dental, sms: { ...dental.sms, enabled: false } }] }

describe('a booking that the caller did not hear of', () => {
  test('is told by SMS, once, however often the end of the call is told', async () => {
    await using world = await openWorld()
    await over(world, conversation)
    for (let i = 0; i < 3; i++) await tell(world)
    assert.equal(texts(world).length, 1)
    assert.match(texts(world)[0] ?? '', new RegExp(`gebucht: Dienstag, 24. November um 10 Uhr.*${reference}T`))
    assert.deepEqual(flags(world), [])
  })

  test('is told to the staff where the line sends no SMS, or the number takes none', async () => {
    for (const refused of [false, true]) {
      await using world = await openWorld(refused ? {} : silent)
      if (refused) world.carrier.optOut(caller)
      await over(world, conversation)
      await tell(world)
      await tell(world)
      assert.deepEqual([texts(world), flags(world)], [[], ['done-not-told']])
    }
  })

  test('is tried again when the SMS does not go, and told to the staff after a minute of that', async () => {
    await using world = await openWorld()
    world.carrier.trouble.rest({ on: 'messages.create', times: 99, fail: carrierFailures.tooManyRequests })
    await over(world, conversation)
    await assert.rejects(tell(world, 1))
    assert.deepEqual(flags(world), [])
    await tell(world, 8)
    assert.deepEqual(flags(world), ['done-not-told'])
  })

  test('waits for a booking that is not settled, and for nothing else', async () => {
    await using world = await openWorld()
    const fence = await over(world, [...conversation.slice(0, 3), claimed(4, 'unfounded')], { settled: false })
    await assert.rejects(tell(world), { name: 'NotSettled' })
    assert.deepEqual([texts(world), flags(world)], [[], ['claimed-not-done']])
    await world.records.ledger.settle(key, fence, { status: 'succeeded', result: {} })
    await tell(world)
    assert.equal(texts(world).length, 1)
  })

  test('is told over the real bus within seconds of the end, by whichever process', async () => {
    await using world = await openWorld()
    await over(world, conversation)
    await using bus = await openBus(world.file)
    await using _runner = await startToolRunner({
      ...{ bus, records: world.records, lines: world.parts.lines, clock: world.clock, log: world.parts.log },
      ...{ ...world.addresses, timing: world.parts.timing },
    })
    const ended = { callId, lineId: dental.id, callSid: 'CA1', reason: 'caller-hung-up', startedAt: at(0) } as const
    const data = { ...ended, endedAt: at(20), recording: 'expected' } as const
    await bus.publish(makeEvent('call.ended', data, { by: 'voice-gateway', at: world.clock.now() }))
    const deadlineMs = performance.now() + 5_000
    while (texts(world).length === 0 && performance.now() < deadlineMs) await systemClock.sleep(20)
    assert.equal(texts(world).length, 1)
  })
})

describe('a booking that the caller knows of', () => {
  for (const [how, journal, sms] of [
    ['because the agent said so, and was heard', [...conversation, says('agent', 8, 'It is booked: Tuesday.')], false],
    ['because the confirmation went out by SMS', conversation, true],
    [
      'because the sentence was heard as far as that when the gateway died',
      [
        ...conversation,
        { kind: 'speaking', at: at(8), itemId: 'a', text: 'Your appointment is booked for', heardMs: 900 },
      ],
      false,
    ],
  ] as const) {
    test(`${how}, is told again to nobody`, async () => {
      await using world = await openWorld()
      await over(world, journal, { sms })
      await tell(world)
      assert.deepEqual([texts(world), flags(world)], [[], []])
    })
  }

  test('is one that nobody knows of when all they heard came before, or was taken back', async () => {
    for (const journal of [
      [
        says('agent', 1, 'You are booked.'),
        says('agent', 2, 'I was mistaken, it is not booked.'),
        ...conversation.slice(1),
      ],
      [...conversation, says('agent', 8, 'It is booked. Sorry, it is not booked yet.')],
    ]) {
      await using world = await openWorld()
      await over(world, journal)
      await tell(world)
      assert.equal(texts(world).length, 1)
    }
  })
})

describe('a claim that was not so', () => {
  for (const [is, why] of [
    [['unfounded'], ['claimed-not-done']],
    [['unfounded', 'taken-back'], ['claim-corrected']],
    [['unfounded', 'came-true'], []],
  ] as const) {
    test(`and was ${is.join(', then ')}, is told to the staff as ${why.join() || 'nothing'}`, async () => {
      await using world = await openWorld()
      await over(world, [...conversation, ...is.map((one, i) => claimed(9 + i, one))], { sms: true })
      await tell(world)
      await tell(world)
      assert.deepEqual(flags(world), why)
    })
  }
})
