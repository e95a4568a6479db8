import assert from 'node:assert/strict'
import { after as afterAll, before, describe, test } from 'node:test'
import { wavFile } from '@frontdesk/audio/wav'
import { carrierFailures } from '@frontdesk/simulators/carrier'
import { langfuseFailures } from '@frontdesk/simulators/langfuse'
import { createSpeech, type Speech } from '@frontdesk/simulators/speech'
import { startVoiceModel, type VoiceModel } from '@frontdesk/simulators/voice-model'
import { aCall, leaveBehind, messageRow, recordingRow, said, twoVoices, voices } from './a-call.ts'
import { type House, openHouse, tell, until, untilDone } from './house.ts'

let speech: Speech
let model: VoiceModel
let wav: Uint8Array
before(async () => {
  speech = await createSpeech()
  model = await startVoiceModel({
    speech,
    apiKey: 'a-key',
    callerLines: [{ text: said.caller, voice: voices.caller }],
    otherLines: [{ text: said.agent, voice: voices.agent }],
  })
  wav = await twoVoices(speech)
})
afterAll(async () => {
  await model[Symbol.asyncDispose]()
  await speech[Symbol.asyncDispose]()
})
const transcription = () => ({ apiKey: 'a-key', baseUrl: model.url, model: 'gpt-transcribe' })
const dead = (house: House) => house.bus.deadLetters('post-call')

