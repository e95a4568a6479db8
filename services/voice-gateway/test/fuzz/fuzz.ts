import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import type { WebSocket } from 'ws'
import { callIdOf } from '../../src/call-id.ts'
import { seeded } from '../../src/session/testing/seeded.ts'
import { eventually } from '../../src/testing/eventually.ts'
import { incoming, startMessage, tokenIn } from '../../src/testing/gateway-under-test.ts'
import { type FuzzedHouse, fuzzedHouse } from './house.ts'
import { bytes, carrierMessages, malformedForm, malformedText, vendorMessages } from './malformed.ts'
import { normalCall } from './normal-call.ts'

type Random = ReturnType<typeof seeded>

export interface FuzzReport {
  readonly sent: { readonly carrier: number; readonly vendor: number; readonly webhooks: number; readonly raw: number }
  /** Frames that the call beside it sent, every one of which arrived once and in order. */
  readonly framesUnharmed: number
  readonly heapGrewBytes: number
  readonly seconds: number
}

const hostileCalls = 8
/** A turn of everybody else, so that nobody's messages pile up in the sender. */
const breathe = () => new Promise<void>((resolve) => setImmediate(resolve))

/**
 * Sends malformed messages, the same for the same seed: four in ten on media sockets, four on the model's, the rest to the
 * webhooks and as bytes that are no protocol at all. A call like any other goes on meanwhile.
 * @throws when the gateway does anything but go on
 */
export async function fuzz({
  seed,
  messages,
}: {
  readonly seed: number
  readonly messages: number
}): Promise<FuzzReport> {
  const beganMs = performance.now()
  const random = seeded(seed)
  await using house = await fuzzedHouse()
  const normal = await normalCall(house)
  using _ = { [Symbol.dispose]: normal.stop }
  await eventually(() => house.vendor.heard.length > 0)
  await normal.agentSays(400)
  const share = (of: number) => Math.round(messages * of)
  await hostility(house, random, { carrier: share(0.02), vendor: share(0.02), webhooks: share(0.01), raw: 10 })
  const before = heapBytes()
  const sent = { carrier: share(0.4), vendor: share(0.4), webhooks: share(0.19), raw: share(0.01) }
  await hostility(house, random, sent)
  const heapGrewBytes = heapBytes() - before
  await normal.agentSays(400)
  const framesUnharmed = await normal.arrived()
  await normal.hangUp()
  const call = await eventually(async () => {
    const found = await house.records.calls.find(callIdOf('CA00000000000000000000000000000000'))
    return found?.end !== undefined && found
  })
  assert.equal(call.end?.reason, 'caller-hung-up')
  await eventually(async () => (await liveCalls(house)) === 0, 20_000)
  return { sent, framesUnharmed, heapGrewBytes, seconds: (performance.now() - beganMs) / 1_000 }
}

const heapBytes = (): number => {
  globalThis.gc?.()
  return process.memoryUsage().heapUsed
}

async function liveCalls({ gateway }: FuzzedHouse): Promise<number> {
  const metrics = await (await fetch(`${gateway.url}/metrics`)).text()
  return Number(/^frontdesk_gateway_live_calls (\d+)/m.exec(metrics)?.[1])
}

async function hostility(house: FuzzedHouse, random: Random, sent: FuzzReport['sent']): Promise<void> {
  const callers = new HostileCallers(house, random)
  let [carrier, vendor, webhooks, raw] = [sent.carrier, sent.vendor, sent.webhooks, sent.raw]
  while (carrier + vendor + webhooks + raw > 0) {
    const streams = await callers.streams()
    for (let n = 0; n < 40 && carrier > 0; n++) if (saySomething(random.pick(streams), random)) carrier--
    const models = [...house.vendor.hostile]
    for (let n = 0; n < 40 && vendor > 0 && models.length > 0; n++, vendor--) {
      random.pick(models).send(malformedText(vendorMessages, random))
    }
    const asked = Math.min(webhooks, 19)
    await Promise.all(Array.from({ length: asked }, () => askSomething(house, random)))
    webhooks -= asked
    if (raw-- > 0) await sayBytes(house, random)
    raw = Math.max(0, raw)
    await breathe()
  }
  await callers.goAway()
}

function saySomething(stream: WebSocket, random: Random): boolean {
  if (stream.readyState !== stream.OPEN) return false
  if (random.chance(0.05)) stream.send(bytes(random, 200))
  else if (random.chance(0.001)) stream.send('x'.repeat(70_000))
  else stream.send(malformedText(carrierMessages('CA1'), random))
  return true
}

const routes = [
  'incoming',
  'after-stream',
  'status',
  'recording',
  'handoff/call-0/1',
  `handoff/call-${'0'.repeat(20)}/1`,
  'x',
]

async function askSomething(house: FuzzedHouse, random: Random): Promise<void> {
  const form = malformedForm(random, `CAhostile${random.below(hostileCalls)}`)
  const { status } = await house.post(`/voice/${random.pick(routes)}`, form, random.chance(0.8))
  assert.ok(status < 500, `a webhook was answered ${status}`)
}

/** A connection that speaks no HTTP, or none any more once it was upgraded. */
async function sayBytes({ gateway, streamHeaders }: FuzzedHouse, random: Random): Promise<void> {
  const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1')
  socket.on('error', () => {})
  const closed = once(socket, 'close')
  socket.resume()
  await once(socket, 'connect')
  if (random.chance(0.5)) {
    const upgrade = ['GET /voice/stream HTTP/1.1', 'Host: a', 'Connection: Upgrade', 'Upgrade: websocket']
    const key = ['Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==']
    const signature = `x-twilio-signature: ${streamHeaders['x-twilio-signature']}`
    socket.write(`${[...upgrade, ...key, signature].join('\r\n')}\r\n\r\n`)
  }
  socket.end(bytes(random, 2_000))
  await closed
}

/** Calls whose streams and model sessions are there to be misused. One whose stream was closed is rung anew. */
class HostileCallers {
  readonly #house: FuzzedHouse
  readonly #random: Random
  readonly #open = new Map<string, WebSocket>()
  #rung = 0

  constructor(house: FuzzedHouse, random: Random) {
    this.#house = house
    this.#random = random
  }

  async streams(): Promise<readonly WebSocket[]> {
    for (const [callSid, socket] of this.#open) {
      if (socket.readyState === socket.OPEN) continue
      this.#open.delete(callSid)
      await this.#over(callSid)
    }
    while (this.#open.size < hostileCalls) await this.#ring()
    return [...this.#open.values()]
  }

  async #ring(): Promise<void> {
    const callSid = `CAhostile${this.#rung++}x${this.#random.below(1_000_000)}`
    const { text } = await this.#house.post('/voice/incoming', { ...incoming, CallSid: callSid })
    const socket = this.#house.openStream()
    this.#open.set(callSid, socket)
    await once(socket, 'open')
    // Some never say how they begin.
    if (this.#random.chance(0.9)) socket.send(startMessage(tokenIn(text), callSid))
  }

  #over(callSid: string) {
    return this.#house.post('/voice/status', { CallSid: callSid, CallStatus: 'completed' })
  }

  async goAway(): Promise<void> {
    for (const [callSid, socket] of this.#open) {
      socket.terminate()
      await this.#over(callSid)
    }
    this.#open.clear()
    await eventually(async () => (await liveCalls(this.#house)) <= 1, 30_000)
  }
}
