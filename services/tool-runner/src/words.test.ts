import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { exampleLine } from '../test/lines.ts'
import { readContactDetail } from './contact-detail.ts'
import { readSlotId, slotIdOf } from './slot-id.ts'
import { languageOf, spoken } from './spoken.ts'
import { confirmationText, eventText, leadNote } from './texts.ts'

const dental = exampleLine('berlin-dental')
const at = (text: string) => Temporal.ZonedDateTime.from(`${text}[Europe/Berlin]`)
const slot = { start: at('2026-11-24T10:00'), end: at('2026-11-24T10:30') }

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

test('the confirmation fits into one message of the plain alphabet, with who, when, where and the reference', () => {
  const german = confirmationText(dental, slot.start, 'ABC2345', 'de')
  assert.equal(
    german,
    'Zahnarztpraxis am Lietzensee: Ihr Termin ist gebucht: Dienstag, 24. November um 10 Uhr. Neue Kantstraße 14, 14057 Berlin. Referenz ABC2345',
  )
  assert.ok(german.length <= 160)
})

test('an event says what only where one service has that length', () => {
  const customer = { name: 'Ada Lovelace', phone: null, email: null }
  assert.equal(eventText(dental, slot, customer, 'R').summary, 'Check-up: Ada Lovelace')
  const twice = { services: dental.services.map((service) => ({ ...service, durationMinutes: 30 })) }
  const text = eventText(twice, slot, customer, 'R')
  assert.equal(text.summary, '30 min: Ada Lovelace')
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

describe('a slot id', () => {
  test('is read back as the slot it was made of, in the line’s zone', () => {
    const read = readSlotId(slotIdOf(slot, dental.id), dental)
    assert.deepEqual([read?.start.toString(), read?.end.toString()], [slot.start.toString(), slot.end.toString()])
  })

  test('of another line, of nonsense, or of a slot that ends before it begins, is none', () => {
    assert.equal(readSlotId(slotIdOf(slot, 'california-salon'), dental), undefined)
    assert.equal(readSlotId(slotIdOf({ start: slot.end, end: slot.start }, dental.id), dental), undefined)
    for (const text of ['', 'x', '{}', Buffer.from('[]').toString('base64url')])
      assert.equal(readSlotId(text, dental), undefined)
  })
})
