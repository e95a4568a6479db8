import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type EventOf, isEvent } from '@frontdesk/events'
import type { JournalEntry } from '@frontdesk/records'
import { createSpeech, type Speech } from '@frontdesk/simulators/speech'
import { callIdOf } from '../src/call-id.ts'
import { eventually } from '../src/testing/eventually.ts'
import { testLine } from '../src/testing/line.ts'
import { type House, house, namesTold, noted, untilJournal } from './house.ts'
import { Talker } from './talker.ts'

const voicemailPrompt = { en: 'After the tone, recorded.' }
const voicemail = { ...testLine.fallback, next: 'voicemail', voicemailPrompt } as const
let speech: Speech
before(async () => {
  speech = await createSpeech()
})
after(() => speech[Symbol.asyncDispose]())

/** Nobody talks with the caller: the model's door is shut. */
async function withoutModel(settings = {}): Promise<House> {
  const at = await house({ speech, line: { fallback: voicemail }, settings })
  at.model.trouble.add({ at: 'connect', is: 'refused', status: 401, code: 'invalid_api_key', times: 9 })
  await at.startGateway()
  return at
}

function ring(at: House, from: string | null = '+447700900123') {
  const party = new Talker()
  const call = at.carrier.call({ from, to: testLine.number, party })
  return { party, call, callId: callIdOf(call.sid) }
}

const message = (at: House) =>
  eventually(() => at.carrier.recordings.find(({ source }) => source === 'RecordVerb'), 30_000)
const words = () => speech.speak('Please ring me back about my appointment.', 'caller-en')

async function endOf(at: House, callId: string): Promise<EventOf<'call.ended'>['data']> {
  const event = await eventually(
    () => at.told.find((each) => isEvent(each, 'call.ended') && each.data.callId === callId),
    30_000,
  )
  assert.ok(isEvent(event, 'call.ended'))
  return event.data
}

const of = <K extends JournalEntry['kind']>(journal: readonly JournalEntry[], kind: K) =>
  journal.filter((entry): entry is Extract<JournalEntry, { kind: K }> => entry.kind === kind)
const times = (at: House, name: string) => namesTold(at).filter((told) => told === name).length

/** One callback, told of once, and one end. */
async function assertPromisedOnce(at: House, callId: string, reason: RegExp): Promise<void> {
  const [callback, ...more] = await at.records.callbacks.open()
  assert.deepEqual([callback?.callId, more.length], [callId, 0])
  assert.match(callback?.reason ?? '', reason)
  assert.deepEqual(
    ['callback.queued', 'call.escalated', 'call.ended'].map((name) => times(at, name)),
    [1, 1, 1],
  )
  assert.deepEqual(at.carrier.warnings, [])
}

