import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { nameOf } from '@frontdesk/events'
import { type ToolName, toolCatalogue } from '@frontdesk/tools'
import { exampleLine } from './lines.ts'
import { ask, booking, calendarId, dental, openWorld, request, type World } from './world.ts'

const slotsOf = async (world: World, args: Record<string, unknown>, more = {}) => {
  const { outcome } = await ask(world, request(world, 'findAvailability', args, more))
  assert.ok(outcome.status === 'succeeded', JSON.stringify(outcome))
  return toolCatalogue.findAvailability.result.parse(outcome.result)
}
const error = ({ outcome }: Awaited<ReturnType<typeof ask>>) =>
  outcome.status === 'failed' ? outcome.error : undefined
const published = (world: World) => world.published.map(nameOf).filter((name) => name !== 'tool.completed')

describe('findAvailability', () => {
  test('offers the first ones of the morning and the afternoon that are free, and each can be booked', async () => {
    await using world = await openWorld()
    world.calendar.takeSlot(calendarId, '2026-11-24T09:15:00+01:00', '2026-11-24T09:45:00+01:00')
    const { dayIs, slots } = await slotsOf(world, { date: '2026-11-24', service: 'Check-up' })
    assert.equal(dayIs, 'available')
    assert.deepEqual(
      slots.map(({ startsAt }) => startsAt.slice(11, 16)),
      ['10:00', '10:30', '11:00', '14:00', '14:30', '15:00'],
    )
    assert.equal(slots[0]?.spoken, 'Tuesday, 24 November at 10:00')
    assert.equal(slots[0]?.endsAt, '2026-11-24T10:30:00+01:00[Europe/Berlin]')
    const args = { slotId: slots[4]?.slotId, customer: { name: 'Ada Lovelace' } }
    const { outcome } = await ask(world, request(world, 'bookAppointment', args))
    assert.ok(outcome.status === 'succeeded')
    assert.equal(outcome.result.startsAt, slots[4]?.startsAt)
  })

  test('says why a day has none, and offers the nearest later ones, asking the calendar once', async () => {
    await using world = await openWorld()
    const saturday = await slotsOf(world, { date: '2026-11-28', service: 'Professional cleaning' }, { language: 'de' })
    assert.equal(saturday.dayIs, 'closed')
    assert.equal(saturday.slots[0]?.spoken, 'Montag, 30. November um 9 Uhr')
    assert.equal((await slotsOf(world, { date: '2026-11-20', service: 'Check-up' })).dayIs, 'past')
    world.calendar.takeSlot(calendarId, '2026-11-24T00:00:00+01:00', '2026-11-25T00:00:00+01:00')
    const full = await slotsOf(world, { date: '2026-11-24', service: 'Check-up' })
    assert.equal(full.dayIs, 'full')
    assert.equal(full.slots[0]?.startsAt, '2026-11-25T09:00:00+01:00[Europe/Berlin]')
    assert.equal(world.calendar.asked.filter(({ call }) => call === 'freebusy.query').length, 3)
  })

  test('of a day beyond what can be booked says how far that is', async () => {
    await using world = await openWorld()
    const answer = await ask(world, request(world, 'findAvailability', { date: '2027-06-01', service: 'Check-up' }))
    assert.deepEqual([error(answer)?.code, error(answer)?.message.includes('2027-02-21')], ['too-far-ahead', true])
  })

  test('offers nothing when the calendar is unknown to Google: unknown is not free', async () => {
    await using world = await openWorld({ calendars: [] })
    const answer = await ask(world, request(world, 'findAvailability', { date: '2026-11-24', service: 'Check-up' }))
    assert.equal(error(answer)?.code, 'calendar-unavailable')
  })

  test('tries again where the calendar stumbles, and gives up with a reason where it stays away', async () => {
    await using world = await openWorld()
    world.calendar.trouble.add({ times: 2, reset: true })
    assert.equal((await slotsOf(world, { date: '2026-11-24', service: 'Check-up' })).dayIs, 'available')
    world.calendar.trouble.add({ fail: { status: 500, body: {} } })
    const answer = await ask(world, request(world, 'findAvailability', { date: '2026-11-24', service: 'Check-up' }))
    assert.equal(error(answer)?.code, 'calendar-unavailable')
    assert.deepEqual(answer.effects, [])
  })
})

