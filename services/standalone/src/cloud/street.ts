import { parseArgs } from 'node:util'
import { openEngines } from '@frontdesk/engines'
import { loadLines } from '@frontdesk/line/load'
import { serveProbes } from '@frontdesk/process/probes'
import type { Life } from '@frontdesk/process/run'
import { runService } from '@frontdesk/process/service'
import { startWorld } from '@frontdesk/simulators/world'
import { openControl } from '../control.ts'
import { openDemo } from '../demo.ts'
import { demoLinesAmong } from '../demo-lines.ts'
import { openTerminal } from '../terminal.ts'
import { simulatedVendors } from '../vendor-env.ts'
import { worldFor } from '../world-for.ts'
import { writeDemoLines } from './demo-folder.ts'
import { makeBucket } from './emulators.ts'
import { type StreetEnv, streetEnv } from './street-env.ts'

/**
 * The outside parties and their callers as a process of their own: where the vendors are is printed as NAME=value. Calls are
 * placed through the door (`pnpm call`), and followed as anybody downstream does: by the bus and the records.
 */
const { values } = parseArgs({
  options: {
    /** What the carrier knows the gateways by. */
    gateway: { type: 'string' },
    /** The folder in which `pnpm call` looks for the door. */
    door: { type: 'string' },
    /** Whether it is ready is answered at this port. */
    probes: { type: 'string' },
    /** The demo's lines are made of those in this folder, and written to where the services look for them. */
    'lines-from': { type: 'string' },
    /** The vendors listen from here on, one port each; without it the system chooses. */
    'first-port': { type: 'string' },
  },
})

async function start(env: StreetEnv, life: Life): Promise<AsyncDisposable> {
  const { gateway, door, 'first-port': firstPort, 'lines-from': linesFrom, probes } = values
  if (gateway === undefined || door === undefined) throw new TypeError('--gateway and --door must be given')
  if (linesFrom !== undefined) await writeDemoLines(linesFrom, env.LINES_DIR)
  const { GOOGLE_CLOUD_PROJECT: project, STORAGE_EMULATOR_HOST: storage, RECORDINGS_BUCKET: bucket } = env
  if (project !== undefined && storage !== undefined) await makeBucket(storage, project, bucket)
  const lines = await loadLines(env.LINES_DIR)
  const demo = demoLinesAmong(lines)
  if (demo === undefined) throw new Error(`${env.LINES_DIR} holds no lines of a demo`)
  await using opened = new AsyncDisposableStack()
  if (probes !== undefined) opened.use(await serveProbes({ port: Number(probes), host: '127.0.0.1', life }))
  const { bus, records } = opened.use(await openEngines(env, ['bus', 'records'], { life }))
  const ports = firstPort === undefined ? {} : { firstPort: Number(firstPort) }
  const world = opened.use(await startWorld({ ...worldFor(lines), ...ports }))
  for (const [name, value] of Object.entries(simulatedVendors(world))) process.stdout.write(`${name}=${value}\n`)
  const terminal = opened.use(await openTerminal({ bus, records }))
  const { place } = openDemo(world, terminal, demo, gateway)
  opened.use(await openControl(door, { place, record: (callId) => records.calls.record(callId) }))
  return opened.move()
}

await runService({ name: 'street', env: streetEnv, start })
