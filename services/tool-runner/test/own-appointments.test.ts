import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type ResultOf, toolCatalogue } from '@frontdesk/tools'
import { lineRules } from '../src/line-rules.ts'
import { slotIdOf } from '../src/slot-id.ts'
import { ask, booking, calendarId, dental, openWorld, request, slotId, standing, type World } from './world.ts'

const ada = '+4915112345678'
const stranger = '+4917099999999'
type More = Parameters<typeof request>[3]

const call = (world: World, tool: keyof typeof toolCatalogue, args: Record<string, unknown>, more: More = {}) =>
  ask(world, request(world, tool, args, more))

type Answer = Awaited<ReturnType<typeof call>>
const code = ({ outcome }: Answer) => (outcome.status === 'failed' ? outcome.error.code : outcome.status)
function resultOf<N extends 'findMyAppointments' | 'rescheduleAppointment' | 'cancelAppointment'>(
  tool: N,
  { outcome }: Answer,
): ResultOf<N> {
  assert.ok(outcome.status === 'succeeded', JSON.stringify(outcome))
  return toolCatalogue[tool].result.parse(outcome.result) as ResultOf<N>
}

/** Booked in an earlier call of Ada's. */
async function openBooked(start = '2026-11-25T10:00', options: Parameters<typeof openWorld>[0] = {}): Promise<World> {
  const world = await openWorld(options)
  const booked = await call(world, 'bookAppointment', booking(start), { callId: 'earlier' })
  assert.equal(booked.outcome.status, 'succeeded', JSON.stringify(booked.outcome))
  return world
}

async function mine(world: World, args: Record<string, unknown> = {}, more: More = {}) {
  const answer = await call(world, 'findMyAppointments', { name: 'Ada Lovelace', ...args }, more)
  return resultOf('findMyAppointments', answer)
}
const idOf = async (world: World, more: More = {}) => (await mine(world, {}, more)).appointments[0]?.appointmentId ?? ''
const starts = (world: World) => standing(world).map(({ start }) => start.dateTime)
const none = { appointments: [], askFor: 'nothing' }

