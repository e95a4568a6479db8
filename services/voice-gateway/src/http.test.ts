import assert from 'node:assert/strict'
import { once } from 'node:events'
import { describe, test } from 'node:test'
import { PassingAudio } from '@frontdesk/audio/passing-audio'
import { callIdOf } from './call-id.ts'
import { eventually } from './testing/eventually.ts'
import {
  callSid,
  connected,
  gatewayUnderTest,
  incoming,
  startMessage,
  streamFor,
  tokenIn,
} from './testing/gateway-under-test.ts'

const callId = callIdOf(callSid)

describe('a webhook', () => {
  for (const path of ['incoming', 'after-stream', 'status', 'recording', `handoff/${callId}/1`]) {
    test(`at ${path} without a valid signature is refused, and starts nothing`, async () => {
      await using under = await gatewayUnderTest()
      await under.start()
      assert.equal((await under.post(`/voice/${path}`, incoming, null)).status, 403)
      assert.equal((await under.post(`/voice/${path}`, incoming, 'bm90IGl0')).status, 403)
      assert.equal(under.talks.length, 0)
      assert.equal(await under.records.calls.find(callId), undefined)
    })
  }

  test('that is not what the carrier documents is refused by field', async () => {
    await using under = await gatewayUnderTest()
    await under.start()
    const answer = await under.post('/voice/incoming', { To: incoming.To })
    assert.deepEqual(answer, { status: 400, text: 'not understood: CallSid' })
  })

  test('that is larger than any real one is refused', async () => {
    await using under = await gatewayUnderTest()
    await under.start()
    assert.equal((await under.post('/voice/incoming', { ...incoming, Padding: 'x'.repeat(70_000) })).status, 413)
  })
})

describe('an incoming call', () => {
  test('is admitted, told, and connected behind the notice in the caller’s language', async () => {
    await using under = await gatewayUnderTest()
    await under.start()
    const { status, text } = await under.post('/voice/incoming', incoming)
    assert.equal(status, 200)
    assert.match(text, /<Say language="en-GB">This call is recorded.<\/Say><Start><Recording /)
    assert.match(text, /<Stream url="ws:\/\/127\.0\.0\.1:\d+\/voice\/stream">/)
    assert.equal(under.talks.length, 1)
    assert.equal((await under.records.calls.find(callId))?.caller, incoming.From)
    const started = await eventually(() => under.told[0])
    assert.equal(started.type, 'frontdesk.call.started.v1')
  })

  test('told twice, even at once, is answered the same and started once', async () => {
    await using under = await gatewayUnderTest()
    await under.start()
    const answers = await Promise.all([1, 2, 3].map(() => under.post('/voice/incoming', incoming)))
    assert.equal(new Set(answers.map(({ text }) => text)).size, 1)
    assert.equal(under.talks.length, 1)
  })

  test('from a withheld number is taken', async () => {
    await using under = await gatewayUnderTest()
    await under.start()
    const { text } = await under.post('/voice/incoming', { ...incoming, From: '+266696687' })
    assert.match(text, /de-DE/)
    assert.equal((await under.records.calls.find(callId))?.caller, null)
  })

  test('to a number that is nobody’s is refused politely, and starts nothing', async () => {
    await using under = await gatewayUnderTest()
    await under.start()
    const { status, text } = await under.post('/voice/incoming', { ...incoming, To: '+4930999' })
    assert.equal(status, 200)
    assert.match(text, /<Say language="de-DE">.*<Say language="en-GB">.*<Hangup\/>/)
    assert.equal(under.talks.length, 0)
    assert.equal(await under.records.calls.find(callId), undefined)
  })
})

