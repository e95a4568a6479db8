import assert from 'node:assert/strict'
import { test } from 'node:test'
import { wavFile } from '@frontdesk/audio/wav'
import { twilioCarrier } from '../src/carrier/twilio-carrier.ts'
import type { Desk } from '../src/desk.ts'
import { finishCall } from '../src/finish-call.ts'
import { defaultPostCallSettings } from '../src/settings.ts'
import { langfuseTracer } from '../src/tracing/langfuse.ts'
import { aCall, type Call, leaveBehind, messageRow, recordingRow } from './a-call.ts'
import { Died, Dying } from './dying.ts'
import { type House, openHouse, until } from './house.ts'

/** A second of a tone on each channel: two utterances without words. */
const tone = Int16Array.from({ length: 8_000 }, (_, i) => (i > 2_000 && i < 6_000 ? 9_000 * Math.sin(i / 3) : 0))
const wav = wavFile([tone, tone])
const signal = new AbortController().signal

/** What is asked of OpenAI is counted: a crash may cost one transcription more, never all of them. */
function deskOf(house: House, paid: number[]): Desk {
  const { twilio, langfuse, bus, records, recordings, lines, clock, log } = house.options({
    ...{ apiKey: '', baseUrl: '', model: '' },
  })
  assert.ok(langfuse)
  return {
    ...{ bus, records, recordings, lines, clock, log },
    carrier: twilioCarrier(twilio),
    transcriber: {
      model: 'gpt-transcribe',
      async transcribe(audio) {
        paid.push(audio.length)
        return { text: 'Guten Tag.', seconds: 1 }
      },
    },
    tracer: langfuseTracer(langfuse),
    settings: defaultPostCallSettings,
  }
}

/** More than there are points. */
const calls = Array.from({ length: 80 }, () => aCall())

test('a call that post-call dies upon at any moment has one record, one recording, one event and one trace', async () => {
  await using house = await openHouse({
    recordings: calls.map((call) => ({ row: recordingRow(call), wav })),
    messages: calls.map(messageRow),
  })
  const { carrier } = house
  await until('the recordings are ready', async () => carrier.recordings.every(({ status }) => status === 'completed'))
  let died = 0
  for (const [at, call] of calls.entries()) {
    await leaveBehind(house.records, call)
    const { wasDead, paid } = await dieAndGoOn(house, call, at)
    await inOrder(house, call, at)
    assert.ok(paid <= 6, `${paid} transcriptions after a death at point ${at}`)
    if (!wasDead) break
    died++
  }
  assert.ok(died > 25 && died < calls.length, `died at ${died} points`)
})

async function dieAndGoOn(house: House, { live: { callId } }: Call, at: number) {
  const paid: number[] = []
  const desk = deskOf(house, paid)
  const dying = new Dying(at)
  const { records, recordings, bus, carrier, tracer } = desk
  const mortal: Desk = {
    ...desk,
    ...{ records: dying.sees(records), recordings: dying.sees(recordings), bus: dying.sees(bus) },
    ...{ carrier: dying.sees(carrier), tracer: tracer && dying.sees(tracer) },
  }
  await finishCall(mortal, callId, signal).catch((error: unknown) => assert.ok(error instanceof Died))
  // Delivered again three times, twice at once.
  await Promise.all([finishCall(desk, callId, signal), finishCall(desk, callId, signal)])
  await finishCall(desk, callId, signal)
  return { wasDead: dying.isDead, paid: paid.length }
}

async function inOrder(house: House, { live: { callId } }: Call, at: number): Promise<void> {
  const where = `after a death at point ${at}`
  const record = await house.records.calls.record(callId)
  assert.equal(record?.state, 'done', where)
  assert.equal(record.recording?.bytes, wav.length, where)
  assert.equal(record.transcript[0]?.source, 'recording', where)
  assert.equal(record.cost.parts.find(({ what }) => what.endsWith('of the recording'))?.quantity, 2 / 60, where)
  const told = () => house.processed.filter((processed) => processed.callId === callId)
  await until('it is told', async () => told().length > 0)
  assert.equal(told().length, 1, where)
  const spans = house.langfuse.spans.filter((span) => span.attributes['session.id'] === callId)
  assert.deepEqual([...new Set(spans.map(({ traceId }) => traceId))], [record.traceId], where)
  assert.equal(spans.filter(({ name }) => name === 'call').length, 1, where)
}
