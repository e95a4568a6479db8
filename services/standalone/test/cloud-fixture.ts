import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openEngines } from '@frontdesk/engines'
import { checkEngines, engineSettings } from '@frontdesk/engines/env'
import type { EventOf } from '@frontdesk/events'
import { readEnv } from '@frontdesk/process/env'
import { silentLog } from '@frontdesk/process/log'
import type { Records } from '@frontdesk/records'
import { startWorld, type World } from '@frontdesk/simulators/world'
import { z } from 'zod'
import { type Cloud, openCloud } from '../src/cloud/cloud.ts'
import { writeDemoLines } from '../src/cloud/demo-folder.ts'
import { openGoogleEngines } from '../src/cloud/emulators.ts'
import { demoStaff } from '../src/cloud/staff.ts'
import { openDemo } from '../src/demo.ts'
import { demoLinesAmong } from '../src/demo-lines.ts'
import { openTerminal } from '../src/terminal.ts'
import { simulatedVendors } from '../src/vendor-env.ts'
import { worldFor } from '../src/world-for.ts'
import { linesDir, type Played, playIn } from './fixture.ts'

type Env = Readonly<Record<string, string>>

export interface CloudStreet extends AsyncDisposable {
  readonly cloud: Cloud
  readonly world: World
  readonly records: Records
  /** What each process printed. */
  readonly printed: ReadonlyMap<string, readonly string[]>
  /** `patienceMs`: how long its caller waits for what breaks off to go on. */
  play(name: string, patienceMs?: number): Promise<Played>
  /** Resolves when the scenario's caller is through, with what the call is called. */
  started(from: string): Promise<string>
}

/** Every service as a process of its own; the outside parties and whoever looks at the records live in the test. */
export async function openCloudStreet(engines: 'google' | 'sqlite'): Promise<CloudStreet> {
  await using opened = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'cloud-'))
  opened.defer(() => rm(folder, { recursive: true, force: true }))
  const printed = new Map<string, string[]>()
  const onLine = (line: string, name: string) => {
    const lines = printed.get(name) ?? []
    printed.set(name, lines)
    lines.push(line)
  }
  const google = engines === 'google' ? opened.use(await openGoogleEngines(process.env, onLine)) : undefined
  const enginesEnv: Env = google?.env ?? { DATA_DIR: join(folder, 'data') }
  const lines = await writeDemoLines(linesDir, join(folder, 'lines'))
  const demo = demoLinesAmong(lines)
  if (demo === undefined) throw new Error('there are no lines for a demo')
  const world = opened.use(await startWorld(worldFor(lines)))
  const { bus, records } = opened.use(await openOwn(enginesEnv))
  const calls = new Map<string, PromiseWithResolvers<string>>()
  const callOf = (from: string) => {
    const call = calls.get(from) ?? Promise.withResolvers<string>()
    calls.set(from, call)
    return call
  }
  const hear = async ({ data }: EventOf<'call.started'>) => callOf(data.caller ?? '').resolve(data.callId)
  opened.use(await bus.subscribe({ name: 'test', topic: 'call-events' }, { 'call.started': hear }))
  const terminal = opened.use(await openTerminal({ bus, records }))
  const cloud = opened.use(
    await openCloud({
      ...{ engines: enginesEnv, linesDir: join(folder, 'lines'), port: 0, onLine },
      vendors: async () => simulatedVendors(world),
      staff: (await demoStaff(demo.practice)).env,
    }),
  )
  const placing = (patienceMs: number | undefined) => {
    const place: World['place'] = (scenario, number) =>
      world.place(patienceMs === undefined ? scenario : { ...scenario, patienceMs }, number)
    return openDemo({ ...world, place }, terminal, demo, cloud.url).place
  }
  const closing = opened.move()
  return {
    ...{ cloud, world, records, printed },
    play: (name, patienceMs) => playIn({ world, records, practice: demo.practice, place: placing(patienceMs) }, name),
    started: (from) => callOf(from).promise,
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  }
}

/** As a service would. */
const openOwn = (source: Env) => {
  const parts = ['bus', 'records'] as const
  const env = readEnv(z.object(engineSettings), source, (given, fault) => checkEngines(given, parts, fault))
  return openEngines(env, parts, { life: { log: silentLog, lost: () => {} } })
}
