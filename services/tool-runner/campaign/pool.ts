import type { World } from '../test/world.ts'
import { type Ground, openGround } from './engines.ts'
import { kindNames } from './kinds.ts'
import { calendarOf } from './lines.ts'
import type { Mutant } from './mutants.ts'
import { type Boundaries, type BoundariesOf, calm, type Plan } from './plan.ts'
import { boundariesOf, type Ran, runScene } from './run-scene.ts'
import { mostSeeds } from './scene.ts'

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

/** On SQLite unless told. */
export async function openPool(size: number, ground?: Ground): Promise<Pool> {
  await using opening = new AsyncDisposableStack()
  const { openWorld } = ground ?? opening.use(await openGround('sqlite'))
  const calendars = Array.from({ length: mostSeeds }, (_, seed) => calendarOf(seed))
  const worlds: World[] = []
  for (let i = 0; i < size; i += 1) worlds.push(opening.use(await openWorld({ calendars, timing })))
  const [first] = worlds
  if (first === undefined) throw new RangeError('a pool needs a world')
  // One after the other: what the vendors are asked is told apart by when.
  const boundaries: [string, Boundaries][] = []
  for (const [i, kind] of kindNames.entries())
    boundaries.push([kind, await boundariesOf(first, calm(cleanSeeds + i, kind))])
  const cleanUp = opening.move()
  return {
    boundaries: Object.fromEntries(boundaries) as BoundariesOf,
    async play(plans, onRan, mutant) {
      const left = [...plans]
      await Promise.all(
        worlds.map(async (world) => {
          for (let plan = left.shift(); plan !== undefined; plan = left.shift())
            onRan(await runScene(world, plan, mutant))
        }),
      )
    },
    [Symbol.asyncDispose]: () => cleanUp.disposeAsync(),
  }
}
