import type { AddressInfo } from 'node:net'
import type { Line } from '@frontdesk/line'
import type { Clock } from '@frontdesk/process/clock'
import type { Log } from '@frontdesk/process/log'
import type { Records } from '@frontdesk/records'
import { type TwilioAccount, twilioClient } from '@frontdesk/twilio'
import { loadAssets } from './assets.ts'
import { sessionsOf } from './auth/sessions.ts'
import { signInDesk } from './auth/sign-in.ts'
import type { Staff } from './auth/staff.ts'
import { twilioCarrier } from './callbacks/carrier.ts'
import { defaultWatchSettings, type WatchSettings, watchRings } from './callbacks/watch-rings.ts'
import type { Desk } from './desk.ts'
import { dashboardHttp } from './http.ts'

export interface DashboardOptions {
  /** 0 lets the system choose. */
  readonly port: number
  readonly host: string
  /** What staff open, e.g. `https://desk.example.com`; absent when they do so on this machine. */
  readonly url?: string
  /** What the carrier knows the voice gateway by: it answers the calls that are placed from here. */
  readonly gatewayUrl: string
  readonly staff: readonly Staff[]
  readonly sessionKey: string
  readonly records: Pick<Records, 'calls' | 'journal' | 'callbacks'>
  /** By the line's id. */
  readonly lines: ReadonlyMap<string, Line>
  readonly twilio: TwilioAccount
  readonly clock: Clock
  readonly log: Log
  readonly watch?: Partial<WatchSettings>
}

export interface Dashboard extends AsyncDisposable {
  readonly port: number
  readonly url: string
}

/** Serves the staff's pages. Resolves when they can be opened. */
export async function startDashboard(options: DashboardOptions): Promise<Dashboard> {
  const { records, lines, clock, log, staff } = options
  const gatewayUrl = options.gatewayUrl.replace(/\/+$/, '')
  const desk: Desk = { records, lines, clock, log, carrier: twilioCarrier(twilioClient(options.twilio), gatewayUrl) }
  await using opened = new AsyncDisposableStack()
  const http = dashboardHttp({
    desk,
    sessions: sessionsOf(staff, options.sessionKey, clock),
    signIn: signInDesk(staff, clock),
    assets: await loadAssets(),
    isSecure: options.url?.startsWith('https:') ?? false,
  })
  opened.defer(() => http.close())
  await http.listen({ port: options.port, host: options.host })
  opened.use(watchRings(desk, { ...defaultWatchSettings, ...options.watch }))
  const { port } = http.server.address() as AddressInfo
  log.info('dashboard is ready', { port, people: staff.length })
  const all = opened.move()
  return { port, url: options.url ?? `http://${options.host}:${port}`, [Symbol.asyncDispose]: () => all.disposeAsync() }
}
