import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { intentOf } from './intent.ts'
import { sealsOf } from './seals.ts'
import { slotIdOf } from './slot-id.ts'
import { standingOf } from './standing.ts'

const line = { id: 'dental', timeZone: 'Europe/Berlin' }
const start = Temporal.ZonedDateTime.from('2026-11-24T10:00[Europe/Berlin]')
const calendar = { id: 'dr-sommer', calendarId: 'team', name: 'Dr. Sommer' }
const slot = { start, end: start.add({ minutes: 30 }), service: 'Check-up', calendar }
const slotId = slotIdOf(slot, line, start.toInstant(), sealsOf(['a secret of the tests']))
const around = { line, callId: 'call-1', caller: '+4915112345678' }
type Customer = { name: string; phone?: string; email?: string }
const booking = (customer: Customer, more: Partial<typeof around> = {}, another?: { for: string }) => {
  const args = { slotId, customer, ...(another === undefined ? {} : { another }) }
  return intentOf({ ...around, ...more, tool: 'bookAppointment', arguments: args })
}
const book = (...wished: Parameters<typeof booking>) => booking(...wished).key

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

  test('with other details is the same wish, and another intent', () => {
    const first = booking({ name: 'Ada Lovelace' })
    for (const customer of [{ name: 'Ida Lovelace' }, { name: 'Ada Lovelace', phone: '+4915199999999' }]) {
      const second = booking(customer)
      assert.equal(second.wish, first.wish)
      assert.notEqual(second.key, first.key)
      assert.notEqual(second.reference, first.reference)
    }
  })

  test('“another one for my son” is another wish, and the same one however it is written', () => {
    const own = booking({ name: 'Ada Lovelace' })
    const son = (whom: string) => booking({ name: 'Byron Lovelace' }, {}, { for: whom })
    assert.notEqual(son('my son').wish, own.wish)
    assert.equal(son('My  Son ').key, son('my son').key)
    assert.notEqual(son('my daughter').wish, son('my son').wish)
  })

  test('of another line or call is another wish', () => {
    const wishes = [
      booking({ name: 'Ada Lovelace' }),
      booking({ name: 'Ada Lovelace' }, { callId: 'call-2' }),
      booking({ name: 'Ada Lovelace' }, { line: { ...line, id: 'other' } }),
    ]
    assert.equal(new Set(wishes.map(({ wish }) => wish)).size, wishes.length)
  })

  test('has a key and a reference that stay the same from version to version', () => {
    const { key, reference } = intentOf({ ...around, tool: 'endCall', arguments: {} })
    assert.equal(key, 'b606ce7f49907aa1335bbd3f375115ac5afc515846568542a67bdb5a1f8790b5')
    assert.equal(reference, 'YGQ9KS4')
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
    standsSince: Temporal.Instant.from(`2026-11-23T09:00:0${second}Z`),
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
