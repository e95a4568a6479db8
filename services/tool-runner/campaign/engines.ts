import { fork } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Bus } from '@frontdesk/bus'
import { openSqliteBus } from '@frontdesk/bus/sqlite'
import { openEngines } from '@frontdesk/engines'
import { silentLog } from '@frontdesk/process/log'
import type { Records } from '@frontdesk/records'
import { openSqliteRecords } from '@frontdesk/records/sqlite'
import { z } from 'zod'
import { carefulSms } from '../src/careful-sms.ts'
import { vendorsOf } from '../src/service.ts'
import { openWorld, type World, type WorldOptions } from '../test/world.ts'
import { env } from './env.ts'

/** What bus and records stand on. */
export const engineNames = ['sqlite', 'google'] as const
export type EnginesName = (typeof engineNames)[number]
export const isEnginesName = (name: string): name is EnginesName => engineNames.some((each) => each === name)

const hosts = z.object({ PUBSUB_EMULATOR_HOST: z.string(), FIRESTORE_EMULATOR_HOST: z.string() })
type Hosts = z.infer<typeof hosts>

/** Where a bus and records are. */
export type Place = { readonly file: string } | (Hosts & { readonly GOOGLE_CLOUD_PROJECT: string })

/** A world whose records are at `place`; nobody else's are there. */
export interface PlacedWorld extends World {
  readonly place: Place
}

export interface Ground extends AsyncDisposable {
  readonly name: EnginesName
  openWorld(options?: WorldOptions): Promise<PlacedWorld>
}

/** For Google's engines: the emulators that the environment names, or ours. */
export async function openGround(name: EnginesName): Promise<Ground> {
  const emulators = name === 'google' ? await openEmulators() : undefined
  return {
    name,
    openWorld: (options) => openPlacedWorld(options, emulators?.hosts),
    [Symbol.asyncDispose]: async () => emulators?.[Symbol.asyncDispose](),
  }
}

const life = {
  log: silentLog,
  lost() {
    throw new Error('an engine is lost for good: nothing that follows would count')
  },
}

/** `leaseMs` is for SQLite; an emulator's leases last as long as it was told when it began. */
export async function openBus(place: Place, leaseMs = 2_000): Promise<Bus> {
  if ('file' in place) return openSqliteBus({ file: place.file, leaseMs, onReport() {} })
  return (await openEngines(place, ['bus'], { life })).bus
}

export async function openRecords(place: Place): Promise<Records> {
  if ('file' in place) return openSqliteRecords(place.file)
  return (await openEngines(place, ['records'], { life })).records
}

async function openPlacedWorld(options: WorldOptions | undefined, at: Hosts | undefined): Promise<PlacedWorld> {
  await using opening = new AsyncDisposableStack()
  const world = opening.use(await openWorld(options))
  const { clock, parts, addresses } = world
  const place = at === undefined ? { file: world.file } : { ...at, GOOGLE_CLOUD_PROJECT: `campaign-${randomUUID()}` }
  const records = at === undefined ? world.records : opening.use(await openRecords(place))
  const plain = vendorsOf(addresses, parts.timing.vendorTimeoutMs)
  const vendors = { ...plain, sms: carefulSms(plain.sms, { refusals: records.textRefusals, clock }) }
  const closing = opening.move()
  return {
    ...{ ...world, place, records, parts: { ...parts, records, vendors } },
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  }
}

/** On the other core, so that they do not wait for whoever asks them. */
async function openEmulators(): Promise<{ readonly hosts: Hosts } & AsyncDisposable> {
  const named = hosts.safeParse(env)
  if (named.success) return { hosts: named.data, async [Symbol.asyncDispose]() {} }
  const child = fork(fileURLToPath(new URL('./emulators.ts', import.meta.url)))
  const [told] = await once(child, 'message')
  return {
    hosts: hosts.parse({ ...told, ...env }),
    async [Symbol.asyncDispose]() {
      const gone = once(child, 'exit')
      child.kill('SIGKILL')
      await gone
    },
  }
}
