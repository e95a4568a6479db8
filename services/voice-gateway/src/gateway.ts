import type { AddressInfo } from 'node:net'
import type { Bus } from '@frontdesk/bus'
import type { Line } from '@frontdesk/line'
import type { Clock } from '@frontdesk/process/clock'
import type { Log } from '@frontdesk/process/log'
import type { Records } from '@frontdesk/records'
import type { CarrierControl } from './carrier/carrier-control.ts'
import { signatureCheck } from './carrier/twilio/signature.ts'
import type { Desk } from './desk.ts'
import { gatewayHttp } from './http.ts'
import { liveCalls } from './live-calls.ts'
import { gatewayMetrics, type Metrics } from './metrics.ts'
import { metricsGuard } from './metrics-guard.ts'
import type { CallFacts, PreparedCall } from './session/call.ts'
import { defaultGatewaySettings, type GatewaySettings } from './settings.ts'
import { stopRecordingOf } from './stop-recording.ts'
import { serveStreams } from './stream-server.ts'
import { streamTokens } from './stream-tokens.ts'
import { tasksWith } from './tasks.ts'
import { subscribeToToolAnswers } from './tool-answers.ts'
import { publicUrls } from './urls.ts'
import { startWatchdog } from './watchdog.ts'
import { within } from './within.ts'

export interface GatewayParts {
  /** 0 lets the system choose. */
  readonly port: number
  readonly host: string
  /** What the carrier knows us by; absent when it runs on this machine and reaches `host` itself. */
  readonly publicUrl?: string
  readonly gatewayId: string
  readonly lines: ReadonlyMap<string, Line>
  readonly authToken: string
  readonly control: CarrierControl
  readonly prepare: (facts: CallFacts, around: Around) => PreparedCall
  readonly bus: Bus
  readonly records: Records
  readonly clock: Clock
  readonly log: Log
  readonly settings?: Partial<GatewaySettings>
  /** Who bears it may read the metrics. Without it they are shown where only this machine can ask. */
  readonly metricsToken?: string
}

/** What a conversation needs of the gateway. */
export interface Around extends Pick<Metrics, 'turn' | 'noted'> {
  /** Has the carrier stop recording. */
  readonly stopRecording: () => void
}

export interface Gateway extends AsyncDisposable {
  readonly port: number
  readonly url: string
}

/** Everything behind the model's and the carrier's own interfaces, put together in the order in which it must begin and end. */
export async function startGateway(parts: GatewayParts): Promise<Gateway> {
  const draining = new AbortController()
  const { desk, metrics, address } = furnish(parts, draining.signal)
  const { clock, settings, live, tasks } = desk
  const bounded = (work: PromiseLike<unknown>) => within(clock, settings.drainMs, Promise.resolve(work))
  await using opened = new AsyncDisposableStack()
  opened.defer(() => bounded(tasks.settled()))
  opened.use(live)
  // Before listening: an answer to what a call asks must find us subscribed.
  opened.use(await subscribeToToolAnswers(desk))
  const signatures = signatureCheck(parts.authToken, () => desk.urls)
  let ready = false
  const mayReadMetrics = metricsGuard(parts)
  const http = gatewayHttp({
    ...{ desk, signatures, metrics, mayReadMetrics },
    isReady: () => ready && !draining.signal.aborted,
  })
  opened.defer(() => http.close())
  opened.use(serveStreams(http.server, desk, signatures))
  await http.listen({ port: parts.port, host: parts.host })
  const { port } = http.server.address() as AddressInfo
  if (parts.publicUrl === undefined) address.urls = publicUrls(`http://${parts.host}:${port}`)
  // Behind listening: a call that it fetches back asks us at once.
  const watchdog = startWatchdog(desk)
  opened.defer(() => bounded(watchdog[Symbol.asyncDispose]()))
  opened.defer(() => {
    draining.abort()
    // What comes next is to be asked over a new connection, which a load balancer makes to an instance that is ready.
    http.server.closeIdleConnections()
    return handOn(desk)
  })
  ready = true
  desk.log.info('voice gateway is ready', { port, lines: desk.lines.size })
  const all = opened.move()
  return { port, url: desk.urls.base, [Symbol.asyncDispose]: () => all.disposeAsync() }
}

/** What answers the carrier, before anything is served. */
export function furnish(parts: GatewayParts, draining: AbortSignal) {
  const { gatewayId, lines, records, bus, control, clock, log } = parts
  const settings = { ...defaultGatewaySettings, ...parts.settings }
  const tasks = tasksWith(log)
  const live = liveCalls({ calls: records.calls, gatewayId, clock, everyMs: settings.heartbeatMs, tasks })
  const metrics = gatewayMetrics(() => live.size)
  const { turn, noted } = metrics
  const prepare = (facts: CallFacts) =>
    parts.prepare(facts, { turn, noted, stopRecording: () => stopRecordingOf(desk, facts.callId) })
  // Without a public address it is the one that the socket is bound to, which nobody asks for before it is.
  const address = { urls: publicUrls(parts.publicUrl ?? `http://${parts.host}`) }
  const desk: Desk = {
    ...{ gatewayId, lines, records, bus, control, clock, log, settings, live, tasks, prepare, draining },
    ...{ count: metrics.count, tokens: streamTokens(parts.authToken, clock) },
    get urls() {
      return address.urls
    },
  }
  return { desk, metrics, address }
}

/** Ends every conversation here and waits, bounded, until the carrier has asked where each call goes on. */
export async function handOn(desk: Desk): Promise<void> {
  const { live } = desk
  for (const call of live.all()) {
    desk.tasks.start('a conversation could not be released', () => call.release())
  }
  await within(desk.clock, desk.settings.drainMs, live.empty())
  for (const call of live.all()) live.drop(call.callId)
}