describe('a caller’s own appointments', () => {
  test('are found by the number of the call with the name, and tell what their owner may know', async () => {
    await using world = await openBooked()
    const { appointments, askFor } = await mine(world)
    assert.equal(askFor, 'nothing')
    const [{ appointmentId, ...told } = { appointmentId: '' }] = appointments
    assert.ok(appointmentId.length > 40)
    assert.deepEqual(told, {
      service: 'Check-up',
      startsAt: '2026-11-25T10:00:00+01:00[Europe/Berlin]',
      endsAt: '2026-11-25T10:30:00+01:00[Europe/Berlin]',
      spoken: 'Wednesday, 25 November at 10:00',
      with: 'Dr. Sommer',
      change: 'possible',
    })
  })

  test('are found however the name was heard, and by the number that the booking came from', async () => {
    await using world = await openWorld()
    const args = booking('2026-11-25T10:00', { name: 'Sabine Krüger' })
    await call(world, 'bookAppointment', args, { callId: 'earlier' })
    for (const name of ['sabine krueger', 'Kruger, Sabine', 'Frau Sabine Krüger', 'Sabine Krügger'])
      assert.equal((await mine(world, { name })).appointments.length, 1, name)
    // As it is when she books for a number that was read back to her.
    const [{ id = '', extendedProperties, ...event } = { id: '' }] = standing(world)
    const intent = 'cd'.repeat(32)
    const own = { ...extendedProperties?.private, frontdeskIntent: intent, frontdeskPhone: '+4915188888888' }
    await world.parts.vendors.calendar.cancel(calendarId, id, new AbortController().signal)
    world.calendar.put(calendarId, { ...event, id: `fd${intent}`, extendedProperties: { private: own } })
    for (const caller of [ada, '+4915188888888', stranger]) {
      const found = await mine(world, { name: 'Sabine Krüger' }, { caller })
      assert.equal(found.appointments.length, caller === stranger ? 0 : 1)
    }
  })

  test('of a family’s number are told to the one whose name is given', async () => {
    await using world = await openBooked()
    const son = { ...booking('2026-11-25T11:00', { name: 'Byron Lovelace' }), another: { for: 'my son' } }
    await call(world, 'bookAppointment', son, { callId: 'earlier' })
    const told = async (name: string) => (await mine(world, { name })).appointments.map(({ spoken }) => spoken)
    assert.deepEqual(await told('Ada Lovelace'), ['Wednesday, 25 November at 10:00'])
    assert.deepEqual(await told('Byron Lovelace'), ['Wednesday, 25 November at 11:00'])
    for (const name of ['Lovelace', 'Ada', 'Charles Babbage']) assert.deepEqual(await told(name), [], name)
  })

  test('that are over, cancelled, or made by somebody else are none', async () => {
    await using world = await openBooked()
    world.calendar.takeSlot(calendarId, '2026-11-25T11:00:00+01:00', '2026-11-25T11:30:00+01:00', 'Ada Lovelace')
    await call(world, 'cancelAppointment', { appointmentId: await idOf(world) })
    assert.deepEqual((await mine(world)).appointments, [])
  })

  test('are told to a call from another number only with what the policy asks for, and nothing is given away', async () => {
    await using world = await openBooked()
    for (const from of [{ caller: stranger }, { caller: null }]) {
      const more = { ...from, callId: `call-${from.caller}` }
      const asked = await mine(world, {}, more)
      assert.deepEqual(asked, { appointments: [], askFor: 'start' })
      assert.deepEqual(await mine(world, { name: 'Nobody Here' }, more), asked, 'whether there is one is not told')
      assert.deepEqual(await mine(world, { startsAt: '2026-11-25T10:30' }, more), none)
      assert.deepEqual(await mine(world, { name: 'Ada Lovelance', startsAt: '2026-11-25T10:00' }, more), none)
      assert.equal((await mine(world, { startsAt: '2026-11-25T10:00' }, more)).appointments.length, 1)
    }
  })

  test('cannot be guessed: a call has three guesses over all runners, and the right one again is free', async () => {
    await using world = await openBooked()
    const more = { caller: stranger, callId: 'guessing' }
    const guess = async (startsAt: string) =>
      code(await call(world, 'findMyAppointments', { name: 'Ada Lovelace', startsAt }, more))
    for (const time of ['09:00', '09:30', '11:00', '09:00'])
      assert.equal(await guess(`2026-11-25T${time}`), 'succeeded')
    assert.equal(await guess('2026-11-25T10:00'), 'too-many-tries')
    assert.equal(await guess('2026-11-25T09:30'), 'succeeded')
  })

  test('are known from elsewhere by the e-mail address, or not at all, where the line says so', async () => {
    const lineWith = (otherNumber: 'name-and-email' | 'never') => ({
      ...dental,
      booking: { ...dental.booking, identify: { otherNumber } },
    })
    await using world = await openWorld({ lines: [lineWith('name-and-email')] })
    await call(world, 'bookAppointment', booking('2026-11-25T10:00', { email: 'ada@example.org' }), {
      callId: 'earlier',
    })
    const more = { caller: stranger }
    assert.deepEqual(await mine(world, { startsAt: '2026-11-25T10:00' }, more), { appointments: [], askFor: 'email' })
    assert.equal((await mine(world, { email: 'ADA@example.org' }, more)).appointments.length, 1)
    const never = { ...world.parts, lines: new Map([[dental.id, lineWith('never')]]) }
    const args = { name: 'Ada Lovelace', startsAt: '2026-11-25T10:00', email: 'ada@example.org' }
    const answer = await ask(world, request(world, 'findMyAppointments', args, more), never)
    assert.deepEqual(answer.outcome, { status: 'succeeded', result: none })
  })

  test('named by a time that the clock shows twice are found at either; by one that it skips, it is asked again', async () => {
    const night = {
      ...dental.hours,
      weekly: { ...dental.hours.weekly, sunday: [['00:00', '24:00'] as [string, string]] },
    }
    const line = { ...dental, hours: night }
    await using world = await openWorld({ lines: [line], start: '2026-10-20T10:00:00+02:00' })
    const slot = (offset: string) => Temporal.ZonedDateTime.from(`2026-10-25T02:30${offset}[Europe/Berlin]`)
    const { seals } = world.parts
    const calendar = lineRules(line).bookables[0]?.providers[0]?.calendar
    assert.ok(calendar)
    const start = slot('+01:00')
    const id = slotIdOf(
      { start, end: start.add({ minutes: 30 }), service: 'Check-up', calendar },
      line,
      world.clock.now(),
      seals,
    )
    const booked = await call(
      world,
      'bookAppointment',
      { slotId: id, customer: { name: 'Ada Lovelace' } },
      { callId: 'earlier' },
    )
    assert.equal(booked.outcome.status, 'succeeded', JSON.stringify(booked.outcome))
    assert.deepEqual(starts(world), ['2026-10-25T02:30:00+01:00'])
    const more = { caller: stranger }
    const [found] = (await mine(world, { startsAt: '2026-10-25T02:30' }, more)).appointments
    assert.equal(found?.startsAt, '2026-10-25T02:30:00+01:00[Europe/Berlin]')
    assert.match(found?.spoken ?? '', /2:30, after the clocks have gone back/)
    const skipped = await call(
      world,
      'findMyAppointments',
      { name: 'Ada Lovelace', startsAt: '2027-03-28T02:30' },
      more,
    )
    assert.equal(code(skipped), 'bad-arguments')
  })
})

