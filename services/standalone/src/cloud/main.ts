import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { readEnv } from '@frontdesk/process/env'
import { openLog } from '@frontdesk/process/log'
import { type Life, run } from '@frontdesk/process/run'
import { settings } from '@frontdesk/process/settings'
import { z } from 'zod'
import { askToCall } from '../control.ts'
import { logFile } from '../log-file.ts'
import { openCloud } from './cloud.ts'
import { writeDemoLines } from './demo-folder.ts'
import { type GoogleEngines, openGoogleEngines } from './emulators.ts'
import { type Managed, startTogether } from './managed.ts'
import { inRepository } from './places.ts'
import { demoStaff } from './staff.ts'
import { processTable } from './table.ts'

// `pnpm start:cloud`: what `pnpm start` shows in one process, as a process each, on the engines of Google Cloud or their emulators.

const { values: wanted } = parseArgs({
  options: { engines: { type: 'string', default: 'google' } },
  args: process.argv.slice(2).filter((arg) => arg !== '--'),
})
const host = z.string().optional()
const schema = z.object({
  ...{ PORT: settings.PORT, DATA_DIR: settings.DATA_DIR, LINES_DIR: settings.LINES_DIR },
  ...{ PUBSUB_EMULATOR_HOST: host, FIRESTORE_EMULATOR_HOST: host, STORAGE_EMULATOR_HOST: host },
  ...{ GOOGLE_CLOUD_PROJECT: settings.GOOGLE_CLOUD_PROJECT.optional(), PUBSUB_PUSH_CERTS_URL: host },
})
type CloudEnv = Readonly<z.infer<typeof schema>>
const FIRST_SCENARIO = 'books'
const logPath = (dataDir: string) => join(dataDir, 'frontdesk.log')
const show = (line: string) => process.stdout.write(`${line}\n`)

async function start(env: CloudEnv, life: Life): Promise<AsyncDisposable> {
  const dataDir = resolve(env.DATA_DIR)
  const log = logFile(logPath(dataDir))
  const onLine = (line: string) => log.write(`${line}\n`)
  const linesDir = join(dataDir, 'demo-lines')
  const [practice] = await writeDemoLines(env.LINES_DIR, linesDir)
  if (practice === undefined) throw new Error(`${env.LINES_DIR} holds no line`)
  await using opened = new AsyncDisposableStack()
  const google = opened.use(await enginesOf(env, onLine))
  const engines = google?.env ?? { DATA_DIR: dataDir }
  const staff = await demoStaff(practice)
  const streets: Managed[] = []
  const vendors = async (gatewayUrl: string) => {
    const args = ['--gateway', gatewayUrl, '--door', dataDir]
    const file = inRepository('services/standalone/src/cloud/street.ts')
    const env = { ...engines, LINES_DIR: linesDir, LOG_LEVEL: 'info' }
    streets.push(...(await startTogether(opened, [{ name: 'street', file, args, env, onLine }])))
    return streets[0]?.told ?? {}
  }
  show(`Frontdesk, each service a process of its own, on ${google ? 'Pub/Sub, Firestore and Cloud Storage' : 'SQLite'}`)
  for (const [name, value] of Object.entries(engines)) show(`  ${name}=${value}`)
  const cloud = opened.use(await openCloud({ engines, vendors, linesDir, staff: staff.env, port: env.PORT, onLine }))
  const processes = [...(google?.processes ?? []), ...streets, ...cloud.processes]
  show(`\n${await processTable(processes)}\n`)
  show(`  ready after ${(performance.now() / 1_000).toFixed(1)} s; the gateways are at ${cloud.url}`)
  show(`  callbacks at ${cloud.dashboardUrl}, sign in as ${staff.name} with ${staff.password}`)
  show(`  every process logs to ${logPath(dataDir)}`)
  for (const each of processes) void each.gone.then((code) => tellGone(each, code, life))
  void firstCall(dataDir, life, processes)
  return opened.move()
}

async function enginesOf(env: CloudEnv, onLine: (line: string) => void): Promise<GoogleEngines | undefined> {
  if (wanted.engines === 'sqlite') return undefined
  if (wanted.engines !== 'google') throw new TypeError(`--engines is google or sqlite, not ${wanted.engines}`)
  const { PORT: _port, DATA_DIR: _folder, LINES_DIR: _lines, ...named } = env
  return openGoogleEngines(named, onLine)
}

function tellGone({ name, pid }: Managed, code: number | null, life: Life): void {
  if (!life.draining.aborted) show(`\n  ${name} (${pid}) ended with ${code ?? 'a signal'}; the others go on\n`)
}

async function firstCall(dataDir: string, life: Life, processes: readonly Managed[]): Promise<void> {
  try {
    await askToCall(dataDir, FIRST_SCENARIO, (text) => process.stdout.write(text))
  } catch (error) {
    // Whoever held the door has been told to go.
    if (!life.draining.aborted) throw error
  }
  if (life.draining.aborted) return
  show(`\n${await processTable(processes)}`)
  show(
    '\n  Still here. `pnpm call --list` names more calls, `pnpm call --scenario NAME` places one. End a gateway with',
  )
  show('  `kill PID` or `kill -9 PID` in the middle of a call, and the other goes on with it. Ctrl-C ends all.')
}

function logOf({ DATA_DIR }: CloudEnv) {
  mkdirSync(DATA_DIR, { recursive: true })
  return openLog({ service: 'start-cloud', level: 'info', destination: logFile(logPath(DATA_DIR)) })
}

// Everybody else has ten seconds, one group after another.
await run({ env: () => readEnv(schema), log: logOf, graceMs: 45_000, start })
