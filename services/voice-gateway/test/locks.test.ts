import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { describe, test } from 'node:test'
import twilio from 'twilio'
import { WebSocket } from 'ws'
import { callIdOf } from '../src/call-id.ts'
import { eventually } from '../src/testing/eventually.ts'
import {
  authToken,
  callSid,
  connected,
  gatewayUnderTest,
  incoming,
  startMessage,
  streamFor,
  tokenIn,
  type UnderTest,
} from '../src/testing/gateway-under-test.ts'
import { forwardingLine } from '../src/testing/line.ts'

const callId = callIdOf(callSid)
const addressOf = (url: string) => ({ host: '127.0.0.1', port: Number(new URL(url).port) })

/** What a raw connection is answered until the other side ends it. */
async function said(url: string, ...texts: readonly string[]): Promise<string> {
  const socket = connect(addressOf(url))
  await once(socket, 'connect')
  for (const text of texts) socket.write(text)
  let answer = ''
  socket.setEncoding('utf8').on('data', (text: string) => {
    answer += text
  })
  await once(socket, 'end', { signal: AbortSignal.timeout(20_000) })
  // Half open on purpose: the server must let go by itself.
  await once(socket, 'close')
  return answer
}

const eventsTold = (under: UnderTest) => under.told.map(({ type, id }) => `${type} ${id}`)

describe('a connection that does not go on', () => {
  test('with its headers is closed', { timeout: 30_000 }, async () => {
    await using under = await gatewayUnderTest()
    const { url } = await under.start()
    const slowly = 'POST /voice/incoming HTTP/1.1\r\nHost: a\r\nX-One: 1\r\n'
    const answers = await Promise.all([said(url), said(url, slowly)])
    assert.match(answers[1] ?? '', /^HTTP\/1.1 408/)
    assert.equal((await fetch(`${url}/healthz`)).status, 200)
  })

  test('is let go when its upgrade was refused', async () => {
    await using under = await gatewayUnderTest()
    const { url } = await under.start()
    const upgrade = (path: string) =>
      `GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n`
    assert.match(await said(url, upgrade('/voice/stream')), /^HTTP\/1.1 403/)
    assert.match(await said(url, upgrade('/voice/other')), /^HTTP\/1.1 404/)
  })

  test('with the start of a stream is closed', { timeout: 15_000 }, async () => {
    await using under = await gatewayUnderTest()
    await under.start()
    const socket = under.openStream()
    await once(socket, 'open')
    socket.send('{"event":"connected","protocol":"Call","version":"1.0.0"}')
    await once(socket, 'close')
  })
})

test('a media socket is never compressed, whatever is offered', async () => {
  await using under = await gatewayUnderTest()
  const { url } = await under.start()
  const address = `${url.replace('http', 'ws')}/voice/stream`
  const headers = { 'x-twilio-signature': twilio.getExpectedTwilioSignature(authToken, address, {}) }
  const socket = new WebSocket(address, { perMessageDeflate: true, headers })
  await once(socket, 'open')
  assert.equal(socket.extensions, '')
  socket.terminate()
})

test('what the metrics tell is for nobody outside', async () => {
  await using under = await gatewayUnderTest()
  const { url } = await under.start({}, { metricsToken: 'a-long-word' })
  assert.equal((await fetch(`${url}/metrics`)).status, 404)
  const authorization = 'Bearer a-long-word'
  assert.equal((await fetch(`${url}/metrics`, { headers: { authorization } })).status, 200)
})

