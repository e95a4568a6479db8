import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { openStreet, type Played, type Street } from './fixture.ts'

/** Two callers who do not want to be recorded: one from the beginning, one in the middle of the call. Both book. */
describe('the whole house and callers who want no recording', { timeout: 300_000 }, () => {
  let street: Street
  let refuses: Played
  let stops: Played
  before(async () => {
    street = await openStreet()
    ;[refuses, stops] = await Promise.all([street.play('refuses-recording'), street.play('stops-recording')])
  })
  after(() => street?.[Symbol.asyncDispose]())

  test('a caller who says no gets the appointment, and nothing is recorded or written down', async () => {
    const { record, calendarEvents, messages } = refuses
    assert.deepEqual([record.outcome, calendarEvents.length, messages.length], ['booked', 1, 1])
    assert.deepEqual([record.recordingMissing, record.transcript], ['refused', []])
    const { consent, words } = record.disclosure ?? {}
    assert.deepEqual([consent?.answer, consent?.by, words], ['no', 'voice', 'not-kept'])
    assert.ok(street.world.carrier.recordings.every(({ callSid }) => callSid !== record.callSid))
  })

  test('a caller who changes their mind is told so at once; what was recorded is gone, here and at the carrier', async () => {
    const { record, calendarEvents } = stops
    assert.deepEqual([record.outcome, calendarEvents.length], ['booked', 1])
    assert.deepEqual(
      [record.recordingMissing, record.transcript, record.disclosure?.words],
      ['withdrawn', [], 'not-kept'],
    )
    assert.equal(record.disclosure?.withdrawn?.before, 'delete')
    const recording = street.world.carrier.recordings.find(({ callSid }) => callSid === record.callSid)
    assert.equal(recording?.status, 'deleted')
    const asked = street.world.carrier.asked.find(({ call }) => call === 'recordings.update')
    assert.ok(asked, 'the carrier was not asked to stop')
  })

  test('no word of either caller is in the journal', async () => {
    for (const { record } of [refuses, stops]) {
      const journal = await street.house.records.journal.read(record.callId)
      const words = journal.flatMap((entry) =>
        entry.kind === 'utterance' || entry.kind === 'speaking' ? [entry.text] : [],
      )
      assert.ok(words.length > 5)
      assert.ok(words.every((text) => text === ''))
    }
  })

  test('both heard a model that was told of everything all the same', () => {
    const refused = street.world.voiceModel.asked.flatMap((session) =>
      session.events.flatMap((event) => event.refused ?? []),
    )
    assert.deepEqual([refused, street.world.carrier.warnings], [[], []])
  })
})
