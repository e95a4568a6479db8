import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { wavFile } from '@frontdesk/audio/wav'
import type { JournalEntry } from '@frontdesk/records'
import { aCall, after, type Call, recordingRow } from './a-call.ts'
import { type House, openHouse, tell, until, untilDone } from './house.ts'

const callWav = wavFile([new Int16Array(8_000), new Int16Array(8_000)])
/** Longer than the call's own: it must not be taken for it all the same. */
const messageWav = wavFile([new Int16Array(24_000).fill(500)])
const messageSid = `RE${'7'.repeat(32)}`
const transcription = { apiKey: 'a-key', baseUrl: 'http://127.0.0.1:1', model: 'gpt-transcribe' }
const asked: JournalEntry = { kind: 'noted', at: after(30), what: 'voicemail-asked' }
const left: JournalEntry = { kind: 'voicemail', at: after(50), recordingSid: messageSid, durationSeconds: 3 }

const messageOf = (call: Call) => ({
  row: recordingRow(call, { sid: messageSid, channels: 1, track: 'inbound', source: 'RecordVerb' }),
  wav: messageWav,
})

async function finished(house: House, call: Call, journal: JournalEntry[]) {
  await house.records.calls.admit(call.live)
  await house.records.journal.append(call.live.callId, journal)
  const { reason, endedAt } = call.ended
  await house.records.calls.end(call.live.callId, { reason, endedAt })
  await tell(house, call.ended, undefined)
  return untilDone(house, call.live.callId)
}

describe('a message that the caller left', () => {
  test('is kept beside the recording of the call, which it is not taken for', async () => {
    const call = aCall({}, 'model-failed')
    await using house = await openHouse({ recordings: [{ row: recordingRow(call), wav: callWav }, messageOf(call)] })
    await using _service = await house.start(transcription)
    const record = await finished(house, call, [asked, left])
    assert.equal(record.recording?.bytes, callWav.length)
    const kept = await house.recordings.find(`${call.live.callId}/voicemail.wav`)
    assert.equal(kept?.bytes, messageWav.length)
  })

  test('is found also where the word of it was lost, and a call that was not recorded stays without a recording', async () => {
    const call = aCall({ recording: 'none' }, 'refused')
    await using house = await openHouse({ recordings: [messageOf(call)] })
    await until('the message is ready', async () => house.carrier.recorded(messageSid))
    await using _service = await house.start(transcription)
    const record = await finished(house, call, [asked])
    assert.equal(record.recordingMissing, 'not-recorded')
    assert.equal(record.recording, null)
    assert.ok(await house.recordings.find(`${call.live.callId}/voicemail.wav`))
  })
})
