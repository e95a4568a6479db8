import assert from 'node:assert/strict'
import { once } from 'node:events'
import { describe, test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { isEvent } from '@frontdesk/events'
import { callIdOf } from '../call-id.ts'
import type { CarrierStatus } from '../carrier/carrier-control.ts'
import type { LegEnd } from '../session/call.ts'
import { eventually } from '../testing/eventually.ts'
import {
  callSid,
  connected,
  gatewayUnderTest,
  incoming,
  streamFor,
  tokenIn,
  type UnderTest,
} from '../testing/gateway-under-test.ts'
import { forwardingLine, testLine } from '../testing/line.ts'

const callId = callIdOf(callSid)
const asks = { CallSid: callSid, CallStatus: 'in-progress' }

const talking = (under: UnderTest, nth = 0) => eventually(() => under.talks[nth]?.leg !== undefined && under.talks[nth])

/** A call whose conversation has ended like this, the carrier about to ask what comes next. */
async function ended(under: UnderTest, end: LegEnd, to = testLine.number): Promise<void> {
  await under.start()
  const socket = await streamFor(under, (await under.post('/voice/incoming', { ...incoming, To: to })).text)
  const talk = await talking(under)
  const closed = once(socket, 'close')
  talk.end(end)
  assert.deepEqual((await closed)[0], 1000)
}

const endOf = (under: UnderTest) =>
  eventually(() => under.told.find((event) => isEvent(event, 'call.ended'))).then((event) => {
    assert.ok(isEvent(event, 'call.ended'))
    return event.data
  })
const namesTold = (under: UnderTest) => under.told.map(({ type }) => type.replace(/^frontdesk\.|\.v1$/g, ''))

describe('when the agent hangs up', () => {
  test('the carrier is told to, and the call ended once however often it asks', async () => {
    await using under = await gatewayUnderTest()
    await ended(under, { end: 'hang-up', language: 'en' })
    const answers = [await under.post('/voice/after-stream', asks), await under.post('/voice/after-stream', asks)]
    for (const { text } of answers) assert.match(text, /<Response><Hangup\/><\/Response>/)
    await under.post('/voice/status', { CallSid: callSid, CallStatus: 'completed' })
    const { reason, recording } = await endOf(under)
    assert.deepEqual([reason, recording], ['agent-ended', 'expected'])
    await eventually(async () => (await under.records.calls.endsToPublish()).length === 0)
    assert.equal(namesTold(under).filter((name) => name === 'call.ended').length, 1)
  })

  test('it is known still after a restart', async () => {
    await using under = await gatewayUnderTest()
    await ended(under, { end: 'hang-up', language: 'en' })
    await under.start()
    assert.match((await under.post('/voice/after-stream', asks)).text, /<Response><Hangup\/><\/Response>/)
    assert.equal((await endOf(under)).reason, 'agent-ended')
  })
})

describe('when the caller hangs up', () => {
  test('the word of the carrier ends the call', async () => {
    await using under = await gatewayUnderTest()
    await under.start()
    const socket = await connected(under)
    await talking(under)
    socket.send('{"event":"stop","sequenceNumber":"9","stop":{"accountSid":"AC1","callSid":"CA1"},"streamSid":"MZ1"}')
    await once(socket, 'close')
    assert.equal((await under.post('/voice/status', { CallSid: callSid, CallStatus: 'completed' })).status, 204)
    assert.equal((await endOf(under)).reason, 'caller-hung-up')
    assert.equal(under.talks[0]?.disposed, true)
  })

  test('and the carrier says nothing, it is asked', async () => {
    await using under = await gatewayUnderTest()
    await under.start({ askCarrierAfterMs: 20 })
    const socket = await connected(under)
    await talking(under)
    under.carrier = { state: 'ended', failed: false, endedAt: '2099-01-01T00:00:00.000Z' }
    socket.terminate()
    const { reason, endedAt } = await endOf(under)
    assert.deepEqual([reason, endedAt], ['caller-hung-up', '2099-01-01T00:00:00.000Z'])
  })

  test('before the stream began, the prepared session is let go', async () => {
    await using under = await gatewayUnderTest()
    await under.start()
    await under.post('/voice/incoming', incoming)
    await under.post('/voice/status', { CallSid: callSid, CallStatus: 'completed' })
    assert.equal((await endOf(under)).reason, 'caller-hung-up')
    await eventually(() => under.talks[0]?.disposed)
  })
})

describe('when the stream breaks and the call lives', () => {
  test('the carrier opens another, with a new token and no second notice, and the talk goes on from the journal', async () => {
    await using under = await gatewayUnderTest()
    await under.start()
    const first = await connected(under)
    await talking(under)
    await under.records.journal.append(callId, [
      { kind: 'utterance', at: '2026-11-22T18:00:00.000Z', who: 'agent', text: 'Hi', itemId: 'i', cutOff: false },
    ])
    await eventually(async () => (await under.records.calls.find(callId))?.recording === 'expected')
    first.terminate()
    const { text } = await under.post('/voice/after-stream', asks)
    assert.doesNotMatch(text, /Say|Recording/)
    assert.notEqual(tokenIn(text), '')
    const second = await streamFor(under, text)
    const talk = await talking(under, 1)
    assert.ok(talk.facts.journal?.some((entry) => entry.kind === 'utterance'))
    assert.equal(second.readyState, second.OPEN)
    assert.equal(under.talks.length, 2)
  })

  test('an instance that never saw the call takes it on', async () => {
    await using under = await gatewayUnderTest()
    await under.start()
    await connected(under)
    await eventually(async () => (await under.records.calls.find(callId))?.recording === 'expected')
    await under.start()
    const { text } = await under.post('/voice/after-stream', asks)
    await streamFor(under, text)
    await talking(under, 1)
  })

  test('and comes back while the carrier is being asked, it is let be', async () => {
    await using under = await gatewayUnderTest()
    await under.start({ askCarrierAfterMs: 1, watchEveryMs: 60_000 })
    const asked = Promise.withResolvers<CarrierStatus>()
    const first = await connected(under)
    await talking(under)
    const isAsked = new Promise<void>((resolve) => {
      Object.defineProperty(under, 'carrier', { get: () => [asked.promise, resolve()][0] })
    })
    first.terminate()
    await isAsked
    const second = await streamFor(under, (await under.post('/voice/after-stream', asks)).text)
    await talking(under, 1)
    asked.resolve({ state: 'alive' })
    // The records answer in order: behind two more readings, what the gateway read has had its consequences.
    await setImmediate()
    for (const _ of [1, 2]) await under.records.journal.read(callId)
    await setImmediate()
    assert.deepEqual(under.redirected, [])
    assert.equal(second.readyState, second.OPEN)
    assert.equal(under.talks[1]?.disposed, false)
  })

  test('too often, it is given up: apology, callback, and people are told', async () => {
    await using under = await gatewayUnderTest()
    await under.start({ maxRebuilds: 2, toldAgainWithinMs: 0 })
    await under.post('/voice/incoming', incoming)
    for (const _ of [1, 2]) assert.match((await under.post('/voice/after-stream', asks)).text, /<Stream /)
    const { text } = await under.post('/voice/after-stream', asks)
    assert.match(text, /<Response><Say language="en-GB">We are sorry, we will ring back.<\/Say><Hangup\/><\/Response>/)
    assert.equal((await endOf(under)).reason, 'model-failed')
    const [callback] = await under.records.callbacks.open()
    assert.equal(callback?.callId, callId)
    const expected = ['call.started', 'callback.queued', 'call.escalated', 'call.ended']
    assert.deepEqual(namesTold(under), expected)
  })
})

describe('when a call comes to one instance and its stream to another', () => {
  for (const [asked, name] of [
    ['first', 'and the stream breaks, the first goes on where they were'],
    ['second', 'and the next stream to the first, that goes on where they were'],
  ] as const)
    test(name, async () => {
      await using under = await gatewayUnderTest()
      // Nobody gives a sign of life: it would tell the first that the call is not theirs.
      const quiet = { heartbeatMs: 60_000, watchEveryMs: 60_000 }
      const second = await under.start(quiet, { gatewayId: 'second' })
      const first = await under.start(quiet, { gatewayId: 'first' })
      const { text } = await under.post('/voice/incoming', incoming)
      under.facing = second
      const stream = await streamFor(under, text)
      await talking(under, 1)
      await under.records.journal.append(callId, [
        { kind: 'utterance', at: '2026-11-22T18:00:00.000Z', who: 'agent', text: 'Hi', itemId: 'i', cutOff: false },
      ])
      stream.terminate()
      if (asked === 'first') under.facing = first
      const answer = await under.post('/voice/after-stream', asks)
      under.facing = first
      await streamFor(under, answer.text)
      const talk = await eventually(() => under.talks.slice(2).find(({ leg }) => leg !== undefined))
      assert.ok(talk.facts.journal?.some((entry) => entry.kind === 'utterance'))
      assert.deepEqual([talk.facts.gateway, (await under.records.calls.find(callId))?.gateway], ['first', 'first'])
      assert.equal(under.talks[0]?.leg, undefined)
      await eventually(() => under.talks[0]?.disposed)
    })
})

test('when the conversation cannot go on, the caller hears the apology in the language spoken', async () => {
  await using under = await gatewayUnderTest()
  await ended(under, { end: 'give-up', cause: 'model-lost', language: 'de' })
  assert.match((await under.post('/voice/after-stream', asks)).text, /<Say language="de-DE">Es tut uns leid, wir rufen/)
  assert.equal((await endOf(under)).reason, 'model-failed')
})

describe('when the caller is forwarded', () => {
  const forwarded = (under: UnderTest) =>
    ended(under, { end: 'hand-over', reason: 'billing', language: 'de' }, forwardingLine.number)
  const handOff = (under: UnderTest, attempt: number, fields: Record<string, string>) =>
    under.post(`/voice/handoff/${callId}/${attempt}?language=de`, { ...asks, ...fields })

  test('people are rung in their order until one takes the call', async () => {
    await using under = await gatewayUnderTest()
    await forwarded(under)
    const first = await under.post('/voice/after-stream', asks)
    assert.match(first.text, /timeout="15".*<Number>\+493055500101</)
    assert.match(first.text, new RegExp(`action="[^"]*/voice/handoff/${callId}/1\\?language=de"`))
    const second = await handOff(under, 1, { DialCallStatus: 'busy' })
    assert.match(second.text, /timeout="20".*<Number>\+493055500102</)
    const done = await handOff(under, 2, { DialCallStatus: 'completed', DialCallDuration: '42' })
    assert.match(done.text, /<Response><Hangup\/><\/Response>/)
    assert.equal((await endOf(under)).reason, 'handed-over')
    await handOff(under, 2, { DialCallStatus: 'completed', DialCallDuration: '42' })
    const told = under.told.flatMap((event) => (isEvent(event, 'handoff.completed') ? [event.data] : []))
    assert.deepEqual(
      told.map(({ attempt, result, talkSeconds }) => [attempt, result, talkSeconds]),
      [
        [1, 'busy', 0],
        [2, 'accepted', 42],
      ],
    )
  })

  test('and nobody answers, they are back with the agent, who knows it', async () => {
    await using under = await gatewayUnderTest()
    await forwarded(under)
    await under.post('/voice/after-stream', asks)
    await handOff(under, 1, { DialCallStatus: 'no-answer' })
    const { text } = await handOff(under, 2, { DialCallStatus: 'hologram' })
    assert.match(text, /<Redirect method="POST">[^<]*\/voice\/after-stream<\/Redirect>/)
    const back = await streamFor(under, (await under.post('/voice/after-stream', asks)).text)
    await talking(under, 1)
    assert.equal(back.readyState, back.OPEN)
    assert.equal((await under.records.calls.find(callId))?.end, undefined)
    const journal = await under.records.journal.read(callId)
    assert.equal(journal.filter(({ kind }) => kind === 'session-lost').length, 0)
  })

  test('and nobody answers, again and again, a callback is promised', async () => {
    await using under = await gatewayUnderTest()
    await under.start({ mostHandOffs: 1 })
    await forwarded(under)
    await under.start({ mostHandOffs: 1 })
    await under.post('/voice/after-stream', asks)
    await handOff(under, 1, { DialCallStatus: 'no-answer' })
    await handOff(under, 2, { DialCallStatus: 'no-answer' })
    await streamFor(under, (await under.post('/voice/after-stream', asks)).text)
    ;(await talking(under, 1)).end({ end: 'hand-over', reason: 'billing', language: 'de' })
    const { text } = await eventually(async () => {
      const answer = await under.post('/voice/after-stream', asks)
      return answer.text.includes('<Say') && answer
    })
    assert.match(text, /<Say language="de-DE">Leider ist gerade niemand zu erreichen. Wir rufen Sie .*<Hangup\/>/)
    assert.equal((await endOf(under)).reason, 'agent-ended')
    assert.equal((await under.records.callbacks.open()).length, 1)
  })

  test('and the call is over before we know how it went, the word is waited for', async () => {
    await using under = await gatewayUnderTest()
    await forwarded(under)
    await under.post('/voice/after-stream', asks)
    await under.post('/voice/status', { CallSid: callSid, CallStatus: 'completed' })
    await handOff(under, 1, { DialCallStatus: 'completed', DialCallDuration: '7', CallStatus: 'completed' })
    assert.equal((await endOf(under)).reason, 'handed-over')
  })
})

describe('the carrier’s recording', () => {
  test('is told of when it is there, once', async () => {
    await using under = await gatewayUnderTest()
    await under.start()
    await under.post('/voice/incoming', incoming)
    const recording = { CallSid: callSid, RecordingSid: 'RE1', RecordingChannels: '2', RecordingDuration: '31' }
    for (const RecordingStatus of ['in-progress', 'completed', 'completed']) {
      assert.equal((await under.post('/voice/recording', { ...recording, RecordingStatus })).status, 204)
    }
    const event = await eventually(() => under.told.find((told) => isEvent(told, 'recording.available')))
    assert.ok(isEvent(event, 'recording.available'))
    const { status, durationSeconds, channels } = event.data
    assert.deepEqual([status, durationSeconds, channels], ['completed', 31, 2])
    await under.post('/voice/status', { CallSid: callSid, CallStatus: 'completed' })
    await endOf(under)
    assert.deepEqual(namesTold(under), ['call.started', 'recording.available', 'call.ended'])
  })
})
