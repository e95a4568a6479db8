import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type OpeningHours, openingHours } from './hours.ts'
import type { Line } from './schema.ts'

const nineToSix: [string, string][] = [
  ['09:00', '13:00'],
  ['14:00', '18:00'],
]
const roundTheClock: [string, string][] = [['00:00', '24:00']]

function practice(change: Partial<Line['hours']> = {}, timeZone = 'Europe/Berlin'): OpeningHours {
  const weekly = {
    monday: nineToSix,
    tuesday: nineToSix,
    wednesday: nineToSix,
    thursday: nineToSix,
    friday: nineToSix,
    saturday: [],
    sunday: [],
  }
  const holidays = { country: 'DE', region: 'BE', except: [] }
  return openingHours({ timeZone, hours: { weekly, holidays, closures: [], specialDays: [], ...change } })
}

const at = (local: string) => Temporal.ZonedDateTime.from(`${local}[Europe/Berlin]`).toInstant()
const day = (iso: string) => Temporal.PlainDate.from(iso)
const local = (moment: Temporal.ZonedDateTime | undefined) =>
  moment?.toPlainDateTime().toString({ smallestUnit: 'minute' })

describe('opening hours', () => {
  test('are open until the lunch break, closed in it, and open again after it', () => {
    const hours = practice()
    const morning = hours.at(at('2026-11-24T10:00'))
    assert.ok(morning.open)
    assert.equal(local(morning.until), '2026-11-24T13:00')
    const lunch = hours.at(at('2026-11-24T13:00'))
    assert.ok(!lunch.open)
    assert.deepEqual([lunch.because.kind, local(lunch.until)], ['break', '2026-11-24T14:00'])
    assert.equal(local(morning.opensAgain), '2026-11-24T14:00')
    const kinds = ['07:00', '22:00'].map((time) => hours.at(at(`2026-11-24T${time}`)).because.kind)
    assert.deepEqual(kinds, ['before-opening', 'after-closing'])
  })

  test('on a weekend name the day off and the Monday after it', () => {
    const saturday = practice().at(at('2026-11-28T12:00'))
    assert.ok(!saturday.open)
    assert.deepEqual([saturday.because.kind, local(saturday.until)], ['day-off', '2026-11-30T09:00'])
  })

  test("know a holiday of the region: Berlin's 8 March, which Bavaria does not have", () => {
    const womensDay = day('2027-03-08')
    const bavaria = { country: 'DE', region: 'BY', except: [] }
    assert.equal(practice().day(womensDay).because.kind, 'holiday')
    assert.equal(practice({ holidays: bavaria }).day(womensDay).because.kind, 'weekday')
  })

  test('know a district, the days of a long holiday over the year, the afternoon of a short one, and exceptions', () => {
    const place = (country: string, more = {}) => practice({ holidays: { country, except: [], ...more } })
    const of = (hours: OpeningHours, date: string) => {
      const { because, spans } = hours.day(day(date))
      return [because.kind === 'holiday' ? because.name : because.kind, spans.map((s) => local(s.to)?.slice(11)).join()]
    }
    const assumption = '2028-08-15'
    assert.deepEqual(of(place('DE', { region: 'BY' }), assumption), ['weekday', '13:00,18:00'])
    assert.deepEqual(of(place('DE', { region: 'BY', district: 'KATH' }), assumption), ['Mariä Himmelfahrt', ''])
    assert.deepEqual(of(place('SZ'), '2028-12-28'), ['Incwala', ''])
    assert.deepEqual(of(place('SZ'), '2029-01-02'), ['Incwala', ''])
    assert.deepEqual(of(place('SZ'), '2029-01-03'), ['weekday', '13:00,18:00'])
    assert.deepEqual(of(place('IS'), '2026-12-31'), ['Gamlársdagur', '13:00'])
    assert.deepEqual(of(place('US'), '2027-07-05'), ['Independence Day (substitute day)', ''])
    assert.deepEqual(of(place('US', { except: ['Independence Day'] }), '2027-07-05'), ['weekday', '13:00,18:00'])
    const state = place('IS').at(at('2026-12-31T13:30'))
    assert.ok(!state.open)
    assert.equal(state.because.kind, 'holiday')
  })

  test('let a special day stand above a holiday, and a closure above the week', () => {
    const hours = practice({
      specialDays: [{ date: '2026-12-25', open: [['10:00', '11:00']], reason: 'emergency service' }],
      closures: [{ from: '2026-11-23', to: '2026-11-24', reason: 'painters' }],
    })
    assert.equal(hours.on(day('2026-12-25')).length, 1)
    assert.deepEqual(hours.day(day('2026-12-25')).because, { kind: 'special-day', reason: 'emergency service' })
    assert.deepEqual(hours.day(day('2026-11-24')).because, { kind: 'closure', reason: 'painters' })
    assert.equal(hours.day(day('2026-11-25')).because.kind, 'weekday')
  })

  test('that never end have no end, not midnight and not the last day that is looked at', () => {
    const weekly = Object.fromEntries(
      ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'].map((d) => [d, roundTheClock]),
    ) as Line['hours']['weekly']
    const state = practice({ weekly, holidays: null }).at(at('2026-11-24T23:30'))
    assert.ok(state.open)
    assert.deepEqual([state.until, state.opensAgain], [undefined, undefined])
  })

  test('keep to the clock on the wall on the days when the clocks change', () => {
    const weekly = { ...practiceWeekEveryDay() }
    const hours = practice({ weekly, holidays: null })
    const spring = hours.on(day('2027-03-28'))[0]
    assert.equal(spring?.from.toPlainTime().toString(), '01:00:00')
    assert.equal(spring?.from.until(spring.to).total('hours'), 3)
    const autumn = hours.on(day('2026-10-25'))[0]
    assert.equal(autumn?.from.until(autumn.to).total('hours'), 5)
  })

  test('count opening time across a break, a night and a weekend', () => {
    const hours = practice()
    assert.equal(local(hours.afterOpenMinutes(at('2026-11-24T12:30'), 60)), '2026-11-24T14:30')
    assert.equal(local(hours.afterOpenMinutes(at('2026-11-27T17:30'), 120)), '2026-11-30T10:30')
    assert.equal(local(hours.afterOpenMinutes(at('2026-11-28T03:00'), 30)), '2026-11-30T09:30')
  })

  test('of a business that never opens have no next opening and no due time', () => {
    const weekly = Object.fromEntries(Object.keys(practiceWeekEveryDay()).map((d) => [d, []])) as never
    const never = practice({ weekly })
    const state = never.at(at('2026-11-24T10:00'))
    assert.deepEqual([state.open, state.until], [false, undefined])
    assert.equal(never.afterOpenMinutes(at('2026-11-24T10:00'), 5), undefined)
  })
})

function practiceWeekEveryDay(): Line['hours']['weekly'] {
  const early: [string, string][] = [['01:00', '05:00']]
  return {
    monday: early,
    tuesday: early,
    wednesday: early,
    thursday: early,
    friday: early,
    saturday: early,
    sunday: early,
  }
}