describe('a line whose fallback is voicemail', { timeout: 120_000, concurrency: true }, () => {
  test('takes a message: staff are told of it by name, the caller that they are rung back', async () => {
    await using at = await withoutModel()
    const { party, callId } = ring(at)
    const { sid } = await message(at)
    party.say(await words())
    await party.over.promise
    assert.equal((await endOf(at, callId)).reason, 'model-failed')
    await assertPromisedOnce(at, callId, new RegExp(`could not go on.*message of \\d+ s: recording ${sid}`))
    const journal = await untilJournal(at, callId, (entry) => entry.kind === 'voicemail')
    assert.deepEqual(
      of(journal, 'voicemail').map(({ recordingSid }) => recordingSid),
      [sid],
    )
    assert.match(of(journal, 'notice-played').at(-1)?.text ?? '', /After the tone, recorded/)
    const left = at.carrier.webhooks.findLast(({ url, kind }) => kind === 'voice' && url.includes('/voice/voicemail/'))
    assert.equal(left?.fate, 200)
    assert.ok(party.heard.length * 20 > 3_000, 'and heard so')
  })

  test('and the caller says nothing, there is a callback all the same', async () => {
    await using at = await withoutModel()
    const { party, callId } = ring(at)
    await party.over.promise
    assert.equal((await endOf(at, callId)).reason, 'model-failed')
    await assertPromisedOnce(at, callId, /The caller left no message/)
    await at.carrier.untilWebhook(({ kind, params }) => kind === 'recording' && params.RecordingStatus === 'absent')
    assert.equal(of(await at.records.journal.read(callId), 'voicemail').length, 0)
  })

  test('and says nothing and withholds the number, nobody is promised anything', async () => {
    await using at = await withoutModel()
    const { party, callId } = ring(at, null)
    await party.over.promise
    assert.equal((await endOf(at, callId)).reason, 'model-failed')
    await untilJournal(at, callId, noted('voicemail-empty'))
    assert.deepEqual(await at.records.callbacks.open(), [])
    assert.equal(times(at, 'callback.queued'), 0)
  })

  test('and the caller hangs up while speaking, what was said is a message', async () => {
    await using at = await withoutModel()
    const { party, call, callId } = ring(at)
    const { sid } = await message(at)
    party.say(await words())
    const from = party.heard.length
    await eventually(() => party.heard.length > from + 75)
    call.hangUp()
    await endOf(at, callId)
    await assertPromisedOnce(at, callId, new RegExp(`recording ${sid}`))
  })

  test('and hangs up at the tone, people hear that there is none', async () => {
    await using at = await withoutModel()
    const { call, callId } = ring(at)
    await message(at)
    call.hangUp()
    await endOf(at, callId)
    await assertPromisedOnce(at, callId, /left no message|did not say/)
  })

  test('and every word of it is told twice, it is one message', async () => {
    await using at = await withoutModel()
    const { party, callId } = ring(at)
    const { sid } = await message(at)
    for (const kind of ['voice', 'recording', 'call-status'] as const)
      at.carrier.trouble.webhook({ on: kind, duplicate: 'at-once', times: 3 })
    party.say(await words())
    await party.over.promise
    await endOf(at, callId)
    const told = () =>
      at.carrier.webhooks.filter(({ kind, params }) => kind === 'recording' && params.RecordingSid === sid)
    await eventually(() => told().length >= 2)
    await assertPromisedOnce(at, callId, new RegExp(`recording ${sid}`))
    assert.equal(of(await at.records.journal.read(callId), 'voicemail').length, 1)
  })

  test('and the word of the message is lost with the call, its recording brings it', async () => {
    await using at = await withoutModel()
    const { party, call, callId } = ring(at)
    const { sid } = await message(at)
    at.carrier.trouble.webhook({ on: 'voice', never: true, times: 1 })
    party.say(await words())
    const from = party.heard.length
    await eventually(() => party.heard.length > from + 75)
    call.hangUp()
    await endOf(at, callId)
    await assertPromisedOnce(at, callId, new RegExp(`recording ${sid}`))
  })

  test('and no word of the message comes at all, people hear that there may be one', async () => {
    await using at = await withoutModel({ voicemailWordMs: 200 })
    const { party, call, callId } = ring(at)
    await message(at)
    for (const kind of ['voice', 'recording'] as const) at.carrier.trouble.webhook({ on: kind, never: true, times: 1 })
    party.say(await words())
    const from = party.heard.length
    await eventually(() => party.heard.length > from + 75)
    call.hangUp()
    assert.equal((await endOf(at, callId)).reason, 'model-failed')
    await assertPromisedOnce(at, callId, /whether there is one, the carrier did not say/)
  })

  test('asks for one also where there was no room for the call', async () => {
    await using at = await house({ speech, line: { fallback: voicemail }, settings: { mostCalls: 0 } })
    await at.startGateway()
    const { party, callId } = ring(at)
    const { sid } = await message(at)
    party.say(await words())
    await party.over.promise
    assert.equal((await endOf(at, callId)).reason, 'refused')
    await assertPromisedOnce(at, callId, new RegExp(`too many calls.*recording ${sid}`))
  })
})
