import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { wavFile } from '@frontdesk/audio/wav'
import type { JournalEntry } from '@frontdesk/records'
import { aCall, after, type Call, recordingRow } from './a-call.ts'
import { type House, openHouse, tell, untilDone } from './house.ts'

const law = { jurisdictions: ['DE'], table: '2026-11-22.1' }
const asked = { by: 'voice', text: 'Sind Sie einverstanden?', version: '1', language: 'de', ...law } as const
const notice: JournalEntry = {
  ...{ kind: 'notice-played', at: after(8), text: 'Hier antwortet eine KI.', version: '1', language: 'de', ...law },
}
const consent = (answer: 'yes' | 'no'): JournalEntry => ({
  ...{ kind: 'consent', at: after(9), answer, offsetMs: 9_000, ...asked },
})
const withdrawn = (before: 'delete' | 'keep'): JournalEntry => ({
  ...{ kind: 'consent-withdrawn', at: after(30), before, language: 'de', offsetMs: 30_000, ...law },
})
const says = (text: string, itemId: string): JournalEntry => ({
  ...{ kind: 'utterance', at: after(20), who: 'caller', text, itemId, cutOff: false },
})
/** Nobody transcribes here: only what must not be transcribed, or what cannot be. */
const nobody = { apiKey: 'k', baseUrl: 'http://127.0.0.1:1/v1', model: 'gpt-transcribe' }
const wav = wavFile([new Int16Array(16_000).fill(900), new Int16Array(16_000)])

async function over(house: House, call: Call, journal: readonly JournalEntry[]) {
  const { callId } = call.live
  await house.records.calls.admit(call.live)
  await house.records.journal.append(callId, journal)
  await house.records.calls.end(callId, { reason: call.ended.reason, endedAt: call.ended.endedAt })
  await using _service = await house.start(nobody)
  await tell(house, call.ended, undefined)
  return await untilDone(house, callId)
}

describe('the record of a call', () => {
  test('whose caller refused says so, and has neither recording nor words', async () => {
    const call = aCall({ recording: 'none' })
    await using house = await openHouse()
    const record = await over(house, call, [notice, consent('no'), says('', 'i1')])
    assert.deepEqual([record.recording, record.recordingMissing, record.transcript], [null, 'refused', []])
    const { disclosure } = record
    assert.deepEqual([disclosure?.jurisdictions, disclosure?.table, disclosure?.words], [['DE'], law.table, 'not-kept'])
    assert.deepEqual(
      [disclosure?.consent?.answer, disclosure?.consent?.by, disclosure?.consent?.offsetMs],
      ['no', 'voice', 9_000],
    )
    assert.equal(house.carrier.asked.length, 0)
  })

  test('whose caller agreed says to what, when, and in which version', async () => {
    const call = aCall({ recording: 'none' })
    await using house = await openHouse()
    const { disclosure, transcript } = await over(house, call, [notice, consent('yes'), says('Guten Tag.', 'i1')])
    assert.deepEqual([disclosure?.consent?.text, disclosure?.consent?.version], [asked.text, '1'])
    assert.deepEqual([disclosure?.words, transcript[0]?.text], ['kept', 'Guten Tag.'])
  })

  test('whose caller withdrew consent is without recording and words, here, in the journal, and at the carrier', async () => {
    const call = aCall()
    await using house = await openHouse({ recordings: [{ row: recordingRow(call), wav }] })
    const journal = [notice, consent('yes'), says('Meine Nummer ist 4711.', 'i1'), withdrawn('delete'), says('', 'i2')]
    const record = await over(house, call, journal)
    assert.deepEqual([record.recording, record.recordingMissing, record.transcript], [null, 'withdrawn', []])
    assert.deepEqual([record.disclosure?.withdrawn?.before, record.disclosure?.words], ['delete', 'not-kept'])
    assert.equal(house.carrier.recordings[0]?.status, 'deleted')
    assert.doesNotMatch(JSON.stringify(await house.records.journal.read(call.live.callId)), /4711/)
    assert.doesNotMatch(JSON.stringify(house.langfuse.spans), /4711/)
    assert.equal(
      house.carrier.asked.some(({ call: api }) => api === 'recordings.media'),
      false,
    )
  })

  test('a deletion that the carrier stumbles over is tried again', async () => {
    const call = aCall()
    await using house = await openHouse({ recordings: [{ row: recordingRow(call), wav }] })
    house.carrier.trouble.rest({ on: 'recordings.delete', times: 2, reset: true })
    const record = await over(house, call, [notice, consent('yes'), withdrawn('delete')])
    assert.equal(record.recordingMissing, 'withdrawn')
    assert.equal(house.carrier.recordings[0]?.status, 'deleted')
  })

  test('where the law lets it be kept, what was recorded until then is kept', async () => {
    const call = aCall()
    await using house = await openHouse({ recordings: [{ row: recordingRow(call), wav }] })
    const record = await over(house, call, [notice, says('Hello.', 'i1'), withdrawn('keep'), says('', 'i2')])
    assert.ok(record.recording)
    assert.deepEqual([record.disclosure?.words, record.transcript.map(({ text }) => text)], ['some', ['Hello.']])
  })

  test('counts how often the agent was asked what it is, and denied it', async () => {
    const call = aCall({ recording: 'none' })
    await using house = await openHouse()
    const noted = (what: string): JournalEntry => ({ kind: 'noted', at: after(20), what })
    const { disclosure } = await over(house, call, [notice, noted('asked-whether-ai'), noted('denied-being-ai')])
    assert.deepEqual([disclosure?.askedWhetherAi, disclosure?.deniedBeingAi], [1, 1])
  })
})
