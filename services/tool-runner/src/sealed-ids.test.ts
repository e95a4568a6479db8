import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { exampleLine } from '../test/lines.ts'
import { appointmentIdOf, openAppointmentId, readAppointmentId } from './appointment-id.ts'
import { lineRules } from './line-rules.ts'
import { sealsOf, secretFrom } from './seals.ts'
import { openSlotId, readSlotId, slotIdOf } from './slot-id.ts'

const dental = exampleLine('berlin-dental')
const salon = exampleLine('california-salon')
const rules = lineRules(dental)
const seals = sealsOf(['a secret of the tests'])
const now = Temporal.Instant.from('2026-11-23T09:00:00Z')
const [bookable] = rules.bookables
const [provider] = bookable?.providers ?? []
if (bookable === undefined || provider === undefined) throw new Error('the line has no service')

const start = Temporal.ZonedDateTime.from('2026-11-24T10:00[Europe/Berlin]')
const slot = { start, end: start.add({ minutes: 30 }), service: bookable.service.name, calendar: provider.calendar }
const slotId = slotIdOf(slot, dental, now, seals)
const open = (id: string, at = now, line = dental, with_ = { seals, rules }) => openSlotId(id, line, at, with_)

const bookedBy = 'ab'.repeat(32)
const ref = { bookedBy, calendar: provider.calendar, startMs: start.epochMilliseconds, moves: 2 }
const around = { line: dental, callId: 'call-1' }
const appointmentId = appointmentIdOf(ref, around, now, seals)

describe('a slot id', () => {
  test('is opened as the slot that it was made of, in the line’s zone, on every runner that has the secret', () => {
    for (const own of [seals, sealsOf(['a secret of the tests'])]) {
      const opened = open(slotId, now, dental, { seals: own, rules })
      assert.ok(opened.is === 'slot')
      assert.equal(opened.slot.start.toString(), '2026-11-24T10:00:00+01:00[Europe/Berlin]')
      assert.equal(opened.slot.end.toString(), '2026-11-24T10:30:00+01:00[Europe/Berlin]')
      assert.deepEqual([opened.slot.service, opened.slot.calendar], [slot.service, slot.calendar])
    }
  })

  test('tells the two times apart that one clock shows when it is set back', () => {
    const read = ['+02:00', '+01:00'].map((offset) => {
      const from = Temporal.ZonedDateTime.from(`2026-10-25T02:30${offset}[Europe/Berlin]`)
      const opened = open(slotIdOf({ ...slot, start: from, end: from.add({ minutes: 30 }) }, dental, now, seals))
      return opened.is === 'slot' ? opened.slot.start.offset : opened.is
    })
    assert.deepEqual(read, ['+02:00', '+01:00'])
  })

  test('ends after half an hour', () => {
    assert.equal(open(slotId, now.add({ minutes: 29 })).is, 'slot')
    assert.equal(open(slotId, now.add({ minutes: 31 })).is, 'over')
  })

  test('of another line, of another secret, of a service that is gone, or of nonsense, is none', () => {
    assert.equal(open(slotIdOf(slot, salon, now, seals)).is, 'unknown')
    assert.equal(open(slotIdOf(slot, dental, now, sealsOf(['another secret']))).is, 'unknown')
    assert.equal(open(slotIdOf({ ...slot, service: 'Massage' }, dental, now, seals)).is, 'unknown')
    for (const text of ['', 'x', '{}', ` ${slotId}`, `${slotId}A`, appointmentId])
      assert.equal(open(text).is, 'unknown')
  })

  test('that was changed in any place is none', () => {
    fc.assert(
      fc.property(fc.nat(slotId.length - 1), fc.constantFrom(...'ABCxyz019-_'), (at, letter) => {
        const changed = slotId.slice(0, at) + letter + slotId.slice(at + 1)
        assert.equal(open(changed).is, changed === slotId ? 'slot' : 'unknown')
      }),
      { numRuns: 500 },
    )
  })

  test('is still read while a secret is changed for another, and no longer when the old one is gone', () => {
    const both = sealsOf(['the new secret', 'a secret of the tests'])
    assert.equal(open(slotId, now, dental, { seals: both, rules }).is, 'slot')
    const anew = slotIdOf(slot, dental, now, both)
    assert.equal(open(anew, now, dental, { seals: sealsOf(['the new secret']), rules }).is, 'slot')
    assert.equal(open(slotId, now, dental, { seals: sealsOf(['the new secret']), rules }).is, 'unknown')
  })

  test('is the same wish whenever it was offered, and short enough to be said back', () => {
    const later = slotIdOf(slot, dental, now.add({ minutes: 7 }), seals)
    assert.notEqual(later, slotId)
    assert.equal(readSlotId(later), readSlotId(slotId))
    assert.notEqual(readSlotId(slotIdOf({ ...slot, service: 'Massage' }, dental, now, seals)), readSlotId(slotId))
    assert.equal(readSlotId('nonsense'), undefined)
    assert.ok(slotId.length <= 48)
  })
})

describe('an appointment id', () => {
  const opened = (id: string, own = around, at = now) => openAppointmentId(id, own, at, seals)

  test('is opened in the call that it was given in, and in no other', () => {
    const found = opened(appointmentId)
    assert.ok(found.is === 'appointment')
    const { calendarTag: _, ...rest } = found.ref
    assert.deepEqual(rest, { bookedBy, startMs: ref.startMs, moves: 2 })
    assert.equal(opened(appointmentId, { ...around, callId: 'call-2' }).is, 'unknown')
    assert.equal(opened(appointmentId, { ...around, line: salon }).is, 'unknown')
  })

  test('ends after an hour', () => {
    assert.equal(opened(appointmentId, around, now.add({ minutes: 61 })).is, 'over')
  })

  test('cannot be made of a slot id, or made up', () => {
    for (const text of [slotId, '', bookedBy, Buffer.from(bookedBy, 'hex').toString('base64url')])
      assert.equal(opened(text).is, 'unknown')
    assert.equal(readAppointmentId('nonsense'), undefined)
  })
})

test('the secret from the carrier’s token is not the token, and always the same', () => {
  assert.notEqual(secretFrom('token'), 'token')
  assert.equal(secretFrom('token'), secretFrom('token'))
  assert.throws(() => sealsOf([]), /a secret to sign/)
})
