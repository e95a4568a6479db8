import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { findScenario } from '@frontdesk/simulators/scenarios'
import { openStreet, type Played, type Street } from './fixture.ts'

/** Two callers with appointments from earlier calls: one moves it, one cancels it, in the other language. */
describe('the whole house, appointments that callers have', { timeout: 180_000 }, () => {
  let street: Street
  const played = new Map<string, Played>()
  const of = (name: string): Played => {
    const found = played.get(name)
    assert.ok(found, `${name} was not played`)
    return found
  }
  /** What the calendars hold of the scenario's caller. */
  const eventsOf = (name: string) => {
    const number = findScenario(name)?.from ?? ''
    return street.calendarIds
      .flatMap((id) => street.world.calendar.events(id))
      .filter((event) => event.extendedProperties?.private?.frontdeskPhone === number)
  }
  const spokenBy = (name: string) =>
    of(name)
      .record.transcript.filter(({ who }) => who === 'agent')
      .map(({ text }) => text)
      .join('\n')

  before(async () => {
    street = await openStreet()
    await Promise.all(['reschedules', 'cancels'].map(async (name) => played.set(name, await street.play(name))))
  })
  after(() => street?.[Symbol.asyncDispose]())

  test('a caller moves an appointment: the one event has another time, an SMS says which, and the record says so', () => {
    const { record, messages, shown } = of('reschedules')
    assert.equal(record.outcome, 'rescheduled', shown)
    const [event, ...more] = eventsOf('reschedules')
    assert.deepEqual([more.length, event?.status], [0, 'confirmed'])
    assert.equal(event?.extendedProperties?.private?.frontdeskMoves, '1')
    const start = Temporal.Instant.from(event?.start.dateTime ?? '').toZonedDateTimeISO('Europe/Berlin')
    assert.equal(start.dayOfWeek, 5)
    assert.deepEqual(
      record.tools.flatMap(({ effects }) => effects.map(({ vendor, action }) => `${vendor} ${action}`)),
      ['calendar updated', 'sms sent'],
    )
    assert.equal(messages.length, 1)
    assert.match(messages[0]?.body ?? '', /has moved to Friday, .* \(it was /)
    assert.match(spokenBy('reschedules'), /has been moved: Friday/)
  })

  test('a caller cancels an appointment, in German: it is gone, an SMS says so, and the record does', () => {
    const { record, messages, shown } = of('cancels')
    assert.equal(record.outcome, 'cancelled', shown)
    assert.deepEqual(
      eventsOf('cancels').map(({ status }) => status),
      ['cancelled'],
    )
    assert.match(messages[0]?.body ?? '', /Ihr Termin ist abgesagt/)
    assert.match(spokenBy('cancels'), /ist abgesagt/)
  })
})
