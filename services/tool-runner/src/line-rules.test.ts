import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Line } from '@frontdesk/line'
import { exampleLine } from '../test/lines.ts'
import { lineRules } from './line-rules.ts'

const dental = exampleLine('berlin-dental')
const tuesday = Temporal.PlainDate.from('2026-11-24')
const none = { monday: [], tuesday: [], wednesday: [], thursday: [], friday: [], saturday: [], sunday: [] }

/** The practice, whose first choice works so on Tuesdays. */
function working(spans: [string, string][], closures: { from: string; to: string; reason: string }[] = []): Line {
  const [first, ...others] = dental.booking.calendars
  assert.ok(first)
  const hours = { weekly: { ...none, tuesday: spans }, closures }
  return { ...dental, booking: { ...dental.booking, calendars: [{ ...first, hours }, ...others] } }
}
const hoursOf = (line: Line, date = tuesday) =>
  lineRules(line)
    .bookable('Check-up')
    ?.providers[0]?.rules.hours.on(date)
    .map(({ from, to }) => [from, to].map((at) => at.toPlainTime().toString({ smallestUnit: 'minute' })).join('-'))

describe('whoever has hours of their own works', () => {
  test('in them as far as the business is open', () => {
    assert.deepEqual(hoursOf(dental), ['09:00-13:00', '14:00-18:00'])
    assert.deepEqual(hoursOf(working([['08:00', '16:00']])), ['09:00-13:00', '14:00-16:00'])
    assert.deepEqual(hoursOf(working([['13:00', '14:00']])), [])
  })

  test('not on their own days off, nor on those of the business', () => {
    const away = [{ from: '2026-11-24', to: '2026-11-24', reason: 'A course' }]
    assert.deepEqual(hoursOf(working([['09:00', '18:00']], away)), [])
    const christmas = Temporal.PlainDate.from('2026-12-29')
    assert.deepEqual(hoursOf(working([['09:00', '18:00']]), christmas), [])
  })
})

test('a service has its own rules, those who offer it, and any of its names', () => {
  const rules = lineRules(dental)
  const implant = rules.bookable(' implantatberatung ')
  assert.equal(implant?.service.name, 'Consultation for an implant')
  assert.deepEqual([implant?.rules.bufferAfterMinutes, implant?.rules.leadTimeMinutes], [15, 2880])
  assert.deepEqual(
    rules.bookable('Professional cleaning')?.providers.map(({ calendar }) => calendar.name),
    ['Frau Wagner'],
  )
  assert.equal(rules.bookable('Massage'), undefined)
  assert.equal(rules.longestBufferMinutes, 15)
})
