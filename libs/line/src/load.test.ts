import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { LineFault, loadLines, parseLine } from './load.ts'

const examples = new URL('../../../lines/', import.meta.url)
const berlin = await readFile(new URL('berlin-dental.yaml', examples), 'utf8')

/** What a line file must say. */
const minimal = `
id: least
number: "+493056790099"
timeZone: Europe/Berlin
languages: [de]
business: { name: Praxis, kind: practice, address: Berlin }
agent: { name: Mila, voice: marin, greeting: { de: Guten Tag. } }
hours:
  weekly: { monday: [["09:00", "24:00"]], tuesday: [], wednesday: [], thursday: [], friday: [], saturday: [], sunday: [] }
  holidays: { country: DE, region: BE }
services: [{ name: Check-up, durationMinutes: 30 }]
booking: { calendarId: c, gridMinutes: 30, leadTimeMinutes: 60, horizonDays: 90 }
people: { transfer: [], callbackWithinMinutes: 60 }
sms: { enabled: false }
notify: { slackChannel: C0 }
disclosure: { version: "1", record: false, notice: { de: Hier antwortet eine KI. } }
fallback: { apology: { de: Es tut uns leid. } }
`

function faultsOf(change: (text: string) => string): string {
  const parsed = parseLine('berlin-dental.yaml', change(berlin))
  assert.ok(!parsed.ok, 'the file was taken')
  return parsed.faults.join('\n')
}

async function folder(files: Record<string, string>) {
  const path = await mkdtemp(join(tmpdir(), 'lines-'))
  for (const [name, text] of Object.entries(files)) await writeFile(join(path, name), text)
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) }
}

