import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { stamp } from '@frontdesk/process/clock'
import { toolCatalogue } from '@frontdesk/tools'
import { ask, booking, calendarId, dental, openWorld, request, slotId, type World } from './world.ts'

// Free is what every calendar concerned says is free; what is not known is not.

const wagner = 'prophylaxe-lietzensee@example.com'
const room = 'room@example.com'
const date = '2026-11-26'

/** The practice, with check-ups by both of its people. */
const both = {
  ...dental,
  services: dental.services.map(({ offeredBy: _, ...service }) => service),
}
const withRoom = { ...both, booking: { ...both.booking, blockedBy: [room] } }

async function offered(world: World, service = 'Check-up', more = {}) {
  const { outcome } = await ask(world, request(world, 'findAvailability', { date, service }, more))
  if (outcome.status !== 'succeeded') return outcome.status === 'failed' ? outcome.error.code : outcome.status
  const { slots } = toolCatalogue.findAvailability.result.parse(outcome.result)
  return slots.map(({ startsAt, with: whom }) => `${startsAt.slice(11, 16)} ${whom}`)
}
const take = (world: World, calendar: string, from: string, to: string) =>
  world.calendar.takeSlot(calendar, `${date}T${from}:00+01:00`, `${date}T${to}:00+01:00`)

describe('times are offered', () => {
  test('with the first choice among those who are free, and each can be booked in their calendar', async () => {
    await using world = await openWorld({ lines: [both] })
    take(world, calendarId, '09:00', '09:30')
    const slots = await offered(world)
    assert.deepEqual(slots.slice(0, 2), ['09:00 Frau Wagner', '09:30 Dr. Sommer'])
    const { outcome } = await ask(world, request(world, 'findAvailability', { date, service: 'Check-up' }))
    assert.ok(outcome.status === 'succeeded')
    const [first] = toolCatalogue.findAvailability.result.parse(outcome.result).slots
    const args = { slotId: first?.slotId, customer: { name: 'Ada Lovelace' } }
    assert.equal((await ask(world, request(world, 'bookAppointment', args))).outcome.status, 'succeeded')
    assert.equal(world.calendar.events(wagner).length, 1)
  })

  test('of those alone whose calendar can be read, and a person is told of the other', async () => {
    await using world = await openWorld({ lines: [both], calendars: [wagner] })
    const slots = await offered(world)
    assert.ok(Array.isArray(slots) && slots.length > 0 && slots.every((slot) => slot.endsWith('Frau Wagner')))
    assert.ok(world.logged.some((line) => line.includes('a calendar cannot be read')))
  })

  test('of nobody when a calendar that blocks everybody cannot be read, or is busy', async () => {
    await using unread = await openWorld({ lines: [withRoom], calendars: [calendarId, wagner] })
    assert.equal(await offered(unread), 'calendar-unavailable')
    await using world = await openWorld({ lines: [withRoom] })
    take(world, room, '09:00', '17:00')
    assert.deepEqual(await offered(world), ['17:00 Dr. Sommer', '17:30 Dr. Sommer'])
    const refused = await ask(world, request(world, 'bookAppointment', booking(`${date}T10:00`)))
    assert.equal(refused.outcome.status === 'failed' && refused.outcome.error.code, 'slot-taken')
  })

  test('not within what an appointment that stands needs around it, nor booked there', async () => {
    await using world = await openWorld()
    const implant = { slotId: slotId(`${date}T09:30`, 45), customer: { name: 'Ada Lovelace' } }
    assert.equal((await ask(world, request(world, 'bookAppointment', implant))).outcome.status, 'succeeded')
    take(world, calendarId, '12:00', '18:00')
    // 9:30 to 10:15, and fifteen minutes behind it.
    assert.deepEqual(
      await offered(world, 'Acute toothache'),
      ['09:00', '10:30', '11:00', '11:30'].map((time) => `${time} Dr. Sommer`),
    )
    const within = { ...booking(`${date}T10:00`), slotId: slotId(`${date}T10:00`, 20) }
    const answer = await ask(world, request(world, 'bookAppointment', within, { callId: 'call-2' }))
    assert.equal(answer.outcome.status === 'failed' && answer.outcome.error.code, 'slot-taken')
  })

  test('not while another caller is booking them', async () => {
    await using world = await openWorld()
    const at = (time: string) => stamp(Temporal.Instant.from(`${date}T${time}:00+01:00`))
    const time = { calendarId, from: at('09:00'), to: at('09:30'), needsFrom: at('09:00'), needsTo: at('09:30') }
    const now = world.clock.now()
    const when = { now: stamp(now), until: stamp(now.add({ minutes: 1 })) }
    await world.records.slotClaims.claim('somebody', [time], when)
    assert.equal((await offered(world))[0], '09:30 Dr. Sommer')
    const answer = await ask(world, request(world, 'bookAppointment', booking(`${date}T09:00`)))
    assert.ok(answer.outcome.status === 'failed')
    assert.equal(answer.outcome.error.code, 'slot-taken')
    assert.match(answer.outcome.error.message, /Thursday, 26 November at 9:30 \(slotId/)
    assert.equal(world.calendar.events(calendarId).length, 0)
  })

  test('for services that the line has, under any of their names', async () => {
    await using world = await openWorld()
    assert.deepEqual(await offered(world, 'kontrolluntersuchung'), await offered(world, 'Check-up'))
    const { outcome } = await ask(world, request(world, 'findAvailability', { date, service: 'Massage' }))
    assert.ok(outcome.status === 'failed')
    assert.equal(outcome.error.code, 'unknown-service')
    assert.match(outcome.error.message, /Check-up, Professional cleaning/)
  })
})

test('a booking of a slot that ended is refused, and may be asked for again with a new one', async () => {
  await using world = await openWorld()
  const find = request(world, 'findAvailability', { date, service: 'Check-up' })
  const found = await ask(world, find, {
    ...world.parts,
    clock: { ...world.clock, now: () => world.clock.now().subtract({ minutes: 45 }) },
  })
  assert.ok(found.outcome.status === 'succeeded')
  const [slot] = toolCatalogue.findAvailability.result.parse(found.outcome.result).slots
  const customer = { name: 'Ada Lovelace' }
  const late = await ask(world, request(world, 'bookAppointment', { slotId: slot?.slotId, customer }))
  assert.equal(late.outcome.status === 'failed' && late.outcome.error.code, 'slot-expired')
  const again = await ask(world, request(world, 'bookAppointment', { slotId: slotId(`${date}T09:00`), customer }))
  assert.equal(again.outcome.status, 'succeeded')
})
