import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { openingHours } from '@frontdesk/line/hours'
import fc from 'fast-check'
import { exampleLine } from '../test/lines.ts'
import {
  type Busy,
  firstOfEachHalf,
  isBookable,
  isFree,
  isInTheWay,
  nearestTo,
  offerFor,
  type SlotRules,
  searched,
  slotsOn,
} from './slots.ts'

const dental = exampleLine('berlin-dental')
const salon = exampleLine('california-salon')
const rulesOf = (line: typeof dental, durationMinutes = 30): SlotRules => ({
  hours: openingHours(line),
  booking: {
    ...line.booking,
    ...{ durationMinutes, bufferBeforeMinutes: line.booking.bufferMinutes },
    bufferAfterMinutes: line.booking.bufferMinutes,
  },
  timeZone: line.timeZone,
})
const sommer = { id: 'dr-sommer', calendarId: 'sommer', name: 'Dr. Sommer' }
const wagner = { id: 'wagner', calendarId: 'wagner', name: 'Frau Wagner' }
const service = 'Check-up'
const offerings = (own: SlotRules, busy: readonly Busy[]) => [{ calendar: sommer, rules: own, busy }]
const rules = rulesOf(dental)
const date = Temporal.PlainDate.from
const at = Temporal.Instant.from
const clock = (slot: { start: Temporal.ZonedDateTime }) => slot.start.toPlainTime().toString({ smallestUnit: 'minute' })

/** Any moment of two years, and so every change of the clocks in them. */
const moment = fc
  .integer({ min: 0, max: 2 * 366 * 24 * 60 })
  .map((minutes) => at('2026-01-01T00:00:00Z').add({ minutes }))
const duration = fc.integer({ min: 1, max: 96 }).map((steps) => steps * 5)
const anyRules = fc
  .record({
    line: fc.constantFrom(dental, salon),
    gridMinutes: fc.constantFrom(5, 10, 15, 30, 60),
    leadTimeMinutes: fc.integer({ min: 0, max: 3_000 }),
    horizonDays: fc.integer({ min: 1, max: 120 }),
    bufferBeforeMinutes: fc.constantFrom(0, 5, 30),
    bufferAfterMinutes: fc.constantFrom(0, 15),
    durationMinutes: duration,
  })
  .map(({ line, ...booking }): SlotRules => ({ ...rulesOf(line), booking }))

function busyAround(now: Temporal.Instant): fc.Arbitrary<Busy[]> {
  const stretch = fc.record({
    from: fc.integer({ min: 0, max: 20 * 24 * 60 }),
    minutes: fc.integer({ min: 1, max: 2_000 }),
  })
  return fc.array(
    stretch.map(({ from, minutes }) => ({
      from: now.add({ minutes: from }),
      to: now.add({ minutes: from + minutes }),
    })),
    { maxLength: 12 },
  )
}

const world = fc
  .record({ rules: anyRules, now: moment, daysAhead: fc.integer({ min: -3, max: 40 }) })
  .chain((given) => busyAround(given.now).map((busy) => ({ ...given, busy })))
  .map((given) => {
    const today = given.now.toZonedDateTimeISO(given.rules.timeZone).toPlainDate()
    return { ...given, today, date: today.add({ days: given.daysAhead }) }
  })

describe('what is offered', () => {
  test('can be booked, is free with its buffers, lasts as long as asked, is in order, and never too much', () => {
    fc.assert(
      fc.property(world, ({ rules: own, now, busy, date: day, today }) => {
        const { dayIs, slots } = offerFor({ date: day, service, now, offerings: offerings(own, busy) })
        assert.ok(slots.length <= 6)
        for (const [i, slot] of slots.entries()) {
          // The last day that can be booked is checked before, with `searched`.
          if (searched(day, own, now) !== undefined) assert.equal(isBookable(slot, own, now), 'yes')
          assert.ok(isFree(slot, busy, own.booking))
          assert.equal(slot.start.until(slot.end).total('minutes'), own.booking.durationMinutes)
          const before = slots[i - 1]
          if (before) assert.ok(Temporal.ZonedDateTime.compare(before.start, slot.start) < 0)
          const isOnDay = slot.start.toPlainDate().equals(day)
          assert.equal(isOnDay, dayIs === 'available')
          assert.ok(Temporal.PlainDate.compare(slot.start.toPlainDate(), today) >= 0)
        }
        const isAnyFree = slotsOn(day, own).some(
          (slot) => ['yes', 'too-far'].includes(isBookable(slot, own, now)) && isFree(slot, busy, own.booking),
        )
        assert.equal(dayIs === 'available', isAnyFree)
      }),
      { numRuns: 300 },
    )
  })

  test('lies within what the calendar was asked about, buffers included', () => {
    fc.assert(
      fc.property(world, ({ rules: own, now, date: day }) => {
        const span = searched(day, own, now)
        if (span === undefined) return
        for (const { start, end } of offerFor({ date: day, service, now, offerings: offerings(own, []) }).slots) {
          const { bufferBeforeMinutes, bufferAfterMinutes } = own.booking
          assert.ok(start.epochMilliseconds - bufferBeforeMinutes * 60_000 >= span.from.epochMilliseconds)
          assert.ok(end.epochMilliseconds + bufferAfterMinutes * 60_000 <= span.to.epochMilliseconds)
        }
      }),
      { numRuns: 200 },
    )
  })
})