describe('a line file', () => {
  test('of the examples is a line', async () => {
    const lines = await loadLines(examples.pathname)
    assert.deepEqual(
      lines.map((line) => line.id),
      ['berlin-dental', 'california-salon'],
    )
  })

  test('without limits of its own has some, and sets those that it wants otherwise', () => {
    const plain = parseLine('berlin-dental.yaml', berlin)
    assert.ok(plain.ok)
    assert.equal(plain.line.fallback.next, 'callback')
    const { askWhenSilentSeconds, asksWhenSilent, longestMinutes, mostAtOnce } = plain.line.call
    assert.deepEqual([askWhenSilentSeconds, asksWhenSilent, longestMinutes, mostAtOnce], [8, 2, 30, 50])
    const own = parseLine('berlin-dental.yaml', `${berlin}\ncall: { longestMinutes: 10 }\n`)
    assert.ok(own.ok)
    assert.deepEqual(own.line.call, { ...plain.line.call, longestMinutes: 10 })
  })

  test('that says only what it must is a line, with sensible rules', () => {
    const least = parseLine('least.yaml', minimal)
    assert.ok(least.ok, least.ok ? '' : least.faults.join())
    const { line } = least
    assert.deepEqual(line.booking.identify, { otherNumber: 'name-and-start' })
    assert.deepEqual(line.people.handOff, { mode: 'warm' })
    assert.deepEqual(line.limits, {
      bookingsPerCall: 3,
      changesPerCall: 3,
      smsPerCall: 5,
      effectsPerNumberPerDay: 20,
      effectsOfWithheldPerDay: 60,
    })
    assert.deepEqual([line.disclosure.consent, line.disclosure.onNo], ['as-law-demands', 'go-on-unrecorded'])
    assert.deepEqual([line.emergency, line.business.answers, line.booking.blockedBy], [[], [], []])
  })

  for (const [why, change, expected] of [
    ['a limit of nothing', (t: string) => `${t}\ncall: { mostAtOnce: 0 }\n`, /call\.mostAtOnce/],
    [
      'a number in local form',
      (t: string) => t.replace('"+493056790000"', '"030 5679"'),
      /berlin-dental\.yaml: number: must be E\.164/,
    ],
    [
      'a zone that does not exist',
      (t: string) => t.replace('Europe/Berlin', 'Berlin'),
      /timeZone: must be an IANA time zone/,
    ],
    [
      'hours that end before they begin',
      (t: string) => t.replace('["09:00", "13:00"]', '["13:00", "09:00"]'),
      /hours\.weekly\.monday\.0: must end after it begins/,
    ],
    ['a field that nobody knows', (t: string) => `${t}\ncolour: green\n`, /colour/],
    ['a field missing', (t: string) => t.replace(/^notify:\n.*\n/m, ''), /notify/],
    [
      'a language without a greeting',
      (t: string) => t.replace(/^ {4}en: Hello.*\n/m, ''),
      /agent\.greeting\.en: must have a text for "en"/,
    ],
    [
      'a region without holidays on record',
      (t: string) => t.replace('region: BE', 'region: ZZ'),
      /hours\.holidays\.region: knows no holidays of DE-ZZ; there are BB \(Brandenburg\), BE \(Berlin\)/,
    ],
    [
      'a country in small letters',
      (t: string) => t.replace('{ country: DE, region: BE }\n  closures', '{ country: de }\n  closures'),
      /hours\.holidays\.country: knows no holidays of de; there are .*DE, /,
    ],
    [
      'a district that is none',
      (t: string) => t.replace('region: BE }\n  closures', 'region: BY, district: ZZ }\n  closures'),
      /district: knows no holidays of DE-BY-ZZ; there are .*KATH/,
    ],
    [
      'an exception for a holiday that it does not have',
      (t: string) => t.replace('region: BE }\n  closures', 'region: BE, except: [Fronleichnam] }\n  closures'),
      /except: "Fronleichnam" is no holiday there; there are Neujahr, .*Tag der Deutschen Einheit/,
    ],
    [
      'a closure that ends before it begins',
      (t: string) => t.replace('to: "2027-01-01"', 'to: "2026-01-01"'),
      /hours\.closures\.0: must not end before it begins/,
    ],
    [
      'two rules for one special day',
      (t: string) => t.replace('specialDays:', 'specialDays:\n    - { date: "2026-12-23", open: [], reason: snow }'),
      /hours\.specialDays\.1\.date: must be another/,
    ],
    [
      'a service that nobody offers',
      (t: string) => t.replace('offeredBy: [prophylaxe]', 'offeredBy: [dr-winter]'),
      /services\.1\.offeredBy: must be ids of booking\.calendars: there are dr-sommer, prophylaxe, dr-winter is not one/,
    ],
    [
      'a calendar of its own that is none of those named',
      (t: string) => t.replace('  calendarId: praxis', '  calendarId: other'),
      /booking\.calendarId: must be the calendarId of one of booking\.calendars/,
    ],
    [
      'two people in one calendar',
      (t: string) => t.replace('prophylaxe-lietzensee@', 'praxis-lietzensee@'),
      /booking\.calendars\.1\.calendarId: must be another/,
    ],
    [
      'an emergency without its sentence in a language',
      (t: string) => t.replace(/^ {6}en: I'm putting you through to the practice.*\n/m, ''),
      /emergency\.1\.sentence\.en: must have a text for "en"/,
    ],
    [
      'an emergency number that the carrier does not connect',
      (t: string) => t.replace('number: "+493089004333"', 'number: "112"'),
      /emergency\.0\.number: must be E\.164/,
    ],
    [
      'an answer that is not in its first language',
      (t: string) => t.replace(/^ {8}de: Am Haus.*\n/m, ''),
      /business\.answers\.0\.answer\.de: must have a text for "de", the line's first language/,
    ],
    [
      'a placeholder that an SMS does not know',
      (t: string) => t.replace('{business}: Ihr Termin', '{practice}: Ihr Termin'),
      /sms\.templates\.confirmation\.de: does not know \{practice\}; there are \{business\}, .*\{when\}/,
    ],
    [
      'an SMS that could not be found again',
      (t: string) => t.replace('vorher. Referenz {reference}', 'vorher.'),
      /sms\.templates\.confirmation\.de: must hold \{reference\}/,
    ],
    [
      'a brace that is not closed',
      (t: string) => t.replace('{business}: Ihr Termin', '{business: Ihr Termin'),
      /sms\.templates\.confirmation\.de: has a brace/,
    ],
    [
      'an id that is not its name',
      (t: string) => t.replace('id: berlin-dental', 'id: berlin'),
      /id: must be the file's own name/,
    ],
    ['no YAML', () => 'id: [unclosed', /is not YAML/],
  ] as const) {
    test(`with ${why} is refused: file, field, what is allowed`, () => {
      assert.match(faultsOf(change), expected)
    })
  }

  test('with three faults is told all three', () => {
    const faults = faultsOf((t) =>
      t
        .replace('Europe/Berlin', 'Berlin')
        .replace('"+493056790000"', '"1"')
        .replace('gridMinutes: 30', 'gridMinutes: 0'),
    )
    assert.match(faults, /number[\s\S]*timeZone[\s\S]*gridMinutes/)
  })
})

describe('a folder of line files', () => {
  test('with a number twice, or none at all, or that is missing, is refused', async () => {
    await using doubled = await folder({
      'berlin-dental.yaml': berlin,
      'zwilling.yaml': berlin.replace('id: berlin-dental', 'id: zwilling'),
    })
    await using empty = await folder({})
    await assert.rejects(loadLines(doubled.path), /zwilling\.yaml: number: \+493056790000 is answered by berlin-dental/)
    await assert.rejects(loadLines(empty.path), LineFault)
    await assert.rejects(loadLines(join(empty.path, 'nowhere')), /LINES_DIR/)
  })
})
