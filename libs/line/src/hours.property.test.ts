import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { weekdays } from './fields.ts'
import { type OpeningHours, openingHours } from './hours.ts'
import { callbackDue } from './person-now.ts'
import type { Line } from './schema.ts'

// Days on which clocks change, years end and leap days come, in zones that do it in every way there is: by an hour, by half
// an hour, at midnight (a day that begins at 01:00), at 01:00 back into the hour after midnight, and a whole day left out.
const zones = [
  ...['Europe/Berlin', 'America/Los_Angeles', 'Australia/Lord_Howe', 'America/St_Johns', 'America/Santiago'],
  ...['Africa/Cairo', 'America/Havana', 'Africa/Casablanca', 'Pacific/Chatham', 'Asia/Kolkata', 'UTC', 'Pacific/Apia'],
]
const places: Line['hours']['holidays'][] = [
  null,
  { country: 'DE', region: 'BE', except: [] },
  { country: 'IS', except: [] },
]
const RUNS = 3_000
const HOUR_MS = 3_600_000

const time = fc.oneof(
  fc.integer({ min: 0, max: 1440 }),
  // The hours in which the clocks change, to the quarter, and the ends of the day.
  fc.integer({ min: 0, max: 16 }).map((quarters) => quarters * 15),
  fc.constantFrom(0, 1440),
)
const clock = (minute: number) =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`

const spans = fc
  .uniqueArray(time, { minLength: 0, maxLength: 6 })
  .map((minutes) => minutes.toSorted((a, b) => a - b))
  .map((minutes) =>
    Array.from({ length: Math.floor(minutes.length / 2) }, (_, i): [string, string] => [
      clock(minutes[2 * i] ?? 0),
      clock(minutes[2 * i + 1] ?? 0),
    ]),
  )

const aDay = fc.integer({ min: 0, max: 365 * 8 }).map((days) => Temporal.PlainDate.from('2024-01-01').add({ days }))
const shift = fc.integer({ min: -2, max: 2 })

function dayIn(zone: string): fc.Arbitrary<Temporal.PlainDate> {
  const change = aDay.map((date) => date.toZonedDateTime(zone).getTimeZoneTransition('next')?.toPlainDate() ?? date)
  const special = fc.constantFrom(
    ...['2024-02-29', '2028-02-29', '2027-03-01', '2027-12-31', '2026-12-31', '2011-12-30'],
  )
  return fc
    .tuple(
      fc.oneof(
        change,
        change,
        special.map((iso) => Temporal.PlainDate.from(iso)),
        aDay,
      ),
      shift,
    )
    .map(([date, days]) => date.add({ days }))
}

interface Case {
  readonly line: Pick<Line, 'hours' | 'timeZone'>
  readonly hours: OpeningHours
  readonly date: Temporal.PlainDate
  readonly moment: Temporal.Instant
}

const cases: fc.Arbitrary<Case> = fc.constantFrom(...zones).chain((timeZone) =>
  fc
    .record({
      date: dayIn(timeZone),
      week: fc.array(spans, { minLength: 7, maxLength: 7 }),
      closed: fc.option(fc.tuple(shift, fc.integer({ min: 0, max: 9 }))),
      special: fc.option(fc.tuple(shift, spans)),
      holidays: fc.constantFrom(...places),
      afterMs: fc.oneof(
        fc.integer({ min: 0, max: 26 * HOUR_MS }),
        fc.integer({ min: 0, max: 104 }).map((quarters) => (quarters * HOUR_MS) / 4),
        fc.integer({ min: 0, max: 24 }).map((tenMinutes) => (tenMinutes * HOUR_MS) / 6),
      ),
    })
    .map(({ date, week, closed, special, holidays, afterMs }) => {
      const iso = (days: number) => date.add({ days }).toString()
      const line = {
        timeZone,
        hours: {
          weekly: Object.fromEntries(weekdays.map((day, i) => [day, week[i] ?? []])) as Line['hours']['weekly'],
          holidays,
          closures:
            closed === null ? [] : [{ from: iso(closed[0]), to: iso(closed[0] + closed[1]), reason: 'painters' }],
          specialDays: special === null ? [] : [{ date: iso(special[0]), open: special[1], reason: 'a fair' }],
        },
      }
      const moment = date.toZonedDateTime(timeZone).toInstant().add({ milliseconds: afterMs })
      return { line, hours: openingHours(line), date, moment }
    }),
)

/** The rule again, told the other way: read the clock on the wall, and see whether a span of the day holds what it shows. */
function isOpenByTheClock({ line, hours }: Case, epochMs: number): boolean {
  const here = Temporal.Instant.fromEpochMilliseconds(epochMs).toZonedDateTimeISO(line.timeZone)
  const shows = here.toPlainTime().toString()
  return spansOf(line, hours, here.toPlainDate()).some(([from, to]) => `${from}:00` <= shows && shows < `${to}:00`)
}

function spansOf({ hours }: Case['line'], { day }: OpeningHours, date: Temporal.PlainDate): [string, string][] {
  const iso = date.toString()
  const special = hours.specialDays.find((d) => d.date === iso)
  if (special !== undefined) return special.open
  if (hours.closures.some(({ from, to }) => from <= iso && iso <= to)) return []
  const week = hours.weekly[weekdays[date.dayOfWeek - 1] ?? 'monday']
  const { because } = day(date)
  if (because.kind !== 'holiday') return week
  const isOverBefore = (time: string) => time <= because.from
  return week.filter(([from]) => from < because.from).map(([from, to]) => [from, isOverBefore(to) ? to : because.from])
}

const holds = (property: (a: Case) => void) => fc.assert(fc.property(cases, property), { numRuns: RUNS })

describe('opening hours, at the changes of the clocks, the ends of years and leap days of twelve zones,', () => {
  test('are open exactly while the clock on the wall shows a time in a span of the day', () => {
    holds((a) => assert.equal(a.hours.at(a.moment).open, isOpenByTheClock(a, a.moment.epochMilliseconds)))
  })

  test('change at `until` and not before, and open again at `opensAgain` and not before', () => {
    holds((a) => {
      const now = a.moment.epochMilliseconds
      const state = a.hours.at(a.moment)
      const steady = (fromMs: number, toMs: number, isOpen: boolean) => {
        for (const part of [0, 0.21, 0.5, 0.83]) {
          assert.equal(isOpenByTheClock(a, Math.floor(fromMs + (toMs - fromMs) * part)), isOpen)
        }
        assert.equal(isOpenByTheClock(a, toMs - 1), isOpen)
        assert.equal(isOpenByTheClock(a, toMs), !isOpen)
        const middle = Temporal.Instant.fromEpochMilliseconds(Math.floor((fromMs + toMs) / 2))
        assert.equal(a.hours.at(middle).until?.epochMilliseconds, toMs)
      }
      if (state.until === undefined) return
      const until = state.until.epochMilliseconds
      assert.ok(until > now)
      steady(now, until, state.open)
      if (state.open && state.opensAgain !== undefined) steady(until, state.opensAgain.epochMilliseconds, false)
    })
  })

  test('have days whose spans are in order, within the day, apart, and as long as the wall says unless the clocks change', () => {
    holds(({ line, hours, date }) => {
      const its = hours.on(date)
      let end = date.toZonedDateTime(line.timeZone).epochMilliseconds
      const dayMs = date.add({ days: 1 }).toZonedDateTime(line.timeZone).epochMilliseconds - end
      for (const { from, to } of its) {
        assert.ok(end <= from.epochMilliseconds && from.epochMilliseconds < to.epochMilliseconds)
        assert.ok(from.toPlainDate().equals(date))
        end = to.epochMilliseconds
      }
      const lasts = its.reduce((sum, { from, to }) => sum + to.epochMilliseconds - from.epochMilliseconds, 0)
      const wall = spansOf(line, hours, date).reduce((sum, [from, to]) => sum + wallMs(from, to), 0)
      const changed = dayMs - 24 * HOUR_MS
      assert.ok(changed < 0 ? wall + changed <= lasts && lasts <= wall : wall <= lasts && lasts <= wall + changed)
    })
  })

  test('promise a callback within opening time, after exactly the minutes, and never earlier to one who asks later', () => {
    const people = (minutes: number): Line['people'] => ({
      transfer: [],
      handOff: { mode: 'warm' },
      callbackWithinMinutes: minutes,
    })
    const ask = fc.record({
      minutes: fc.integer({ min: 5, max: 900 }),
      laterMs: fc.integer({ min: 0, max: 9 * HOUR_MS }),
    })
    const check = (a: Case, { minutes, laterMs }: { minutes: number; laterMs: number }) => {
      const { hours, line, moment } = a
      const due = hours.afterOpenMinutes(moment, minutes)
      const promised = (now: Temporal.Instant) =>
        callbackDue({ people: people(minutes), timeZone: line.timeZone }, hours, now).epochMilliseconds
      if (due === undefined) {
        assert.equal(promised(moment), moment.epochMilliseconds + minutes * 60_000)
        return
      }
      assert.equal(promised(moment), due.epochMilliseconds)
      assert.ok(isOpenByTheClock(a, due.epochMilliseconds - 1))
      assert.equal(openMs(a, moment.epochMilliseconds, due.epochMilliseconds), minutes * 60_000)
      assert.ok(promised(moment.add({ milliseconds: laterMs })) >= due.epochMilliseconds)
    }
    fc.assert(fc.property(cases, ask, check), { numRuns: RUNS })
  })
})

const wallMs = (from: string, to: string) =>
  (Number(to.slice(0, 2)) - Number(from.slice(0, 2))) * HOUR_MS + (Number(to.slice(3)) - Number(from.slice(3))) * 60_000

function openMs({ hours, line }: Case, fromMs: number, toMs: number): number {
  const date = (ms: number) =>
    Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(line.timeZone).toPlainDate()
  let sum = 0
  for (let day = date(fromMs); Temporal.PlainDate.compare(day, date(toMs)) <= 0; day = day.add({ days: 1 })) {
    for (const { from, to } of hours.on(day)) {
      sum += Math.max(0, Math.min(to.epochMilliseconds, toMs) - Math.max(from.epochMilliseconds, fromMs))
    }
  }
  return sum
}