describe('transferToHuman', () => {
  const reason = { reason: 'The caller disputes a bill.' }

  test('while the practice is open rings back who would rather have that, also once they were put through', async () => {
    await using world = await openWorld()
    await ask(world, request(world, 'transferToHuman', reason))
    const { outcome } = await ask(world, request(world, 'transferToHuman', { ...reason, how: 'callback' }))
    assert.ok(outcome.status === 'succeeded')
    assert.equal(outcome.result.next, 'callback')
    assert.equal((await world.records.callbacks.open({ lineIds: [dental.id] })).length, 1)
  })

  test('while the practice is open puts through, and says so to everybody once', async () => {
    await using world = await openWorld()
    const { outcome, effects } = await ask(world, request(world, 'transferToHuman', reason))
    assert.deepEqual(outcome, { status: 'succeeded', result: { next: 'transfer', spoken: null } })
    assert.deepEqual(effects, [])
    assert.deepEqual(published(world), ['call.escalated'])
    const [escalated] = world.published
    assert.deepEqual(
      { ...escalated?.data, escalatedAt: '' },
      {
        callId: 'call-1',
        lineId: dental.id,
        by: 'agent',
        ...reason,
        caller: '+4915112345678',
        next: 'transfer',
        escalatedAt: '',
      },
    )
  })

  test('while it is closed promises one callback, however often and however worded it is asked for', async () => {
    await using world = await openWorld({ start: '2026-11-27T19:00:00+01:00' })
    const first = await ask(world, request(world, 'transferToHuman', reason, { language: 'de' }))
    const again = await ask(
      world,
      request(world, 'transferToHuman', { reason: 'Again: the bill.' }, { language: 'de' }),
    )
    assert.deepEqual(first.outcome, {
      status: 'succeeded',
      result: { next: 'callback', spoken: 'Montag, 30. November um 11 Uhr' },
    })
    assert.deepEqual([again.outcome, again.effects], [first.outcome, first.effects])
    const callbacks = await world.records.callbacks.open({ lineIds: [dental.id] })
    assert.deepEqual(
      callbacks.map(({ reason: why, dueAt, caller, state }) => ({ why, dueAt, caller, state })),
      [{ why: reason.reason, dueAt: '2026-11-30T10:00:00.000Z', caller: '+4915112345678', state: 'open' }],
    )
    assert.deepEqual(first.effects, [
      { vendor: 'callbacks', action: 'created', what: 'callback', reference: callbacks[0]?.callbackId },
    ])
    assert.deepEqual(published(world), ['callback.queued', 'call.escalated'])
  })

  test('on a line with nobody to ring promises a callback, open or not', async () => {
    const alone = { ...dental, people: { ...dental.people, transfer: [] } }
    await using world = await openWorld({ lines: [alone] })
    const { outcome } = await ask(world, request(world, 'transferToHuman', reason))
    assert.ok(outcome.status === 'succeeded')
    assert.deepEqual(outcome.result, { next: 'callback', spoken: 'Monday, 23 November at 12:00' })
  })
})