describe('a call that is over', () => {
  test('gets one record, one recording, one event and one trace, though everything is told three times', async () => {
    const call = aCall()
    await using house = await openHouse({
      recordings: [{ row: recordingRow(call), wav }],
      messages: [messageRow(call)],
    })
    await leaveBehind(house.records, call)
    await using _service = await house.start(transcription())
    await tell(house, call.ended, call.recordingSid)
    const record = await untilDone(house, call.live.callId)

    assert.deepEqual(
      record.transcript.map(({ who, text, source }) => [who, text, source]),
      [
        ['agent', said.agent, 'recording'],
        ['caller', said.caller, 'recording'],
      ],
    )
    assert.equal(record.outcome, 'booked')
    assert.equal(record.notes, 'Kontrolle am Dienstag.')
    assert.equal(record.callerMasked, '+49•••••••678')
    assert.equal(record.durationMs, 61_000)
    assert.equal(record.recording?.bytes, wav.length)
    assert.equal(record.recording?.channels, 2)
    assert.equal(record.recording?.durationMs, Math.round((wav.length - 44) / 32))
    assert.deepEqual(record.latency, { turns: 1, p50Ms: 640, p95Ms: 640 })
    assert.deepEqual(
      record.interruptions.map(({ cause }) => cause),
      ['closed'],
    )
    assert.deepEqual(
      record.tools.map(({ tool, effects }) => [tool, effects.length]),
      [
        ['bookAppointment', 2],
        ['logCallOutcome', 0],
      ],
    )
    const micros = Object.fromEntries(record.cost.parts.map((part) => [part.what, part.micros]))
    // 1,000 x 4 + 100 x 32 + 50 x 24 + 200 x 64, in four parts; German telephone and SMS prices are unknown.
    assert.equal(micros['gpt-realtime-2.1: text in'], 4_000)
    assert.equal(micros['gpt-realtime-2.1: audio out'], 12_800)
    assert.equal(micros['carrier: media stream'], 8_800)
    assert.equal(micros['carrier: recording'], 2_500)
    assert.equal(micros['carrier: call'], null)
    assert.equal(micros['carrier: SMS'], null)
    assert.equal(record.cost.totalMicros, null)

    const { processed } = house
    await until('it is told', async () => processed.length > 0)
    assert.equal(processed.length, 1)
    assert.equal(processed[0]?.recording, `${call.live.callId}/recording.wav`)
    assert.equal(processed[0]?.turns, 2)
    assert.equal(house.carrier.asked.filter(({ call: asked }) => asked === 'recordings.media').length, 1)
    assert.equal((await house.records.calls.records({ limit: 10 })).records.length, 1)
    assert.deepEqual(await dead(house), [])
  })

  test('is traced with sessions, turns, tools and generations, and without the number', async () => {
    const call = aCall()
    await using house = await openHouse({
      recordings: [{ row: recordingRow(call), wav }],
      messages: [messageRow(call)],
    })
    await leaveBehind(house.records, call)
    await using _service = await house.start(transcription())
    await tell(house, call.ended, call.recordingSid)
    const { traceId } = await untilDone(house, call.live.callId)
    const spans = house.langfuse.spansOf(traceId ?? '')
    const named = Map.groupBy(spans, ({ name }) => name)
    const [root] = named.get('call') ?? []
    assert.equal(root?.attributes['session.id'], call.live.callId)
    assert.match(String(root?.attributes['langfuse.observation.input']), /Termin zur Kontrolle/)
    assert.equal(named.get('session')?.length, 2)
    assert.equal(named.get('response')?.[0]?.attributes['langfuse.observation.model.name'], 'gpt-realtime-2.1')
    assert.match(
      String(named.get('response')?.[0]?.attributes['langfuse.observation.usage_details']),
      /"output_audio":200/,
    )
    const booking = named.get('bookAppointment')?.[0]
    assert.equal(spans.find(({ spanId }) => spanId === booking?.parentSpanId)?.name, 'session')
    assert.match(String(booking?.attributes['langfuse.observation.input']), /\+49•••••••678/)
    assert.doesNotMatch(JSON.stringify(spans), /5112345678/)
    assert.equal(
      spans.every(({ traceId: id }) => id === traceId),
      true,
    )
  })

  test('whose SMS did not arrive because the number is a landline leaves a note of that for the next call', async () => {
    const call = aCall({ recording: 'none' })
    const undelivered = { ...messageRow(call), status: 'undelivered', errorCode: 30006 } as const
    await using house = await openHouse({ messages: [undelivered] })
    await leaveBehind(house.records, call)
    await using _service = await house.start(transcription())
    await tell(house, call.ended, undefined)
    await untilDone(house, call.live.callId)
    const noted = await house.records.textRefusals.find(undelivered.from, undelivered.to, new Date().toISOString())
    assert.equal(noted?.why, 'landline')
  })

  test('that was not recorded is done at once, with what was heard live', async () => {
    const call = aCall({ recording: 'none' })
    await using house = await openHouse({ messages: [messageRow(call)] })
    await leaveBehind(house.records, call)
    await using _service = await house.start(transcription())
    await tell(house, call.ended, undefined)
    const record = await untilDone(house, call.live.callId)
    assert.equal(record.recordingMissing, 'not-recorded')
    assert.deepEqual(
      record.transcript.map(({ source }) => source),
      ['live', 'live'],
    )
    assert.equal(
      house.carrier.asked.some(({ call: asked }) => asked?.startsWith('recordings')),
      false,
    )
  })

  test('that nobody admitted is a dead letter at once', async () => {
    await using house = await openHouse()
    await using _service = await house.start(transcription())
    await tell(house, aCall().ended, undefined)
    const [letter] = await until('the letter is dead', async () => (await dead(house)).length > 0 && dead(house))
    assert.equal(letter?.reason, 'Undeliverable')
  })
})

