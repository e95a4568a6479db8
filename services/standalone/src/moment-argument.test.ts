import assert from 'node:assert/strict'
import { test } from 'node:test'
import { momentArgument } from './moment-argument.ts'

const now = Temporal.Instant.from('2026-11-22T15:00:00Z')
const asked = (text: string, zone = 'Europe/Berlin') => {
  const answer = momentArgument(text, zone, now)
  return answer.ok ? answer.moment.toString() : answer.fault
}

for (const [typed, moment] of [
  ['2026-12-24T10:00', '2026-12-24T09:00:00Z'],
  ['2026-12-24 10:00', '2026-12-24T09:00:00Z'],
  ['9:30', '2026-11-22T08:30:00Z'],
  ['2026-12-24T09:00Z', '2026-12-24T09:00:00Z'],
  ['2026-12-24T10:00:30+01:00', '2026-12-24T09:00:30Z'],
  ['2026-10-25T02:30+01:00', '2026-10-25T01:30:00Z'],
] as const) {
  test(`${typed} is a moment`, () => assert.equal(asked(typed), moment))
}

for (const typed of [
  'gestern',
  '',
  '2026-02-30T10:00',
  '25:00',
  '2026-13-01T10:00Z',
  '2026-12-24T10:00[Europe/Berlin]',
]) {
  test(`${JSON.stringify(typed)} is none, and what is one is said`, () =>
    assert.match(asked(typed), /is not a time: say a/))
}

test('a day alone is asked for its time', () =>
  assert.match(asked('2026-12-24'), /say a time too, such as 2026-12-24T10:00/))

test('a local time that the clocks skip, or show twice, is told as that, with what to say instead', () => {
  assert.equal(
    asked('2027-03-28T02:30'),
    '02:30 on 2027-03-28 does not exist in Europe/Berlin: the clocks go from 02:00 to 03:00.',
  )
  assert.equal(
    asked('2026-10-25T02:30'),
    '02:30 on 2026-10-25 happens twice in Europe/Berlin: the clocks go back from 03:00 to 02:00. Say 2026-10-25T02:30+02:00 or 2026-10-25T02:30+01:00.',
  )
  assert.match(
    asked('2027-04-04T01:45', 'Australia/Lord_Howe'),
    /twice.*go back from 02:00 to 01:30.*\+11:00 or .*\+10:30/,
  )
})