describe('a webhook that is told again and again, at once and later', () => {
  for (const times of [2, 20]) {
    test(`at incoming, ${times} times: one answer, one call, one session`, async () => {
      await using under = await gatewayUnderTest()
      await under.start()
      const again = () => told(under, '/voice/incoming', incoming, times)
      const answers = [...(await again()), ...(await again())]
      assert.equal(new Set(answers).size, 1)
      assert.equal(under.talks.length, 1)
      await eventually(() => under.told.length > 0)
      assert.deepEqual(
        eventsTold(under).filter((event) => !event.includes('call.started')),
        [],
      )
      assert.equal(under.told.length, 1)
    })

    test(`at after-stream, ${times} times: one answer, one new stream, and the call has not used up its chances`, async () => {
      await using under = await gatewayUnderTest()
      await under.start()
      const socket = await connected(under)
      await eventually(() => under.talks[0]?.leg !== undefined)
      socket.terminate()
      await eventually(() => under.talks[0]?.disposed)
      const again = () => told(under, '/voice/after-stream', { CallSid: callSid, CallStatus: 'in-progress' }, times)
      const answers = [...(await again()), ...(await again())]
      assert.equal(new Set(answers).size, 1)
      assert.match(answers[0] ?? '', /<Stream /)
      assert.equal(under.talks.length, 2)
    })

    test(`at handoff, ${times} times: the next person is rung, told of once, and the call ends once`, async () => {
      await using under = await gatewayUnderTest()
      await under.start()
      await streamFor(under, (await under.post('/voice/incoming', { ...incoming, To: forwardingLine.number })).text)
      const talk = await eventually(() => under.talks[0]?.leg !== undefined && under.talks[0])
      talk.end({ end: 'hand-over', reason: 'billing', language: 'en' })
      await eventually(() => talk.disposed)
      const after = await told(under, '/voice/after-stream', { CallSid: callSid }, times)
      assert.equal(new Set(after).size, 1)
      const handOff = (attempt: number, result: string) =>
        told(
          under,
          `/voice/handoff/${callId}/${attempt}?language=en`,
          { CallSid: callSid, DialCallStatus: result, DialCallDuration: '60' },
          times,
        )
      const busy = await handOff(1, 'busy')
      assert.equal(new Set(busy).size, 1)
      assert.match(busy[0] ?? '', /<Dial /)
      assert.equal(new Set(await handOff(2, 'completed')).size, 1)
      await eventually(() => eventsTold(under).some((event) => event.includes('call.ended')))
      const handed = eventsTold(under).filter((event) => event.includes('handoff.completed'))
      assert.equal(handed.length, 2)
      assert.equal(eventsTold(under).filter((event) => event.includes('call.ended')).length, 1)
    })

    test(`at status and recording, ${times} times: one end, one recording`, async () => {
      await using under = await gatewayUnderTest()
      await under.start()
      await connected(under)
      await eventually(() => under.talks[0]?.leg !== undefined)
      const status = { CallSid: callSid, CallStatus: 'completed' }
      const recording = { CallSid: callSid, RecordingSid: 'RE1', RecordingStatus: 'completed', RecordingDuration: '3' }
      const answers = await Promise.all([
        told(under, '/voice/status', status, times),
        told(under, '/voice/recording', recording, times),
      ])
      assert.deepEqual([...new Set(answers.flat())], [''])
      await eventually(() => under.told.length === 3)
      await told(under, '/voice/status', status, times)
      await told(under, '/voice/recording', recording, times)
      assert.equal(under.told.length, 3)
      assert.equal(new Set(eventsTold(under)).size, 3)
    })
  }

  test('with the token of a stream that has begun: nobody else gets in', async () => {
    await using under = await gatewayUnderTest()
    await under.start()
    const { text } = await under.post('/voice/incoming', incoming)
    const sockets = Array.from({ length: 20 }, () => under.openStream())
    await Promise.all(sockets.map((socket) => once(socket, 'open')))
    const closed = sockets.map((socket) => once(socket, 'close'))
    for (const socket of sockets) socket.send(startMessage(tokenIn(text)))
    const talk = await eventually(() => under.talks[0]?.leg !== undefined && under.talks[0])
    await eventually(() => sockets.filter((socket) => socket.readyState === WebSocket.CLOSED).length === 19)
    assert.deepEqual([under.talks.length, talk.disposed], [1, false])
    for (const socket of sockets) socket.terminate()
    await Promise.all(closed)
  })
})

async function told(under: UnderTest, path: string, parameters: Record<string, string>, times: number) {
  const answers = await Promise.all(Array.from({ length: times }, () => under.post(path, parameters)))
  for (const { status } of answers) assert.ok(status === 200 || status === 204, `${path} was answered ${status}`)
  return answers.map(({ text }) => text)
}
