import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import type { Line } from '@frontdesk/line'
import { parseLine } from '@frontdesk/line/load'
import { hoursText } from './hours-view.ts'

const file = readFileSync(new URL('../../../lines/berlin-dental.yaml', import.meta.url), 'utf8')
const parsed = parseLine('berlin-dental.yaml', file)
assert.ok(parsed.ok)
const dental: Line = parsed.line
const night: [string, string][] = [['01:00', '02:30']]

function textAt(local: string, line: Line = dental): string {
  return hoursText(line, Temporal.PlainDateTime.from(local).toZonedDateTime(line.timeZone).toInstant())
}

describe('the hours of a line, as the terminal shows them,', () => {
  test('are open: until when, what comes then, why, the days around, and what a caller gets', () => {
    const text = textAt('2026-12-22T10:15')
    assert.equal(
      text,
      `Zahnarztpraxis am Lietzensee (berlin-dental, +493056790000)
Tuesday, 22 December 2026, 10:15 in Europe/Berlin (UTC+01:00)

  OPEN      until Tuesday, 22 December 2026, 13:00, in 2 h 45 min
            opens again Tuesday, 22 December 2026, 14:00
  because   Tuesday has its usual hours

Days
  Sun 20 Dec   closed                      day off
  Mon 21 Dec   09:00–13:00  14:00–18:00
> Tue 22 Dec   09:00–13:00  14:00–18:00
  Wed 23 Dec   09:00–13:00                 The afternoon before the holidays
  Thu 24 Dec   closed                      Christmas holidays
  Fri 25 Dec   closed                      Christmas holidays
  Sat 26 Dec   closed                      Christmas holidays
  Sun 27 Dec   closed                      Christmas holidays
  Mon 28 Dec   closed                      Christmas holidays
  Tue 29 Dec   closed                      Christmas holidays

A caller gets
  the agent   Mila, at any hour, in German and English
  a person    Empfang, then Praxismanagement, who hears first who calls and why
  emergency   +493056790010 at once, on “Notfall”, “Zahn ausgeschlagen”, “Kiefer gebrochen” and 7 more
`,
    )
  })

  for (const [when, at, expected] of [
    [
      'in the lunch break',
      '2026-11-24T13:10',
      /because {3}there is a break from 13:00 to 14:00; Tuesday has its usual/,
    ],
    ['before opening', '2026-11-24T07:00', /CLOSED {4}until Tuesday, 24 November 2026, 09:00, in 2 h 0 min/],
    ['after closing', '2026-11-24T18:00', /because {3}it closed at 18:00/],
    [
      'on a day off',
      '2026-11-29T12:00',
      /because {3}Sunday is a day off[\s\S]*callback by Monday, 30 November 2026, 11:00/,
    ],
    ['on a holiday', '2027-03-08T12:00', /because {3}it is a public holiday, Internationaler Frauentag/],
    [
      'in a closure',
      '2026-12-24T12:00',
      /until Monday, 4 January 2027[\s\S]*Christmas holidays[\s\S]*…\n {2}Mon 04 Jan/,
    ],
    [
      'after a special day',
      '2026-12-23T15:00',
      /it closed at 13:00; the day has hours of its own: The afternoon before/,
    ],
  ] as const) {
    test(`say why it is closed ${when}, and until when`, () => assert.match(textAt(at), expected))
  }

  test('tell of the clocks that change, and of the hour that is then open twice, or never', () => {
    const hours = { ...dental.hours, weekly: { ...dental.hours.weekly, sunday: night } }
    const club = { ...dental, hours }
    const autumn = textAt('2026-10-25T01:30', club)
    assert.match(
      autumn,
      /OPEN {6}until Sunday, 25 October 2026, 02:30, in 1 h 0 min\n {12}opens again Sunday, 25 October 2026, 02:00/,
    )
    assert.match(autumn, /> Sun 25 Oct {3}01:00–02:30 {2}02:00–02:30 {4}the clocks go from 03:00 to 02:00/)
    assert.match(textAt('2027-03-28T01:30', club), /> Sun 28 Mar {3}01:00–03:00 {17}the clocks go from 02:00 to 03:00/)
  })

  test('of a line that never opens, or never closes, or names nobody, say that', () => {
    const days = Object.keys(dental.hours.weekly)
    const always = (spans: [string, string][]): Line => ({
      ...dental,
      people: { ...dental.people, transfer: [] },
      emergency: [],
      hours: {
        ...{ holidays: null, closures: [], specialDays: [] },
        weekly: Object.fromEntries(days.map((day) => [day, spans])) as Line['hours']['weekly'],
      },
    })
    assert.match(textAt('2026-11-24T10:00', always([])), /CLOSED {4}and does not open within a year/)
    const open = textAt('2026-11-24T10:00', always([['00:00', '24:00']]))
    assert.match(open, /OPEN {6}and does not close within a year\n {2}because/)
    assert.match(
      open,
      /00:00–24:00[\s\S]*nobody is named who could be rung, so a callback by Tuesday, 24 November 2026, 12:00/,
    )
    assert.match(open, /no number of its own is set/)
  })
})
