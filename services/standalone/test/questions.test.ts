import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { openStreet, type Played, type Street } from './fixture.ts'

/** A caller who wants to know something, and one whom no SMS reaches. */
describe('the whole house, questions and a landline', { timeout: 240_000 }, () => {
  let street: Street
  const played = new Map<string, Played>()
  const of = (name: string): Played => {
    const found = played.get(name)
    assert.ok(found, `${name} was not played`)
    return found
  }
  const spokenBy = (name: string) =>
    of(name)
      .record.transcript.filter(({ who }) => who === 'agent')
      .map(({ text }) => text)
      .join('\n')

  before(async () => {
    street = await openStreet()
    const names = ['asks-the-way', 'calls-from-a-landline']
    await Promise.all(names.map(async (name) => played.set(name, await street.play(name))))
  })
  after(() => street?.[Symbol.asyncDispose]())

  test("a caller is told the way in the line's own words, gets it by SMS once, and hears where to park", () => {
    const { record, messages, shown } = of('asks-the-way')
    assert.equal(record.outcome, 'answered', shown)
    assert.deepEqual(
      record.tools.map(({ tool, status }) => [tool, status]),
      [
        ['getDirections', 'succeeded'],
        ['getDirections', 'succeeded'],
        ['answerFromLine', 'succeeded'],
        ['logCallOutcome', 'succeeded'],
        ['endCall', 'succeeded'],
      ],
    )
    assert.equal(messages.length, 1)
    assert.match(messages[0]?.body ?? '', /Neue Kantstraße 14.*Take the U2 to Kaiserdamm.*Reference \w+$/)
    assert.match(spokenBy('asks-the-way'), /Take the U2 to Kaiserdamm[\s\S]*paid spaces along Neue Kantstraße/)
  })

  test('a caller from a landline is booked, is sent nothing, and hears that', () => {
    const { record, messages, calendarEvents, shown } = of('calls-from-a-landline')
    assert.equal(record.outcome, 'booked', shown)
    assert.deepEqual([messages.length, calendarEvents.length], [0, 1])
    assert.match(spokenBy('calls-from-a-landline'), /Parkschein[\s\S]*Festnetzanschluss kann ich keine SMS/)
  })
})