describe('a recording', () => {
  test('that is not ready leaves a draft, holds up nothing, and is fetched though nobody tells of it', async () => {
    const call = aCall()
    const late = { recordingDelayMs: 600 }
    await using house = await openHouse({ recordings: [{ row: recordingRow(call), wav }], settings: late })
    await leaveBehind(house.records, call)
    await using _service = await house.start(transcription())
    await tell(house, call.ended, undefined)
    const draft = await until('there is a draft', () => house.records.calls.record(call.live.callId))
    assert.equal(draft.state, 'processing')
    assert.equal(draft.outcome, 'booked')
    assert.equal(draft.transcript[0]?.source, 'live')
    const record = await untilDone(house, call.live.callId)
    assert.equal(record.createdAt, draft.createdAt)
    assert.ok(record.recording)
    await until('it is told', async () => house.processed[0])
    assert.equal(house.processed.length, 1)
  })

  test('left behind by a process that died is finished by the next one', async () => {
    const call = aCall()
    await using house = await openHouse({
      recordings: [{ row: recordingRow(call), wav }],
      settings: { recordingDelayMs: 60_000 },
    })
    await leaveBehind(house.records, call)
    {
      await using _first = await house.start(transcription())
      await tell(house, call.ended, undefined)
      await until('there is a draft', () => house.records.calls.record(call.live.callId))
    }
    const settings = { sweepEveryMs: 20, backoffMs: [20], giveUpAfterMs: 0 }
    await using _second = await house.start(transcription(), { settings })
    const record = await untilDone(house, call.live.callId)
    assert.equal(record.recordingMissing, 'not-found')
    assert.equal(record.transcript[0]?.source, 'live')
  })

  test('whose audio is not there yet, or whose carrier stumbles, is asked for again', async () => {
    const call = aCall()
    await using house = await openHouse({ recordings: [{ row: recordingRow(call), wav }] })
    const { rest } = house.carrier.trouble
    rest({ on: 'recordings.media', times: 2, fail: carrierFailures.notYet })
    rest({ on: 'recordings.media', times: 1, fail: carrierFailures.unavailable })
    rest({ on: 'recordings.list', skip: 1, times: 1, reset: true })
    await leaveBehind(house.records, call)
    await using _service = await house.start(transcription())
    await tell(house, call.ended, call.recordingSid)
    assert.equal((await untilDone(house, call.live.callId)).recording?.bytes, wav.length)
    await until('it is told', async () => house.processed[0])
    assert.equal(house.processed.length, 1)
  })

  test('that the carrier says is absent is not waited for', async () => {
    const call = aCall()
    await using house = await openHouse({
      recordings: [{ row: recordingRow(call, { status: 'absent', endTold: true }) }],
    })
    await leaveBehind(house.records, call)
    await using _service = await house.start(transcription())
    await tell(house, call.ended, undefined)
    assert.equal((await untilDone(house, call.live.callId)).recordingMissing, 'absent')
  })

  test('on one channel is kept, and the words are those that were heard live', async () => {
    const call = aCall()
    const mono = wavFile([new Int16Array(8_000).fill(900)])
    await using house = await openHouse({ recordings: [{ row: recordingRow(call, { channels: 1 }), wav: mono }] })
    await leaveBehind(house.records, call)
    await using _service = await house.start(transcription())
    await tell(house, call.ended, call.recordingSid)
    const record = await untilDone(house, call.live.callId)
    assert.equal(record.recording?.channels, 1)
    assert.equal(record.recording?.durationMs, 1_000)
    assert.equal(record.transcript[0]?.source, 'live')
  })
})

describe('trouble behind the recording', () => {
  test('a transcription that fails leaves the words that were heard live', async () => {
    const call = aCall()
    await using house = await openHouse({ recordings: [{ row: recordingRow(call), wav }] })
    await leaveBehind(house.records, call)
    const unknown = { ...transcription(), model: 'no-such-model' }
    await using _service = await house.start(unknown)
    await tell(house, call.ended, call.recordingSid)
    const record = await untilDone(house, call.live.callId)
    assert.ok(record.recording)
    assert.deepEqual(
      record.transcript.map(({ text }) => text),
      [said.agent, 'Einen Termin bitte.'],
    )
    assert.deepEqual(
      record.transcript.map(({ source }) => source),
      ['live', 'live'],
    )
  })

  test('a trace that is refused holds up neither record nor event, and is sent again', async () => {
    const call = aCall({ recording: 'none' })
    await using house = await openHouse()
    const refused = house.langfuse.trouble.add({ on: 'otel.traces', times: 2, fail: langfuseFailures.unauthorized })
    await leaveBehind(house.records, call)
    await using _service = await house.start(transcription())
    await tell(house, call.ended, undefined)
    const first = await untilDone(house, call.live.callId)
    const traced = await until('it is traced', async () => {
      const record = await house.records.calls.record(call.live.callId)
      return record?.traceId ? record : undefined
    })
    assert.equal(refused.met, 2)
    assert.deepEqual({ ...traced, traceId: null }, { ...first, traceId: null })
    assert.ok(house.langfuse.spansOf(traced.traceId ?? '').length > 0)
    await until('it is told', async () => house.processed[0])
    assert.equal(house.processed.length, 1)
  })
})
