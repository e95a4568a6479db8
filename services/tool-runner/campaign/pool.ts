import type { World } from '../test/world.ts'
import { type Ground, openGround } from './engines.ts'
import { kindNames } from './kinds.ts'
import { calendarOf } from './lines.ts'
import type { Mutant } from './mutants.ts'
import { type Boundaries, type BoundariesOf, calm, describePlan, type Plan } from './plan.ts'
import { boundariesOf, notPlayed, type Ran, runScene } from './run-scene.ts'
import { mostSeeds } from './scene.ts'
import { within } from './waits.ts'

/** Worlds in which scenes are played, one after the other in each. A scene spends its time waiting, so that many fit in one process. */
export interface Pool extends AsyncDisposable {
  readonly boundaries: BoundariesOf
  /** Plays every plan; `onRan` hears of each as it is over. */
  play(plans: readonly Plan[], onRan: (ran: Ran) => void, mutant?: Mutant): Promise<void>
}

/**
 * Vendors that are waited for briefly, and leases that are over soon: a campaign is mostly waiting. The rest is long beside what
 * a late effect is late by, for the vendors live in this process and are late themselves when the machine is busy.
 */
const timing = { vendorTimeoutMs: 400, restMs: 600, leaseMs: 1_800 }
/** Behind the seeds' own. */
const cleanSeeds = mostSeeds - 100
const mostLooks = 10
/** Far longer than any scene takes, with all its tries and leases. */
const longestSceneMs = 180_000

/** On SQLite unless told. */
export async function openPool(size: number, ground?: Ground): Promise<Pool> {
  await using opening = new AsyncDisposableStack()
  const { openWorld, withRecordsOfItsOwn } = ground ?? opening.use(await openGround('sqlite'))
  const calendars = Array.from({ length: mostSeeds }, (_, seed) => calendarOf(seed))
  const worlds: World[] = []
  for (let i = 0; i < size; i += 1) worlds.push(opening.use(await openWorld({ calendars, timing })))
  const [first] = worlds
  if (first === undefined) throw new RangeError('a pool needs a world')
  // One after the other: what the vendors are asked is told apart by when.
  const boundaries: [string, Boundaries][] = []
  for (const [i, kind] of kindNames.entries())
    boundaries.push([kind, await calmBoundaries(first, kind, cleanSeeds + mostLooks * i)])
  const play = async (world: World, plan: Plan, mutant: Mutant | undefined) => {
    await using its = await withRecordsOfItsOwn(world)
    return await within(longestSceneMs, `the end of ${describePlan(plan)}`, runScene(its, plan, mutant))
  }
  const cleanUp = opening.move()
  return {
    boundaries: Object.fromEntries(boundaries) as BoundariesOf,
    async play(plans, onRan, mutant) {
      const left = [...plans]
      await Promise.all(
        worlds.map(async (world) => {
          for (let plan = left.shift(); plan !== undefined; plan = left.shift()) {
            onRan(await play(world, plan, mutant).catch((error: unknown) => notPlayed(plan, error)))
          }
        }),
      )
    },
    [Symbol.asyncDispose]: () => cleanUp.disposeAsync(),
  }
}

/** On a machine that is busy a vendor may be late by itself, and a second try comes by what no other wish of the kind does. */
async function calmBoundaries(world: World, kind: Plan['kind'], firstSeed: number): Promise<Boundaries> {
  for (let look = 0; look < mostLooks; look += 1) {
    const { tries, ...boundaries } = await boundariesOf(world, calm(firstSeed + look, kind))
    if (tries === 1) return boundaries
  }
  throw new Error(`${kind} did not go well once in ${mostLooks} times without any fault: this machine is too busy`)
}
