import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { systemClock } from '@frontdesk/process/clock'
import { findScenario } from '@frontdesk/simulators/scenarios'
import { openStreet, type Street } from './fixture.ts'

/** Waits for what people are told, which nobody tells us of. */
async function slackAbout(street: Street, callId: string): Promise<string[]> {
  const about = () => street.world.slack.messages.filter((one) => JSON.stringify(one).includes(callId))
  const deadlineMs = performance.now() + 20_000
  while (about().length === 0 && performance.now() < deadlineMs) await systemClock.sleep(50)
  return about().map(({ text }) => text)
}

describe('an agent that says "booked" without booking', () => {
  for (const [name, lie, takenBack] of [
    ['only-claims', /It is booked/, /I was mistaken: the appointment is not booked yet/],
    ['behauptet-nur', /Der Termin ist gebucht/, /mich korrigieren: Der Termin ist nicht gebucht/],
  ] as const) {
    test(`is heard to take it back in the same call, and then books (${name})`, { timeout: 180_000 }, async () => {
      await using street = await openStreet()
      const { record, calendarEvents } = await street.play(name)
      // The recording is what the caller's ear got.
      assert.ok(record.transcript.every(({ source }) => source === 'recording'))
      const said = record.transcript.filter(({ who }) => who === 'agent').map(({ text }) => text)
      const all = said.join(' ')
      assert.match(all, lie)
      assert.match(all, takenBack)
      assert.ok(all.search(lie) < all.search(takenBack), all)
      assert.deepEqual(
        record.sayDo?.map(({ claim, corrected }) => [claim, corrected]),
        [['booked', 'taken-back']],
      )
      assert.deepEqual([record.outcome, calendarEvents.length], ['booked', 1])
      assert.match((await slackAbout(street, record.callId)).join(), /had to take something back/)
      assert.deepEqual(
        street.world.voiceModel.asked.flatMap((session) => session.events.flatMap((event) => event.refused ?? [])),
        [],
        'never two answers at once',
      )
    })
  }
})

test('a caller who hangs up before they hear that it is booked gets it by SMS, or the staff hear of it', {
  timeout: 180_000,
}, async () => {
  await using street = await openStreet()
  const { from } = findScenario('gone-too-soon') ?? {}
  street.world.carrier.optOut(from ?? '')
  const { record, calendarEvents, messages } = await street.play('gone-too-soon')
  assert.deepEqual([record.outcome, calendarEvents.length, messages.length], ['booked', 1, 0])
  const told = await slackAbout(street, record.callId)
  assert.deepEqual([told.length, record.sayDo], [1, undefined])
  assert.match(told[0] ?? '', /does not know what was done for them.*an appointment booked/)
})