describe('a media socket', () => {
  test('without a valid signature is refused at the upgrade', async () => {
    await using under = await gatewayUnderTest()
    await under.start()
    const socket = under.openStream('bm90IGl0')
    const [error] = await once(socket, 'error')
    assert.match(String(error), /403/)
  })

  for (const [why, token, sid] of [
    ['another token', 'x'.repeat(43), callSid],
    ['another call’s name', undefined, 'CA00000000000000000000000000000002'],
  ] as const) {
    test(`that begins with ${why} is closed, and the call still waits for its own`, async () => {
      await using under = await gatewayUnderTest()
      await under.start()
      const { text } = await under.post('/voice/incoming', incoming)
      const socket = under.openStream()
      await once(socket, 'open')
      socket.send(startMessage(token ?? tokenIn(text), sid))
      await once(socket, 'close')
      assert.equal(under.talks[0]?.leg, undefined)
    })
  }

  test('of the call carries it: what arrives is heard, what is played is sent, what is nonsense is counted', async () => {
    await using under = await gatewayUnderTest()
    const gateway = await under.start()
    const socket = await connected(under)
    const talk = await eventually(() => under.talks[0]?.leg !== undefined && under.talks[0])
    for (const text of ['nonsense', '{"event":"hologram"}', '{"event":"media","streamSid":"MZ9"}']) socket.send(text)
    socket.send(Buffer.from([1, 2]))
    const media = { track: 'inbound', chunk: '1', timestamp: '20', payload: '//8=' }
    socket.send(JSON.stringify({ event: 'media', sequenceNumber: '3', media, streamSid: 'MZ1' }))
    await eventually(() => talk.heard.length > 0)
    assert.deepEqual(talk.heard, [{ kind: 'audio', audio: PassingAudio.of('//8='), timestampMs: 20 }])

    const arrived: string[] = []
    socket.on('message', (data) => arrived.push(String(data)))
    talk.leg?.play(PassingAudio.of('fn5+'), 'm1')
    talk.leg?.clear()
    await eventually(() => arrived.length === 3)
    assert.deepEqual(arrived, [
      '{"event":"media","streamSid":"MZ1","media":{"payload":"fn5+"}}',
      '{"event":"mark","streamSid":"MZ1","mark":{"name":"m1"}}',
      '{"event":"clear","streamSid":"MZ1"}',
    ])
    const metrics = await (await fetch(`${gateway.url}/metrics`)).text()
    assert.match(metrics, /frontdesk_gateway_total\{what="bad-carrier-message"\} 4/)
    assert.match(metrics, /frontdesk_gateway_live_calls 1/)
  })

  test('that reaches another instance than the webhook did carries the call there, once', async () => {
    await using under = await gatewayUnderTest()
    await under.start({ heartbeatMs: 10 })
    const { text } = await under.post('/voice/incoming', incoming)
    await under.start({}, { gatewayId: 'another' })
    await streamFor(under, text)
    await eventually(() => under.talks[1]?.leg)
    assert.equal((await under.records.calls.find(callId))?.gateway, 'another')
    await eventually(() => under.talks[0]?.disposed)
    const again = await streamFor(under, text)
    await once(again, 'close')
    assert.deepEqual([under.talks.length, under.talks[1]?.disposed], [2, false])
  })

  test('says by its beginning that the notice was heard, and that a recording runs', async () => {
    await using under = await gatewayUnderTest()
    await under.start()
    await connected(under)
    await eventually(async () => (await under.records.calls.find(callId))?.recording === 'expected')
    const [entry] = await eventually(async () => {
      const journal = await under.records.journal.read(callId)
      return journal.length > 0 && journal
    })
    assert.ok(entry?.kind === 'notice-played')
    assert.deepEqual([entry.text, entry.version, entry.language], ['This call is recorded.', '1', 'en'])
  })

  test('that is twice the size of any message is closed without harm to the call', async () => {
    await using under = await gatewayUnderTest()
    await under.start()
    const socket = await connected(under)
    const talk = await eventually(() => under.talks[0]?.leg !== undefined && under.talks[0])
    socket.send('x'.repeat(70_000))
    await once(socket, 'close')
    assert.deepEqual(
      talk.heard.map(({ kind }) => kind),
      ['lost'],
    )
    assert.match((await under.post('/voice/after-stream', { CallSid: callSid })).text, /<Stream /)
  })
})

test('a gateway is ready until it drains', async () => {
  await using under = await gatewayUnderTest()
  const gateway = await under.start()
  assert.equal((await fetch(`${gateway.url}/healthz`)).status, 200)
  assert.equal((await fetch(`${gateway.url}/readyz`)).status, 200)
})