describe('the slots of a day', () => {
  test('keep to the hours and the lunch break', () => {
    const slots = slotsOn(date('2026-11-24'), rulesOf(dental, 60))
    assert.deepEqual(slots.map(clock), [
      ...['09:00', '09:30', '10:00', '10:30', '11:00', '11:30', '12:00'],
      ...['14:00', '14:30', '15:00', '15:30', '16:00', '16:30', '17:00'],
    ])
  })

  test('of a night on which the clocks change are as long as they say, each once', () => {
    const always = {
      ...dental,
      hours: { ...dental.hours, weekly: { ...dental.hours.weekly, sunday: [['00:00', '24:00'] as [string, string]] } },
    }
    const { booking } = rulesOf(dental, 60)
    const night = { ...rules, hours: openingHours(always), booking: { ...booking, gridMinutes: 60 } }
    const spring = slotsOn(date('2026-03-29'), night)
    const autumn = slotsOn(date('2026-10-25'), night)
    assert.deepEqual([spring.length, autumn.length], [23, 25])
    assert.deepEqual(spring.slice(1, 3).map(clock), ['01:00', '03:00'])
    assert.deepEqual(
      autumn.slice(2, 4).map(({ start }) => start.offset),
      ['+02:00', '+01:00'],
    )
    assert.equal(new Set(autumn.map(({ start }) => start.epochMilliseconds)).size, 25)
  })

  test('leave room for what comes before and after', () => {
    const own = rulesOf(salon, 15)
    const [busy] = [{ from: at('2026-11-24T19:00:00Z'), to: at('2026-11-24T20:00:00Z') }]
    const free = slotsOn(date('2026-11-24'), own)
      .filter((slot) => isFree(slot, [busy], own.booking))
      .map(clock)
    assert.ok(
      free.includes('10:30') && !free.includes('10:45'),
      'eleven is taken, and five minutes before it are needed',
    )
    assert.ok(!free.includes('12:00') && free.includes('12:15'))
  })
})

describe('two appointments', () => {
  const slot = (from: string, to: string) => {
    const zoned = (time: string) => Temporal.ZonedDateTime.from(`2026-11-24T${time}[Europe/Berlin]`)
    return { start: zoned(from), end: zoned(to) }
  }
  const taken = (from: string, to: string, before = 0, after = 0): Busy => {
    const { start, end } = slot(from, to)
    const needs = { from: start.subtract({ minutes: before }).toInstant(), to: end.add({ minutes: after }).toInstant() }
    return { from: start.toInstant(), to: end.toInstant(), needs }
  }
  const buffers = (before: number, after: number) => ({ bufferBeforeMinutes: before, bufferAfterMinutes: after })

  test('are in each other’s way when one overlaps what the other needs; their buffers may overlap', () => {
    const half = slot('10:00', '10:30')
    assert.ok(isInTheWay(taken('10:29', '11:00'), half, buffers(0, 0)))
    assert.ok(!isInTheWay(taken('10:30', '11:00'), half, buffers(0, 0)))
    assert.ok(isInTheWay(taken('10:30', '11:00'), half, buffers(0, 15)), 'what this one needs behind it')
    assert.ok(isInTheWay(taken('09:30', '10:00', 0, 15), half, buffers(0, 0)), 'what that one needs behind it')
    assert.ok(!isInTheWay(taken('09:30', '09:45', 0, 15), half, buffers(15, 0)))
  })
})

