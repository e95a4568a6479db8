import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { intentOf } from './intent.ts'
import { slotIdOf } from './slot-id.ts'
import { standingOf } from './standing.ts'

const line = { id: 'dental', timeZone: 'Europe/Berlin' }
const start = Temporal.ZonedDateTime.from('2026-11-24T10:00[Europe/Berlin]')
const slotId = slotIdOf({ start, end: start.add({ minutes: 30 }) }, line.id)
const around = { line, callId: 'call-1', caller: '+4915112345678' }
const book = (customer: { name: string; phone?: string; email?: string }, more: Partial<typeof around> = {}) =>
  intentOf({ ...around, ...more, tool: 'bookAppointment', arguments: { slotId, customer } }).key

describe('an intent', () => {
  test('is one, however the wish is written down', () => {
    const key = book({ name: 'Ada Lovelace' })
    assert.match(key, /^[0-9a-f]{64}$/)
    assert.equal(book({ name: ' ada  LOVELACE ' }), key)
    assert.equal(book({ phone: '+4915112345678', name: 'Ada Lovelace' }), key, 'the number that they call from')
    assert.equal(
      book({ name: 'Ada Lovelace', email: 'Ada@Example.org' }),
      book({ email: 'ada@example.org', name: 'Ada Lovelace' }),
    )
  })

  test('is another for another person, number, address, call and line', () => {
    const keys = [
      book({ name: 'Ada Lovelace' }),
      book({ name: 'Byron Lovelace' }),
      book({ name: 'Ada Lovelace', phone: '+4915199999999' }),
      book({ name: 'Ada Lovelace', email: 'ada@example.org' }),
      book({ name: 'Ada Lovelace' }, { callId: 'call-2' }),
      book({ name: 'Ada Lovelace' }, { line: { ...line, id: 'other' } }),
    ]
    assert.equal(new Set(keys).size, keys.length)
  })

  test('has a key and a reference that stay the same from version to version', () => {
    const { key, reference } = intentOf({ ...around, tool: 'endCall', arguments: {} })
    assert.equal(key, '8e86ef03e12835724948b4613933c821d2093dc539255d372fa86b47ea3a4b7d')
    assert.equal(reference, 'QGRDBJX')
  })

  test('for a person is one a call, whatever the reason', () => {
    const ask = (reason: string) => intentOf({ ...around, tool: 'transferToHuman', arguments: { reason } }).key
    assert.equal(ask('A bill.'), ask('The caller insists.'))
  })

  test('of a lead is one, however the number is written', () => {
    const lead = (contact: string) =>
      intentOf({ ...around, tool: 'logLead', arguments: { name: 'Ada', contact, qualifyingInfo: 'Veneers' } }).key
    assert.equal(lead('+49 151 12345678'), lead('0049-151-12345678'))
    assert.notEqual(lead('+4915112345678'), lead('+4915112345679'))
  })
})

describe('of two bookings of one time', () => {
  const claim = (id: string, second: number) => ({
    id,
    createdAt: Temporal.Instant.from(`2026-11-23T09:00:0${second}Z`),
  })

  test('the one that was there first stays', () => {
    assert.equal(standingOf(claim('b', 1), []), 'first')
    assert.equal(standingOf(claim('b', 1), [claim('a', 2)]), 'first')
    assert.equal(standingOf(claim('a', 2), [claim('b', 1)]), 'later')
  })

  test('of the same second the greater id leaves, and the smaller waits for it', () => {
    assert.equal(standingOf(claim('b', 1), [claim('a', 1)]), 'later')
    assert.equal(standingOf(claim('a', 1), [claim('b', 1)]), 'tied')
    assert.equal(standingOf(claim('b', 1), [claim('c', 1), claim('a', 1)]), 'later')
  })
})
