import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, test } from 'node:test'
import { PassingAudio } from '@frontdesk/audio/passing-audio'
import { type ManualClock, manualClock } from '@frontdesk/process/clock'
import { WebSocket, WebSocketServer } from 'ws'
import { eventually } from '../../testing/eventually.ts'
import { startMessage } from '../../testing/gateway-under-test.ts'
import { ticker } from '../../ticker.ts'
import type { LegEvent } from '../carrier-leg.ts'
import type { LegLimits } from './leg-limits.ts'
import type { MessageFault } from './messages.ts'
import { TwilioLeg } from './twilio-leg.ts'

async function stream(limits: Partial<LegLimits> = {}) {
  const http = createServer().listen(0, '127.0.0.1')
  const server = new WebSocketServer({ server: http, perMessageDeflate: false })
  await once(http, 'listening')
  const connected = once(server, 'connection')
  const carrier = new WebSocket(`ws://127.0.0.1:${(http.address() as AddressInfo).port}`, { perMessageDeflate: false })
  await once(carrier, 'open')
  const [socket, request] = await connected
  assert.ok(socket instanceof WebSocket && request instanceof IncomingMessage)
  const clock: ManualClock = manualClock()
  const faults: MessageFault[] = []
  const counts = new Map<string, number>()
  const leg = new TwilioLeg(socket, {
    clock,
    connection: request.socket,
    ticker: ticker(clock, 100),
    onFault: (fault) => faults.push(fault),
    count: (what, count) => counts.set(what, (counts.get(what) ?? 0) + count),
    limits,
  })
  return {
    ...{ carrier, leg, clock, faults, counts },
    [Symbol.asyncDispose]: async () => {
      carrier.terminate()
      for (const client of server.clients) client.terminate()
      server.close()
      http.close()
      await eventually(() => clock.waiting === 0)
    },
  }
}

const sound = (byte: number) => Buffer.alloc(160, byte).toString('base64')
const audio = sound(0x55)
const frame = (timestamp: number, payload = audio) =>
  JSON.stringify({
    event: 'media',
    streamSid: 'MZ1',
    media: { track: 'inbound', chunk: '1', timestamp: String(timestamp), payload },
  })