describe('with several who offer a service', () => {
  const now = at('2026-11-23T09:00:00Z')
  const whole = { from: at('2026-11-24T00:00:00Z'), to: at('2026-11-25T00:00:00Z') }
  const both = (first: Busy[], second: Busy[]) => [
    { calendar: sommer, rules, busy: first },
    { calendar: wagner, rules, busy: second },
  ]
  const offered = (...busy: Parameters<typeof both>) =>
    offerFor({ date: date('2026-11-24'), service, now, offerings: both(...busy) })

  test('each time is offered once, with the first choice among those who are free', () => {
    const nine = { from: at('2026-11-24T08:00:00Z'), to: at('2026-11-24T08:30:00Z') }
    const { slots } = offered([nine], [])
    assert.deepEqual(
      slots.slice(0, 2).map((slot) => [clock(slot), slot.calendar.id]),
      [
        ['09:00', 'wagner'],
        ['09:30', 'dr-sommer'],
      ],
    )
    assert.equal(new Set(slots.map(clock)).size, slots.length)
  })

  test('a day is full only when it is full with all', () => {
    assert.equal(offered([whole], []).dayIs, 'available')
    assert.equal(offered([whole], [whole]).dayIs, 'full')
  })

  test('whose time is not known at all is no offer', () => {
    assert.deepEqual(offerFor({ date: date('2026-11-24'), service, now, offerings: [] }).slots, [])
  })
})

describe('the nearest to a time that is gone', () => {
  const now = at('2026-11-23T09:00:00Z')
  const near = (busy: Busy[]) =>
    nearestTo(
      Temporal.ZonedDateTime.from('2026-11-24T10:00[Europe/Berlin]'),
      { service, now, offerings: offerings(rules, busy) },
      3,
    ).map(({ start }) => start.toPlainDateTime().toString({ smallestUnit: 'minute' }))
  const from = (time: string, to: string) => ({ from: at(`${time}:00Z`), to: at(`${to}:00Z`) })

  test('are those before and after it, in order', () => {
    assert.deepEqual(near([from('2026-11-24T09:00', '2026-11-24T09:30')]), [
      '2026-11-24T09:00',
      '2026-11-24T09:30',
      '2026-11-24T10:30',
    ])
  })

  test('go on with the next days where the day has no more', () => {
    assert.deepEqual(near([from('2026-11-24T00:00', '2026-11-24T16:30')]), [
      '2026-11-24T17:30',
      '2026-11-25T09:00',
      '2026-11-25T09:30',
    ])
  })
})

describe('the offer', () => {
  const monday = at('2026-11-23T09:00:00Z')
  const offer = (day: string, now = monday, busy: Busy[] = []) =>
    offerFor({ date: date(day), service, now, offerings: offerings(rules, busy) })
  const days = ({ slots }: ReturnType<typeof offer>) =>
    slots.map(({ start }) => start.toString({ timeZoneName: 'never', offset: 'never', smallestUnit: 'minute' }))

  test('of today begins behind the lead time', () => {
    assert.deepEqual(days(offer('2026-11-23')), [
      '2026-11-23T11:00',
      '2026-11-23T11:30',
      '2026-11-23T12:00',
      '2026-11-23T14:00',
      '2026-11-23T14:30',
      '2026-11-23T15:00',
    ])
  })

  test('of a day that is over says past, and goes on with the next', () => {
    const evening = offer('2026-11-23', at('2026-11-23T16:30:00Z'))
    assert.equal(evening.dayIs, 'past')
    assert.deepEqual(days(evening), [
      '2026-11-24T09:00',
      '2026-11-24T09:30',
      '2026-11-24T14:00',
      '2026-11-25T09:00',
      '2026-11-25T09:30',
      '2026-11-25T14:00',
    ])
  })

  test('of a holiday says closed, and looks two weeks ahead and no further', () => {
    const christmas = offer('2026-12-25', monday)
    assert.deepEqual([christmas.dayIs, days(christmas)[0]], ['closed', '2027-01-04T09:00'])
    const busy = [{ from: at('2026-12-25T00:00:00Z'), to: at('2027-01-08T23:00:00Z') }]
    assert.deepEqual(offer('2026-12-25', monday, busy).slots, [])
  })

  test('of a half without room is made up from the other', () => {
    const slots = slotsOn(date('2026-11-24'), rules)
    assert.deepEqual(firstOfEachHalf(slots.slice(0, 8), 6).map(clock), [
      '09:00',
      '09:30',
      '10:00',
      '10:30',
      '11:00',
      '11:30',
    ])
    assert.deepEqual(firstOfEachHalf(slots.slice(7), 6).map(clock), [
      '12:30',
      '14:00',
      '14:30',
      '15:00',
      '15:30',
      '16:00',
    ])
  })
})
