import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { bookingCalendars, bookingRules, bookingSchema, serviceSchema } from './booking.ts'
import { calendarHours } from './calendar-hours.ts'
import type { Line } from './schema.ts'

const sommer = { id: 'dr-sommer', calendarId: 'sommer@example.com', name: 'Dr. Sommer' }
const wagner = { id: 'prophylaxe', calendarId: 'wagner@example.com', name: 'Frau Wagner' }
const common = {
  calendarId: wagner.calendarId,
  gridMinutes: 30,
  leadTimeMinutes: 60,
  horizonDays: 90,
  bufferMinutes: 5,
}
const business = { name: 'Praxis' }

const rules = (service: object, booking: object = {}) =>
  bookingRules(
    { business, booking: bookingSchema.parse({ ...common, calendars: [sommer, wagner], ...booking }) },
    serviceSchema.parse({ name: 'Check-up', durationMinutes: 30, ...service }),
  )

describe('the rules of a service', () => {
  test("are the line's, offered by everybody, where it says nothing", () => {
    const { bufferBeforeMinutes, bufferAfterMinutes, leadTimeMinutes, offeredBy } = rules({})
    assert.deepEqual([bufferBeforeMinutes, bufferAfterMinutes, leadTimeMinutes], [5, 5, 60])
    assert.deepEqual(
      offeredBy.map(({ id }) => id),
      ['prophylaxe', 'dr-sommer'],
      "the line's own calendar first",
    )
  })

  test('are its own where it does, and zero is something', () => {
    const own = rules({ bufferBeforeMinutes: 0, bufferAfterMinutes: 15, leadTimeMinutes: 0, offeredBy: ['dr-sommer'] })
    assert.deepEqual([own.bufferBeforeMinutes, own.bufferAfterMinutes, own.leadTimeMinutes], [0, 15, 0])
    assert.deepEqual(
      own.offeredBy.map(({ name }) => name),
      ['Dr. Sommer'],
    )
  })

  test('name the one calendar of a line that names nobody', () => {
    const booking = bookingSchema.parse(common)
    assert.deepEqual(bookingCalendars({ booking, business }), [
      { id: 'line', calendarId: wagner.calendarId, name: 'Praxis' },
    ])
    assert.deepEqual(rules({}, { calendars: [] }).offeredBy.length, 1)
  })
})

test('somebody has appointments in their own hours as far as the business is open, and none in their own holidays', () => {
  const [week, mornings] = [
    everyDay([
      ['09:00', '13:00'],
      ['14:00', '18:00'],
    ]),
    everyDay([
      ['08:00', '10:00'],
      ['12:00', '15:00'],
    ]),
  ]
  const line = { timeZone: 'Europe/Berlin', hours: { weekly: week, holidays: null, closures: [], specialDays: [] } }
  const closures = [{ from: '2026-11-25', to: '2026-11-26', reason: 'training' }]
  const hours = calendarHours(line, { hours: { weekly: mornings, closures } })
  const on = (date: string) =>
    hours.on(Temporal.PlainDate.from(date)).map(({ from, to }) => `${from.toPlainTime()}-${to.toPlainTime()}`)
  assert.deepEqual(on('2026-11-24'), ['09:00:00-10:00:00', '12:00:00-13:00:00', '14:00:00-15:00:00'])
  assert.deepEqual(on('2026-11-26'), [])
  assert.equal(calendarHours(line, {}).on(Temporal.PlainDate.from('2026-11-26')).length, 2)
})

function everyDay(spans: [string, string][]): Line['hours']['weekly'] {
  return {
    ...{ monday: spans, tuesday: spans, wednesday: spans, thursday: spans },
    ...{ friday: spans, saturday: spans, sunday: spans },
  }
}
