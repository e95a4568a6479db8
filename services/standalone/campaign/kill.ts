import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { openSqliteBus } from '@frontdesk/bus/sqlite'
import { loadLines } from '@frontdesk/line/load'
import { openSqliteRecords } from '@frontdesk/records/sqlite'
import { findScenario } from '@frontdesk/simulators/scenarios'
import { startWorld, type World } from '@frontdesk/simulators/world'
import { databaseIn } from '../src/paths.ts'
import { simulatedVendors } from '../src/vendor-env.ts'
import { worldFor } from '../src/world-for.ts'
import { audit, type Placed } from './audit.ts'

/**
 * Kills the process at random moments, during calls and during what comes after them, and holds what is left against what
 * must be: every call has one end and one record, no effect happened twice. The outside parties live in this process, as
 * they do in the world: they survive, and they remember what they were asked. `pnpm campaign:kill [--kills 10] [--seed 1]`
 */
const { values } = parseArgs({
  options: { kills: { type: 'string', default: '10' }, seed: { type: 'string', default: '1' } },
})
const kills = Number(values.kills)
const names = ['books', 'interrupts', 'speaks-german'] as const
const CALL_EVERY_MS = 9_000
const root = fileURLToPath(new URL('../../../', import.meta.url))
const say = (line: string) => process.stdout.write(`${line}\n`)

/** mulberry32: the same seed kills at the same moments after the same beginnings. */
function seeded(seed: number): () => number {
  let a = seed
  return () => {
    a = (a + 0x6d2b79f5) | 0
    let t = Math.imul(a ^ (a >>> 15), 1 | a)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new TypeError('no port')
  return address.port
}

/** The environment of a process to which the simulators are the vendors. */
function environment(world: World, dataDir: string, port: number): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    PORT: String(port),
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    DATA_DIR: dataDir,
    LINES_DIR: join(root, 'lines'),
    LOG_LEVEL: 'warn',
    ...simulatedVendors(world),
  }
}

async function startProcess(env: NodeJS.ProcessEnv): Promise<ChildProcess> {
  const main = join(root, 'services/standalone/src/main.ts')
  const child = spawn(process.execPath, [main], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  const ready = Promise.withResolvers<void>()
  child.stdout?.on('data', (text) => {
    if (String(text).includes('ready after')) ready.resolve()
  })
  child.once('exit', (code) => ready.reject(new Error(`the process ended with ${code} before it was ready`)))
  await ready.promise
  return child
}

async function kill(child: ChildProcess): Promise<void> {
  child.removeAllListeners('exit')
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
}

/** A call every few seconds until `enough`; each is told with what became of it at the carrier. */
async function placeCalls(world: World, number: string, enough: AbortSignal): Promise<Placed[]> {
  const placed: Promise<Placed>[] = []
  while (!enough.aborted) {
    const scenario = findScenario(names[placed.length % names.length] ?? 'books')
    if (scenario === undefined) throw new Error('a scenario is missing')
    const call = world.place(scenario, number)
    placed.push(call.ended.then((ended) => ({ callSid: call.sid, scenario: scenario.name, how: ended.how })))
    await pause(CALL_EVERY_MS, undefined, { signal: enough }).catch(() => {})
  }
  return Promise.all(placed)
}

const dataDir = await mkdtemp(join(tmpdir(), 'kill-'))
const lines = (await loadLines(join(root, 'lines'))).slice(0, 1)
const [line] = lines
if (line === undefined) throw new Error('there is no line')
await using world = await startWorld(worldFor(await loadLines(join(root, 'lines'))))
const port = await freePort()
const env = environment(world, dataDir, port)
const base = `http://127.0.0.1:${port}`
world.carrier.number(line.number, { voiceUrl: `${base}/voice/incoming`, statusCallbackUrl: `${base}/voice/status` })

const random = seeded(Number(values.seed))
let child = await startProcess(env)
{
  // Opened once the tables are there; it must see every call.ended, so it subscribes before the first call.
  await using bus = await openSqliteBus({ file: databaseIn(dataDir), onReport: () => {} })
  await using records = await openSqliteRecords(databaseIn(dataDir))
  const ends = new Map<string, number>()
  const counting = {
    'call.ended': async (event: { subject: string }) =>
      void ends.set(event.subject, (ends.get(event.subject) ?? 0) + 1),
  }
  await using _counting = await bus.subscribe({ name: 'campaign', topic: 'call-events' }, counting)

  const enough = new AbortController()
  const calling = placeCalls(world, line.number, enough.signal)
  for (let n = 1; n <= kills; n += 1) {
    await pause(4_000 + random() * 16_000)
    await kill(child)
    const downMs = Math.round(random() * 1_500)
    await pause(downMs)
    child = await startProcess(env)
    say(`kill ${n} of ${kills}: down for ${downMs} ms and a start; ${world.carrier.calls.length} calls placed`)
  }
  enough.abort()
  const placed = await calling
  await audit({ placed, world, records, ends, calendarId: line.booking.calendarId, say })
  await kill(child)
}
if (process.exitCode === 0) await rm(dataDir, { recursive: true, force: true })
else say(`what is left lies in ${dataDir}`)
