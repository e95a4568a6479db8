import assert from 'node:assert/strict'
import { test } from 'node:test'
import { exampleLine } from '../test/lines.ts'
import { readContactDetail } from './contact-detail.ts'
import { languageOf, spoken } from './spoken.ts'
import { eventText, leadNote } from './texts.ts'

const dental = exampleLine('berlin-dental')
const at = (text: string) => Temporal.ZonedDateTime.from(`${text}[Europe/Berlin]`)

test('a moment is spoken in the language of the call', () => {
  assert.equal(spoken(at('2026-11-24T10:00'), 'en'), 'Tuesday, 24 November at 10:00')
  assert.equal(spoken(at('2026-11-24T09:05'), 'en'), 'Tuesday, 24 November at 9:05')
  assert.equal(spoken(at('2026-11-24T10:00'), 'de'), 'Dienstag, 24. November um 10 Uhr')
  assert.equal(spoken(at('2027-03-01T14:30'), 'de'), 'Montag, 1. März um 14:30 Uhr')
})

test('a language that we do not speak is answered in the line’s first', () => {
  assert.deepEqual(
    ['de-AT', 'EN-us', 'fr', ''].map((one) => languageOf(one, dental)),
    ['de', 'en', 'de', 'de'],
  )
})

test('in the hour that a change of the clocks repeats, which of the two is said', () => {
  const [summer, winter] = ['+02:00', '+01:00'].map((offset) =>
    Temporal.ZonedDateTime.from(`2026-10-25T02:30${offset}[Europe/Berlin]`),
  )
  assert.ok(summer && winter)
  assert.equal(spoken(summer, 'en'), 'Sunday, 25 October at 2:30, before the clocks go back')
  assert.equal(spoken(winter, 'en'), 'Sunday, 25 October at 2:30, after the clocks have gone back')
  assert.equal(spoken(winter, 'de'), 'Sonntag, 25. Oktober um 2:30 Uhr, schon nach der Zeitumstellung')
  assert.doesNotMatch(spoken(winter.add({ hours: 1 }), 'de'), /Zeitumstellung/)
})

test('an event says what, who, and how they can be reached', () => {
  const text = eventText('Check-up', { name: 'Ada Lovelace', phone: null, email: null }, 'R')
  assert.equal(text.summary, 'Check-up: Ada Lovelace')
  assert.match(text.description, /Phone: withheld/)
})

test('what a caller said is no markup in a note', () => {
  assert.equal(leadNote('<script>&', 'R'), 'Lead by telephone: &lt;script&gt;&amp; (Frontdesk R)')
})

test('a number or an address is read as models write them', () => {
  assert.deepEqual(readContactDetail(' +49 (151) 123-45678 '), { phone: '+4915112345678' })
  assert.deepEqual(readContactDetail('0049 151 12345678'), { phone: '+4915112345678' })
  assert.deepEqual(readContactDetail('Ada@Example.org'), { email: 'ada@example.org' })
  for (const text of ['0151 12345678', 'ada at example', '+49', '']) assert.equal(readContactDetail(text), undefined)
})