describe('logLead', () => {
  const lead = { name: 'Ada Lovelace', contact: '+49 151 1234-5678', qualifyingInfo: 'Wants <b>veneers</b> & a quote.' }

  test('keeps the contact as a lead, with one note', async () => {
    await using world = await openWorld()
    const { outcome, effects } = await ask(world, request(world, 'logLead', lead))
    assert.deepEqual(outcome, { status: 'succeeded', result: { logged: true } })
    assert.deepEqual(
      effects.map(({ what }) => what),
      ['contact', 'note'],
    )
    const [contact] = world.crm.contacts
    assert.deepEqual([contact?.properties.phone, contact?.properties.lifecyclestage], ['+4915112345678', 'lead'])
    const notes = world.crm.notesOf(contact?.id ?? '')
    assert.equal(notes.length, 1)
    assert.match(notes[0]?.properties.hs_note_body ?? '', /Wants &lt;b&gt;veneers&lt;\/b&gt; &amp; a quote\./)
  })

  for (const on of ['objects.create', 'objects.search'] as const) {
    for (const [how, trouble] of Object.entries({
      'dies after it': { resetAfterEffect: true },
      'answers 502 after it': { failAfterEffect: { status: 502, body: {} } },
      'asks to slow down': { fail: { status: 429, body: {} } },
    } as const)) {
      test(`keeps one contact and one note when ${on} ${how}, at whichever of the two`, async () => {
        await using world = await openWorld()
        for (const skip of [0, 1]) {
          world.crm.trouble.add({ on, times: 1, skip, ...trouble })
          const own = { ...lead, contact: `+4915112345${skip}00` }
          const { outcome } = await ask(world, request(world, 'logLead', own, { callId: `call-${skip}` }))
          assert.equal(outcome.status, 'succeeded')
          world.crm.trouble.clear()
        }
        assert.deepEqual([world.crm.contacts.length, world.crm.notes.length], [2, 2])
      })
    }
  }

  test('of somebody who cannot be reached is refused, naming the field', async () => {
    await using world = await openWorld()
    const answer = await ask(world, request(world, 'logLead', { ...lead, contact: 'you know me' }))
    assert.match(error(answer)?.message ?? '', /^contact: must be a phone number/)
    assert.equal(world.crm.asked.length, 0)
  })
})

describe('the small tools', () => {
  test('are kept in the ledger, and change nothing outside', async () => {
    await using world = await openWorld()
    const outcome = await ask(world, request(world, 'logCallOutcome', { outcome: 'answered', notes: 'Opening hours.' }))
    assert.deepEqual(outcome.outcome, { status: 'succeeded', result: { logged: true } })
    assert.deepEqual((await ask(world, request(world, 'endCall', {}))).outcome, {
      status: 'succeeded',
      result: { ending: true },
    })
    const intents = await world.records.ledger.ofCall('call-1')
    assert.deepEqual(
      intents.map(({ tool, outcome: { status } = { status: 'open' } }) => [tool, status]),
      [
        ['logCallOutcome', 'succeeded'],
        ['endCall', 'succeeded'],
      ],
    )
  })
})

describe('a request that does not fit', () => {
  for (const [why, tool, args, more, code, message] of [
    ['names no tool', 'dropTables', {}, {}, 'unknown-tool', /There is no tool dropTables/],
    ['lacks a field', 'bookAppointment', { slotId: 'x' }, {}, 'bad-arguments', /customer/],
    [
      'has a bad field',
      'findAvailability',
      { date: 'tomorrow', service: 'Check-up' },
      {},
      'bad-arguments',
      /date: must be a calendar date/,
    ],
    ['has a field too many', 'endCall', { now: true }, {}, 'bad-arguments', /now/],
    ['is of a line that is not ours', 'endCall', {}, { lineId: 'nowhere' }, 'unknown-line', /not set up/],
  ] as const) {
    test(`because it ${why} is answered with the fault, and nothing happens`, async () => {
      await using world = await openWorld()
      const answer = await ask(world, request(world, tool as ToolName, args, more))
      assert.equal(error(answer)?.code, code)
      assert.match(error(answer)?.message ?? '', message)
      assert.deepEqual(await world.records.ledger.ofCall('call-1'), [])
      assert.deepEqual([world.calendar.asked.length, world.crm.asked.length, world.carrier.asked.length], [0, 0, 0])
    })
  }
})

test('every line of the repository can be booked in its own zone', async () => {
  const salon = exampleLine('california-salon')
  const line = { ...salon, booking: { ...salon.booking, calendarId } }
  await using world = await openWorld({ lines: [line], start: '2026-11-24T17:00:00Z' })
  const { slots } = await slotsOf(world, { date: '2026-11-24', service: 'Haircut' }, { lineId: line.id })
  assert.equal(slots[0]?.startsAt, '2026-11-24T10:00:00-08:00[America/Los_Angeles]')
  const args = { ...booking('2026-11-24T10:00'), slotId: slots[0]?.slotId }
  const { outcome } = await ask(
    world,
    request(world, 'bookAppointment', args, { lineId: line.id, caller: '+14155550123' }),
  )
  assert.equal(outcome.status, 'succeeded')
  assert.equal(world.carrier.messages[0]?.from, salon.sms.from)
})
