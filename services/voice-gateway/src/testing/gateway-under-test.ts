import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Bus } from '@frontdesk/bus'
import { openSqliteBus } from '@frontdesk/bus/sqlite'
import type { FrontdeskEvent } from '@frontdesk/events'
import { systemClock } from '@frontdesk/process/clock'
import { silentLog } from '@frontdesk/process/log'
import type { Records } from '@frontdesk/records'
import { openSqliteRecords } from '@frontdesk/records/sqlite'
import twilio from 'twilio'
import { WebSocket } from 'ws'
import type { CarrierControl, CarrierStatus } from '../carrier/carrier-control.ts'
import { type Gateway, type GatewayParts, startGateway } from '../gateway.ts'
import type { GatewaySettings } from '../settings.ts'
import { askingLine, forwardingLine, strictLine, testLine } from './line.ts'
import { Talk } from './talks.ts'

export const authToken = 'the-auth-token'
export const gatewayId = 'gateway-under-test'

export interface UnderTest extends AsyncDisposable {
  readonly records: Records
  readonly bus: Bus
  readonly told: FrontdeskEvent[]
  readonly talks: Talk[]
  readonly redirected: string[]
  /** The numbers that were rung by order. */
  readonly rung: string[]
  /** Calls that are no longer to be recorded. */
  readonly stopped: string[]
  /** What the carrier says of every call. */
  carrier: CarrierStatus | Promise<CarrierStatus>
  /** Starts the gateway; a second start is a restart over the same records. */
  start(
    settings?: Partial<GatewaySettings>,
    more?: Partial<Pick<GatewayParts, 'metricsToken' | 'gatewayId'>>,
  ): Promise<Gateway>
  /** The gateway that the carrier's next questions and streams come to; the one that was started last, unless told. */
  facing: Gateway | undefined
  post(path: string, parameters: Record<string, string>, signature?: string | null): Promise<Answer>
  openStream(signature?: string): WebSocket
}

export interface Answer {
  readonly status: number
  readonly text: string
}

/** A gateway over real sockets, a real bus and real records, with conversations and a carrier's REST API that the test plays. */
export async function gatewayUnderTest(): Promise<UnderTest> {
  const folder = await mkdtemp(join(tmpdir(), 'frontdesk-gateway-'))
  const open = new AsyncDisposableStack()
  open.defer(() => rm(folder, { recursive: true, force: true }))
  const file = join(folder, 'frontdesk.db')
  const bus = open.use(await openSqliteBus({ file, onReport: () => {} }))
  const records = open.use(await openSqliteRecords(file))
  const told: FrontdeskEvent[] = []
  const hear = async (event: FrontdeskEvent) => void told.push(event)
  open.use(await bus.subscribe({ name: 'test', topic: 'call-events' }, everyCallEvent(hear)))
  const under: UnderTest = {
    ...{ records, bus, told, talks: [], redirected: [], rung: [], stopped: [], carrier: { state: 'alive' } },
    facing: undefined,
    async start(settings = {}, more = {}) {
      const gateway = open.use(await startGateway({ ...partsOf(under, { drainMs: 50, ...settings }), ...more }))
      under.facing = gateway
      return gateway
    },
    async post(path, parameters, signature) {
      const url = `${under.facing?.url}${path}`
      const signed = signature === undefined ? twilio.getExpectedTwilioSignature(authToken, url, parameters) : signature
      const headers = { 'content-type': 'application/x-www-form-urlencoded' }
      const body = new URLSearchParams(parameters).toString()
      const response = await fetch(url, {
        ...{ method: 'POST', body },
        headers: signed === null ? headers : { ...headers, 'x-twilio-signature': signed },
      })
      return { status: response.status, text: await response.text() }
    },
    openStream(signature) {
      const url = `${under.facing?.url.replace(/^http/, 'ws')}/voice/stream`
      const signed = signature ?? twilio.getExpectedTwilioSignature(authToken, url, {})
      const socket = new WebSocket(url, { perMessageDeflate: false, headers: { 'x-twilio-signature': signed } })
      open.defer(() => socket.terminate())
      return socket
    },
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  }
  return under
}

/** A gateway's parts, but for the carrier that the test plays. */
export function partsOf(under: UnderTest, settings: Partial<GatewaySettings>) {
  const control: CarrierControl = {
    status: async () => under.carrier,
    redirect: async (callSid) => {
      under.redirected.push(callSid)
      return 'redirected'
    },
    stopRecording: async (callSid) => under.stopped.push(callSid),
    ring: async ({ to }) => `CArung${under.rung.push(to)}`,
    ringTo: async () => undefined,
    hangUp: async () => {},
  }
  return {
    ...{ port: 0, host: '127.0.0.1', gatewayId, authToken, control, settings },
    ...{ bus: under.bus, records: under.records, clock: systemClock, log: silentLog },
    lines: new Map([testLine, askingLine, strictLine, forwardingLine].map((line) => [line.number, line])),
    prepare: (facts: ConstructorParameters<typeof Talk>[0]) => {
      const talk = new Talk(facts)
      under.talks.push(talk)
      return talk
    },
  }
}

const everyCallEvent = (hear: (event: FrontdeskEvent) => Promise<void>) => ({
  'call.started': hear,
  'call.escalated': hear,
  'callback.queued': hear,
  'handoff.completed': hear,
  'call.ended': hear,
  'recording.available': hear,
})

export const callSid = 'CA00000000000000000000000000000001'
export const incoming = {
  CallSid: callSid,
  From: '+447700900123',
  To: testLine.number,
  CallStatus: 'ringing',
  Direction: 'inbound',
}

export const tokenIn = (twiml: string): string => /name="token" value="([^"]+)"/.exec(twiml)?.[1] ?? ''

/** What the carrier says first on a media socket. */
export const startMessage = (token: string, sid: string = callSid): string =>
  JSON.stringify({
    event: 'start',
    sequenceNumber: '1',
    start: {
      ...{ accountSid: 'AC1', streamSid: 'MZ1', callSid: sid, tracks: ['inbound'] },
      mediaFormat: { encoding: 'audio/x-mulaw', sampleRate: 8000, channels: 1 },
      customParameters: { token },
    },
    streamSid: 'MZ1',
  })

/** Rings, and opens the media stream that the answer asks for. */
export async function connected(under: UnderTest): Promise<WebSocket> {
  const { text } = await under.post('/voice/incoming', incoming)
  return streamFor(under, text)
}

export async function streamFor(under: UnderTest, twiml: string): Promise<WebSocket> {
  const socket = under.openStream()
  await once(socket, 'open')
  socket.send('{"event":"connected","protocol":"Call","version":"1.0.0"}')
  socket.send(startMessage(tokenIn(twiml)))
  return socket
}