describe('a leg', () => {
  test('begins with the carrier’s start', async () => {
    await using at = await stream()
    at.carrier.send(startMessage('t', 'CA1'))
    assert.deepEqual(await at.leg.started, { callSid: 'CA1', token: 't' })
  })

  test('that does not begin in time is closed', async () => {
    await using at = await stream()
    at.carrier.send('{"event":"connected"}')
    await at.clock.advance(5_000)
    assert.equal(await at.leg.started, undefined)
  })

  test('tells a late listener what arrived before, in order, the oldest dropped beyond the limit', async () => {
    await using at = await stream({ unheardEvents: 2 })
    at.carrier.send(startMessage('t'))
    for (const timestamp of [0, 20, 40]) at.carrier.send(frame(timestamp, sound(timestamp)))
    at.carrier.send('last')
    await eventually(() => at.faults.length === 1)
    const heard: unknown[] = []
    at.leg.listen({
      onLegEvent: (event) => heard.push(event.kind === 'audio' && [event.timestampMs, event.audio.text()]),
    })
    assert.deepEqual(heard, [
      [20, sound(20)],
      [40, sound(40)],
    ])
    assert.deepEqual([...at.counts], [['unheard-dropped', 1]])
  })

  test('ends once: what follows the carrier’s stop is not told', async () => {
    await using at = await stream()
    const heard: string[] = []
    at.leg.listen({ onLegEvent: (event) => heard.push(event.kind) })
    at.carrier.send(startMessage('t'))
    at.carrier.send('{"event":"stop","streamSid":"MZ1"}')
    at.carrier.send(frame(0))
    at.carrier.close()
    await once(at.carrier, 'close')
    await eventually(() => at.clock.waiting === 0)
    assert.deepEqual(heard, ['stopped'])
  })

  test('takes no message of another stream, none before the start, and no second start', async () => {
    await using at = await stream()
    at.carrier.send(frame(0))
    at.carrier.send(startMessage('t'))
    at.carrier.send(startMessage('t'))
    at.carrier.send('{"event":"mark","streamSid":"MZ2","mark":{"name":"m"}}')
    await eventually(() => at.faults.length === 3)
    assert.deepEqual(at.faults, [
      { kind: 'out-of-order', where: 'media' },
      { kind: 'out-of-order', where: 'start' },
      { kind: 'other-stream', where: 'mark' },
    ])
  })

  test('whose carrier answers pings is alive, however silent the caller', async () => {
    await using at = await stream()
    const heard: string[] = []
    at.leg.listen({ onLegEvent: (event) => heard.push(event.kind) })
    at.carrier.send(startMessage('t'))
    await at.leg.started
    for (let ping = 0; ping < 20; ping++) {
      const pinged = once(at.carrier, 'ping')
      await at.clock.advance(2_000)
      await pinged
      // The pong is behind the ping on the same socket; a frame behind it shows that it has arrived.
      at.carrier.send(`${ping}`)
      await eventually(() => at.faults.length === ping + 1)
    }
    assert.deepEqual(heard, [])
  })

  test('whose carrier answers nothing is lost as silent', async () => {
    await using at = await stream()
    const heard: LegEvent[] = []
    at.leg.listen({ onLegEvent: (event) => heard.push(event) })
    at.carrier.send(startMessage('t'))
    await at.leg.started
    at.carrier.pause()
    await at.clock.advance(40_000)
    assert.deepEqual(heard, [{ kind: 'lost', cause: 'silent' }])
    at.carrier.resume()
    await once(at.carrier, 'close')
  })

  test('whose carrier answered pings and does not any more is lost as congested, whatever it says meanwhile', async () => {
    await using at = await stream()
    const heard: LegEvent[] = []
    at.leg.listen({ onLegEvent: (event) => event.kind === 'audio' || heard.push(event) })
    at.carrier.send(startMessage('t'))
    await at.leg.started
    const pinged = once(at.carrier, 'ping')
    await at.clock.advance(2_000)
    await pinged
    at.carrier.send('the pong is before this')
    await eventually(() => at.faults.length === 1)
    at.carrier.pause()
    for (let second = 3; second <= 9; second++) {
      assert.deepEqual(heard, [])
      at.carrier.send(`${second}`)
      await eventually(() => at.faults.length === second - 1)
      await at.clock.advance(1_000)
    }
    await at.clock.advance(1_000)
    assert.deepEqual(heard, [{ kind: 'lost', cause: 'congested' }])
    assert.equal(at.counts.get('carrier-unread'), 1)
    at.carrier.resume()
    await once(at.carrier, 'close')
  })

  test('tells the caller’s audio whole: in order, without gaps, and silent where the frames stop', async () => {
    await using at = await stream()
    let toldMs = 0
    at.leg.listen({
      onLegEvent: (event) => {
        if (event.kind === 'audio') toldMs += event.audio.ms
      },
    })
    at.carrier.send(startMessage('t'))
    await at.leg.started
    const media = (chunk: number, timestamp: number) =>
      at.carrier.send(
        JSON.stringify({
          event: 'media',
          streamSid: 'MZ1',
          media: { track: 'inbound', chunk: `${chunk}`, timestamp: `${timestamp}`, payload: audio },
        }),
      )
    for (const [chunk, timestamp] of [
      [1, 0],
      [3, 40],
      [2, 20],
      [3, 40],
      [4, 160],
    ] as const)
      media(chunk, timestamp)
    await eventually(() => toldMs === 180)
    await at.clock.advance(3_000)
    assert.equal(toldMs, 180 + 2_000)
    assert.deepEqual(Object.fromEntries(at.counts), {
      'caller-audio-reordered': 1,
      'caller-audio-repeated': 1,
      'caller-audio-filled-ms': 100 + 2_000,
    })
  })

  test('whose carrier does not read is lost as congested, at a bounded amount unsent', async () => {
    await using at = await stream({ unsentBytes: 64 * 1024 })
    const heard: LegEvent[] = []
    at.leg.listen({ onLegEvent: (event) => heard.push(event) })
    at.carrier.send(startMessage('t'))
    await at.leg.started
    at.carrier.pause()
    const second = PassingAudio.of('f'.repeat(10_668))
    for (let sent = 0; heard.length === 0 && sent < 10_000; sent++) {
      at.leg.play(second, `m${sent}`)
      if (sent % 50 === 0) await new Promise((resolve) => setImmediate(resolve))
    }
    assert.deepEqual(heard, [{ kind: 'lost', cause: 'congested' }])
    at.carrier.resume()
    await once(at.carrier, 'close')
  })

  test('that was closed does nothing any more, and closes whoever does not close with it', async () => {
    await using at = await stream()
    at.carrier.send(startMessage('t'))
    await at.leg.started
    at.carrier.pause()
    at.leg.close()
    at.leg.close()
    at.leg.play(PassingAudio.of('//8='), 'm')
    await at.clock.advance(2_000)
    at.carrier.resume()
    await once(at.carrier, 'close')
  })
})
