import { startBalancer } from './balancer.ts'
import { type Managed, type Program, startTogether } from './managed.ts'
import { freePort, inRepository } from './places.ts'

type Env = Readonly<Record<string, string>>

export interface CloudOptions {
  /** What the services are told of their engines. */
  readonly engines: Env
  /** What they are told of the outside parties; made when it is known where the gateways are. */
  readonly vendors: (gatewayUrl: string) => Promise<Env>
  readonly linesDir: string
  /** Who may sign in to the dashboard. */
  readonly staff: { readonly DASHBOARD_USERS: string; readonly DASHBOARD_SESSION_KEY: string }
  /** Where the gateways are answered; the dashboard, post-call and the notifier listen behind it. 0 lets the system choose. */
  readonly port: number
  readonly onLine: (line: string, process: string) => void
}

export interface Cloud extends AsyncDisposable {
  /** Where the carrier reaches whichever gateway is ready. */
  readonly url: string
  readonly dashboardUrl: string
  readonly gateways: readonly Managed[]
  /** All of them, the gateways too. */
  readonly processes: readonly Managed[]
}

/** As the push subscriptions of an emulator post: nobody checks that there is such an account. */
const pusher = 'pusher@frontdesk-demo.iam.gserviceaccount.com'

/**
 * Every service as a process of its own, on loopback: two gateways behind one address, two tool runners, post-call, the notifier,
 * the dashboard. They meet nowhere but on the engines. What subscribes is started before what publishes.
 */
export async function openCloud(options: CloudOptions): Promise<Cloud> {
  const { port, engines, onLine } = options
  const next = async (n: number) => (port === 0 ? freePort() : port + n)
  const [dashboardPort, postCallPort, notifierPort] = [await next(1), await next(2), await next(3)]
  await using opened = new AsyncDisposableStack()
  const balancer = opened.use(await startBalancer({ port }))
  const dashboardUrl = `http://127.0.0.1:${dashboardPort}`
  const env: Env = {
    ...{ LISTEN_HOST: '127.0.0.1', PORT: '0', LINES_DIR: options.linesDir, LOG_LEVEL: 'info' },
    ...{ PUBLIC_URL: balancer.url, DASHBOARD_URL: dashboardUrl, ...options.staff },
    ...(await options.vendors(balancer.url)),
    ...engines,
  }
  const program = (name: string, service: string, more: Env = {}): Program => ({
    ...{ name, env: { ...env, ...more }, onLine: (line) => onLine(line, name) },
    file: inRepository(`services/${service}/src/main.ts`),
  })
  const workers = await startTogether(opened, [
    program('tool-runner-1', 'tool-runner'),
    program('tool-runner-2', 'tool-runner'),
    program('post-call', 'post-call', pushedAt(postCallPort, engines)),
    program('notifier', 'notifier', pushedAt(notifierPort, engines)),
    program('dashboard', 'dashboard', { PORT: String(dashboardPort) }),
  ])
  const gateways = await startTogether(opened, [
    program('gateway-1', 'voice-gateway', { GATEWAY_ID: 'gateway-1' }),
    program('gateway-2', 'voice-gateway', { GATEWAY_ID: 'gateway-2' }),
  ])
  balancer.targets = gateways.map((gateway) => `127.0.0.1:${gateway.port}`)
  const closing = opened.move()
  return {
    ...{ dashboardUrl, gateways, url: balancer.url, processes: [...gateways, ...workers] },
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  }
}

/** An emulator whose keys are known can push; to the others one asks for one's events. */
function pushedAt(port: number, { PUBSUB_PUSH_CERTS_URL: certs }: Env): Env {
  if (certs === undefined) return {}
  return {
    ...{ PORT: String(port), PUSH_ENDPOINT: `http://127.0.0.1:${port}/events`, PUSH_SERVICE_ACCOUNT: pusher },
    PUBSUB_PUSH_CERTS_URL: certs,
  }
}