describe('an appointment is moved', () => {
  test('as one change of the one event, and its owner is told', async () => {
    await using world = await openBooked()
    const [before] = standing(world)
    const args = { appointmentId: await idOf(world), slotId: slotId('2026-11-26T14:30') }
    const answer = await call(world, 'rescheduleAppointment', args)
    const { appointmentId, ...told } = resultOf('rescheduleAppointment', answer)
    assert.deepEqual(told, {
      startsAt: '2026-11-26T14:30:00+01:00[Europe/Berlin]',
      spoken: 'Thursday, 26 November at 14:30',
      before: 'Wednesday, 25 November at 10:00',
      confirmation: 'sms-sent',
    })
    const [event, ...more] = standing(world)
    assert.deepEqual([more.length, event?.id, event?.summary], [0, before?.id, before?.summary])
    assert.deepEqual(
      [event?.start.dateTime, event?.end.dateTime],
      ['2026-11-26T14:30:00+01:00', '2026-11-26T15:00:00+01:00'],
    )
    assert.deepEqual(
      answer.effects.map(({ vendor, action, reference }) => [vendor, action, reference === before?.id]),
      [
        ['calendar', 'updated', true],
        ['sms', 'sent', false],
      ],
    )
    assert.match(world.carrier.messages[1]?.body ?? '', /moved to Thursday, 26 November at 14:30 \(it was Wednesday/)
    assert.notEqual(appointmentId, args.appointmentId)
  })

  test('once, however often it is asked for; there and back again is two moves, each of them once', async () => {
    await using world = await openBooked()
    const there = { appointmentId: await idOf(world), slotId: slotId('2026-11-26T14:30') }
    const move = (args: Record<string, unknown>) => call(world, 'rescheduleAppointment', args)
    const [first, again] = [await move(there), await move(there)]
    assert.deepEqual([again.outcome, again.effects], [first.outcome, first.effects])
    const { appointmentId } = resultOf('rescheduleAppointment', first)
    const back = await move({ appointmentId, slotId: slotId('2026-11-25T10:00') })
    const third = await move({
      appointmentId: resultOf('rescheduleAppointment', back).appointmentId,
      slotId: there.slotId,
    })
    assert.equal(third.outcome.status, 'succeeded')
    assert.deepEqual(starts(world), ['2026-11-26T14:30:00+01:00'])
    assert.equal(world.calendar.asked.filter(({ call: one }) => one === 'events.patch').length, 3)
  })

  test('into time that it takes itself', async () => {
    const line = { ...dental, booking: { ...dental.booking, gridMinutes: 15 } }
    await using world = await openBooked('2026-11-25T10:00', { lines: [line] })
    const args = { appointmentId: await idOf(world), slotId: slotId('2026-11-25T10:15') }
    assert.equal(code(await call(world, 'rescheduleAppointment', args)), 'succeeded')
    assert.deepEqual(starts(world), ['2026-11-25T10:15:00+01:00'])
  })

  test('not to a time that is gone: it stays where it is, and the nearest others are told', async () => {
    await using world = await openBooked()
    world.calendar.takeSlot(calendarId, '2026-11-26T14:00:00+01:00', '2026-11-26T15:00:00+01:00')
    const args = { appointmentId: await idOf(world), slotId: slotId('2026-11-26T14:30') }
    const answer = await call(world, 'rescheduleAppointment', args)
    assert.equal(code(answer), 'slot-taken')
    assert.match(JSON.stringify(answer.outcome), /Thursday, 26 November at 15:00 \(slotId/)
    assert.ok(starts(world).includes('2026-11-25T10:00:00+01:00'))
    assert.deepEqual(answer.effects, [])
  })

  test('back again when somebody outside was quicker between the look and the change', async () => {
    await using world = await openBooked()
    const args = { appointmentId: await idOf(world), slotId: slotId('2026-11-26T14:30') }
    const meanwhile = () =>
      world.calendar.takeSlot(calendarId, '2026-11-26T14:30:00+01:00', '2026-11-26T15:00:00+01:00')
    world.calendar.trouble.add({ on: 'events.patch', times: 1, meanwhile, latencyMs: 20 })
    const answer = await call(world, 'rescheduleAppointment', args)
    assert.equal(code(answer), 'slot-taken')
    assert.deepEqual(starts(world).toSorted(), ['2026-11-25T10:00:00+01:00', '2026-11-26T14:30:00+01:00'])
    assert.equal(world.carrier.messages.length, 1)
    const later = await call(world, 'rescheduleAppointment', { ...args, slotId: slotId('2026-11-26T16:00') })
    assert.equal(code(later), 'succeeded', 'the id is still good: the appointment is where it was told to be')
  })

  test('once, when the calendar’s answer was lost', async () => {
    await using world = await openBooked()
    const args = { appointmentId: await idOf(world), slotId: slotId('2026-11-26T14:30') }
    world.calendar.trouble.add({ on: 'events.patch', times: 1, resetAfterEffect: true })
    assert.equal(code(await call(world, 'rescheduleAppointment', args)), 'succeeded')
    assert.deepEqual(starts(world), ['2026-11-26T14:30:00+01:00'])
    assert.equal(world.calendar.asked.filter(({ call: one }) => one === 'events.patch').length, 1)
  })

  test('not where the staff have moved it meanwhile', async () => {
    await using world = await openBooked()
    const appointmentId = await idOf(world)
    await patchByStaff(world, '2026-11-27T09:00:00+01:00', '2026-11-27T09:30:00+01:00')
    const moved = await call(world, 'rescheduleAppointment', { appointmentId, slotId: slotId('2026-11-26T14:30') })
    assert.equal(code(moved), 'appointment-changed')
    assert.equal(code(await call(world, 'cancelAppointment', { appointmentId })), 'appointment-changed')
    assert.deepEqual(starts(world), ['2026-11-27T09:00:00+01:00'])
  })

  test('only to a slot of its own service and with whom it is', async () => {
    await using world = await openBooked()
    const appointmentId = await idOf(world)
    const cleaning = slotId('2026-11-26T14:00', 60)
    assert.equal(
      code(await call(world, 'rescheduleAppointment', { appointmentId, slotId: cleaning })),
      'slot-does-not-fit',
    )
    const find = { date: '2026-11-26', appointmentId }
    assert.equal(
      code(await call(world, 'findAvailability', { ...find, service: 'Professional cleaning' })),
      'other-service',
    )
    assert.equal(code(await call(world, 'findAvailability', { ...find, service: 'Kontrolluntersuchung' })), 'succeeded')
  })
})

describe('an appointment is cancelled', () => {
  test('once, its owner is told, and its time is free', async () => {
    await using world = await openBooked()
    const args = { appointmentId: await idOf(world) }
    const first = await call(world, 'cancelAppointment', args)
    assert.deepEqual(resultOf('cancelAppointment', first), {
      spoken: 'Wednesday, 25 November at 10:00',
      confirmation: 'sms-sent',
    })
    const again = await call(world, 'cancelAppointment', args)
    assert.deepEqual([again.outcome, again.effects], [first.outcome, first.effects])
    assert.deepEqual(starts(world), [])
    assert.match(world.carrier.messages[1]?.body ?? '', /is cancelled: Wednesday, 25 November at 10:00/)
    const next = await call(world, 'bookAppointment', booking('2026-11-25T10:00', { name: 'Next One' }), {
      callId: 'next',
      caller: stranger,
    })
    assert.equal(code(next), 'succeeded')
  })

  test('from another number, and the owner hears of it at their own', async () => {
    await using world = await openBooked()
    const more = { caller: stranger, callId: 'from-elsewhere' }
    const [found] = (await mine(world, { startsAt: '2026-11-25T10:00' }, more)).appointments
    await call(world, 'cancelAppointment', { appointmentId: found?.appointmentId }, more)
    assert.deepEqual(
      world.carrier.messages.map(({ to }) => to),
      [ada, ada],
    )
  })

  test('once, when the calendar’s answer was lost', async () => {
    await using world = await openBooked()
    world.calendar.trouble.add({ on: 'events.delete', times: 1, hangAfterEffect: true })
    assert.equal(code(await call(world, 'cancelAppointment', { appointmentId: await idOf(world) })), 'succeeded')
    assert.equal(world.calendar.asked.filter(({ call: one }) => one === 'events.delete').length, 1)
    assert.equal(world.carrier.messages.length, 2)
  })

  test('by the staff already is said so', async () => {
    await using world = await openBooked()
    const appointmentId = await idOf(world)
    const [event] = standing(world)
    await world.parts.vendors.calendar.cancel(calendarId, event?.id ?? '', new AbortController().signal)
    assert.equal(code(await call(world, 'cancelAppointment', { appointmentId })), 'already-cancelled')
    assert.equal(world.carrier.messages.length, 1)
  })
})

describe('nobody touches an appointment', () => {
  test('with an id of another call, an invented one, or one of a slot', async () => {
    await using world = await openBooked()
    const appointmentId = await idOf(world)
    const other = { callId: 'call-2', caller: stranger }
    for (const [id, more] of [
      [appointmentId, other],
      ['made-up', { callId: 'call-3' }],
      [slotId('2026-11-26T14:30'), { callId: 'call-4' }],
    ] as const) {
      const slot = slotId('2026-11-26T14:30')
      assert.equal(code(await call(world, 'cancelAppointment', { appointmentId: id }, more)), 'unknown-appointment')
      const moved = await call(world, 'rescheduleAppointment', { appointmentId: id, slotId: slot }, more)
      assert.equal(code(moved), 'unknown-appointment')
    }
    assert.deepEqual(starts(world), ['2026-11-25T10:00:00+01:00'])
  })

  test('later than the line allows, and not once it has begun', async () => {
    const line = { ...dental, booking: { ...dental.booking, changeUntilMinutes: 24 * 60 } }
    await using world = await openBooked('2026-11-24T09:30', { lines: [line] })
    const [found] = (await mine(world)).appointments
    assert.equal(found?.change, 'too-late')
    const { appointmentId } = found
    const answer = await call(world, 'cancelAppointment', { appointmentId })
    assert.equal(code(answer), 'too-late-to-change')
    assert.match(JSON.stringify(answer.outcome), /transferToHuman/)
    const args = { appointmentId, slotId: slotId('2026-11-26T14:30') }
    assert.equal(code(await call(world, 'rescheduleAppointment', args)), 'too-late-to-change')
    assert.deepEqual(starts(world), ['2026-11-24T09:30:00+01:00'])
  })

  test('and what it returns is nothing but the caller’s own: no name, number or note', async () => {
    await using world = await openBooked()
    const { outcome } = await call(world, 'findMyAppointments', { name: 'Ada Lovelace' })
    assert.doesNotMatch(JSON.stringify(outcome), /Lovelace|lovelace|\+49|15112345678|Reference/)
    for (const line of world.logged) assert.doesNotMatch(line, /lovelace|15112345678/i)
  })
})

async function patchByStaff(world: World, start: string, end: string): Promise<void> {
  const [event] = standing(world)
  const path = `/calendar/v3/calendars/${encodeURIComponent(calendarId)}/events/${event?.id}`
  const answered = await fetch(new URL(path, world.addresses.calendar.apiUrl), {
    method: 'PATCH',
    headers: { authorization: 'Bearer staff', 'content-type': 'application/json' },
    body: JSON.stringify({ start: { dateTime: start }, end: { dateTime: end } }),
  })
  assert.equal(answered.status, 200)
}
