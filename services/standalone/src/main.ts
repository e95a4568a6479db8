import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { loadLines } from '@frontdesk/line/load'
import { openLog } from '@frontdesk/process/log'
import { type Life, run } from '@frontdesk/process/run'
import { startWorld } from '@frontdesk/simulators/world'
import { banner } from './banner.ts'
import { openControl, type PlaceCall } from './control.ts'
import { openDemo } from './demo.ts'
import { demoLines } from './demo-lines.ts'
import { isSimulated, type StandaloneEnv, standaloneEnv, vendors } from './env.ts'
import { openHouse } from './house.ts'
import { logFile } from './log-file.ts'
import { partiesOf, simulatedIn } from './parties.ts'
import { callbacksLine, staffDoor } from './staff.ts'
import { openTerminal } from './terminal.ts'
import { worldFor } from './world-for.ts'

const show = (line: string) => process.stdout.write(`${line}\n`)

/** The first call of a process in which nothing is configured. */
const FIRST_SCENARIO = 'books'

/** With a simulated telephone the terminal shows calls, so the log goes to a file; else it is what a service prints. */
function logOf(env: StandaloneEnv) {
  const service = 'standalone'
  if (!isSimulated(env, 'telephone')) return openLog({ service, level: env.LOG_LEVEL ?? 'info' })
  mkdirSync(env.DATA_DIR, { recursive: true })
  return openLog({ service, level: env.LOG_LEVEL ?? 'info', destination: logFile(join(env.DATA_DIR, 'frontdesk.log')) })
}

async function start(env: StandaloneEnv, life: Life): Promise<AsyncDisposable> {
  const now = Temporal.Now.instant()
  const answered = await loadLines(env.LINES_DIR)
  const simulated = simulatedIn(env)
  const telephone = simulated.includes('telephone')
  const practice = answered[0]
  const demo = telephone && practice !== undefined ? demoLines(practice, now) : undefined
  const lines = demo === undefined ? answered : [...answered, demo.practiceOpenNow, demo.practiceClosedNow]
  show(banner(simulated, answered, resolve(env.DATA_DIR), now))

  await using opened = new AsyncDisposableStack()
  const world = simulated.length === 0 ? undefined : opened.use(await startWorld(worldFor(lines)))
  const door = await staffDoor(env, demo?.practice)
  const house = opened.use(
    await openHouse({
      dataDir: env.DATA_DIR,
      port: env.PORT,
      host: telephone ? '127.0.0.1' : '0.0.0.0',
      mostCalls: env.MOST_CALLS,
      makesClipsFirst: true,
      ...(env.METRICS_TOKEN === undefined ? {} : { metricsToken: env.METRICS_TOKEN }),
      ...(env.SLOT_SECRET === undefined ? {} : { slotSecrets: env.SLOT_SECRET }),
      ...(telephone || env.PUBLIC_URL === undefined ? {} : { publicUrl: env.PUBLIC_URL }),
      realtimeModel: env.REALTIME_MODEL,
      lines,
      parties: partiesOf(env, world),
      ...(door === undefined ? {} : { dashboard: door.dashboard }),
      log: life.log,
      onLost: life.lost,
    }).catch((error: unknown) => {
      throw portTaken(error)
        ? new Error(`port ${error.port} is taken by another process; set PORT or DASHBOARD_PORT to a free one`)
        : error
    }),
  )
  show(`  ready after ${(performance.now() / 1000).toFixed(1)} s at ${house.url}`)
  show(`  ${callbacksLine(house.dashboardUrl, door)}`)
  if (world !== undefined && demo !== undefined) {
    const terminal = opened.use(await openTerminal(house))
    const { place } = openDemo(world, terminal, demo, house.url)
    opened.use(await openControl(env.DATA_DIR, { place, record: (callId) => house.records.calls.record(callId) }))
    if (simulated.length === vendors.length) void firstCall(place, life)
  }
  return opened.move()
}

const portTaken = (error: unknown): error is Error & { readonly port: unknown } =>
  error instanceof Error && 'code' in error && error.code === 'EADDRINUSE' && 'port' in error

async function firstCall(place: PlaceCall, life: Life): Promise<void> {
  await place(FIRST_SCENARIO, show)
  if (life.draining.aborted) return
  show('\n  Still here. `pnpm call --list` names more calls, `pnpm call --scenario NAME` places one; Ctrl-C ends.')
}

await run({ env: () => standaloneEnv(), log: logOf, start })
