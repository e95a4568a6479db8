import { randomUUID } from 'node:crypto'
import type { Records } from '@frontdesk/records'
import { z } from 'zod'
import { carefulSms } from '../src/careful-sms.ts'
import { vendorsOf } from '../src/service.ts'
import { openWorld, type World, type WorldOptions } from '../test/world.ts'
import { env } from './env.ts'
import { Forked } from './forked.ts'
import { type Hosts, hosts, openRecords, type Place, shortLeaseMs } from './places.ts'

/** What bus and records stand on. */
export const engineNames = ['sqlite', 'google'] as const
export type EnginesName = (typeof engineNames)[number]
export const isEnginesName = (name: string): name is EnginesName => engineNames.some((each) => each === name)

/** A world whose records are at `place`; nobody else's are there. */
export interface PlacedWorld extends World {
  readonly place: Place
}

export interface Ground extends AsyncDisposable {
  readonly name: EnginesName
  /** So long after a consumer's death another gets what it worked on. */
  readonly busLeaseMs: number
  openWorld(options?: WorldOptions): Promise<PlacedWorld>
  /** The world with records that hold nothing yet; where calls keep apart in one file, as it is. What is disposed of is the records alone. */
  withRecordsOfItsOwn(world: World): Promise<World>
  /** How many of the bus's leases ran out so far, if whoever keeps them tells. */
  leasesRunOut(): Promise<number | undefined>
}

/** Pub/Sub's shortest, in the service's own seconds. */
const googleLeaseSeconds = 10

/** For Google's engines: the emulators that the environment names, or ours, whose seconds last `secondMs`. */
export async function openGround(name: EnginesName, secondMs = 1_000): Promise<Ground> {
  if (name === 'sqlite') return onSqlite
  const { hosts: at, own } = await openEmulators(secondMs)
  const isOurBus = env.PUBSUB_EMULATOR_HOST === undefined
  const place = () => ({ ...at, GOOGLE_CLOUD_PROJECT: `campaign-${randomUUID()}` })
  return {
    name,
    busLeaseMs: googleLeaseSeconds * (isOurBus ? secondMs : 1_000),
    async openWorld(options) {
      await using opening = new AsyncDisposableStack()
      const world = opening.use(await openWorld(options))
      const its = place()
      const records = opening.use(await openRecords(its))
      const closing = opening.move()
      return { ...over(world, records), place: its, [Symbol.asyncDispose]: () => closing.disposeAsync() }
    },
    async withRecordsOfItsOwn(world) {
      const records = await openRecords(place())
      return { ...over(world, records), [Symbol.asyncDispose]: () => records[Symbol.asyncDispose]() }
    },
    leasesRunOut: async () => (isOurBus && own ? z.int().parse(await own.hear('which leases ran out', {})) : undefined),
    [Symbol.asyncDispose]: async () => own?.[Symbol.asyncDispose](),
  }
}

const onSqlite: Ground = {
  name: 'sqlite',
  busLeaseMs: shortLeaseMs,
  async openWorld(options) {
    const world = await openWorld(options)
    return { ...world, place: { file: world.file } }
  },
  withRecordsOfItsOwn: async (world) => ({ ...world, async [Symbol.asyncDispose]() {} }),
  leasesRunOut: async () => undefined,
  async [Symbol.asyncDispose]() {},
}

function over(world: World, records: Records): World {
  const { clock, parts, addresses } = world
  const plain = vendorsOf(addresses, parts.timing.vendorTimeoutMs)
  const vendors = { ...plain, sms: carefulSms(plain.sms, { refusals: records.textRefusals, clock }) }
  return { ...world, records, parts: { ...parts, records, vendors } }
}

/** On the other core, so that they do not wait for whoever asks them. */
async function openEmulators(secondMs: number): Promise<{ readonly hosts: Hosts; readonly own: Forked | undefined }> {
  const named = hosts.safeParse(env)
  if (named.success) return { hosts: named.data, own: undefined }
  const own = new Forked("Google's emulators", new URL('./emulators.ts', import.meta.url), [String(secondMs)])
  const told = z.record(z.string(), z.string()).parse(await own.hear('where they are'))
  return { hosts: hosts.parse({ ...told, ...env }), own }
}
