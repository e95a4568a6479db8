import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Way } from '../campaign/faults.ts'
import { kindNames } from '../campaign/kinds.ts'
import { mutants } from '../campaign/mutants.ts'
import { calm, describePlan, type Plan, planOf, plansAtEveryBoundary } from '../campaign/plan.ts'
import { openPool } from '../campaign/pool.ts'
import type { Ran } from '../campaign/run-scene.ts'

// A slice of `pnpm campaign`: every boundary of every tool that changes something once, and thirty seeds.

const worlds = 14
const firstBoundarySeed = 5_000
const seeds = Array.from({ length: 30 }, (_, seed) => seed)
const numbered = (plans: readonly Plan[]) => plans.map((plan, i) => ({ ...plan, seed: firstBoundarySeed + i }))
const wrongOf = ({ plan, end, details }: Ran) =>
  details.length === 0 ? [] : [`${describePlan(plan)} => ${end}: ${details.join('; ')}`]

describe('a campaign of faults', () => {
  test('doubles nothing, loses nothing and does nothing unasked for, at any boundary and at random', async () => {
    await using pool = await openPool(worlds)
    const atBoundaries = kindNames.flatMap((kind) => plansAtEveryBoundary(kind, pool.boundaries[kind], false))
    const plans = [...numbered(atBoundaries), ...seeds.map((seed) => planOf(seed, pool.boundaries))]
    const rans: Ran[] = []
    await pool.play(plans, (ran) => rans.push(ran))
    assert.deepEqual(rans.flatMap(wrongOf), [])
    const notMet = rans.filter(({ plan, met }) => plan.seed >= firstBoundarySeed && met.length === 0)
    assert.deepEqual(
      notMet.map(({ plan }) => describePlan(plan)),
      [],
      'every boundary was come to',
    )
  })

  test('is played again exactly by its seed', async () => {
    await using pool = await openPool(1)
    const [first, second] = [planOf(7, pool.boundaries), planOf(7, pool.boundaries)]
    assert.deepEqual(first, second)
    const traces: unknown[] = []
    for (const plan of [first, { ...second, seed: 8 }]) {
      await pool.play([plan], ({ trace, end, met }) => traces.push([passedIn(trace), end, met]))
    }
    assert.deepEqual(traces[0], traces[1])
  })

  for (const mutant of mutants) {
    test(`goes red without the ledger’s ${mutant}`, async () => {
      await using pool = await openPool(4, mutant)
      const wrong: string[] = []
      const repeated: Plan = { ...calm(0, 'bookAppointment'), isRepeated: true }
      const died: Plan = { ...calm(0, 'bookAppointment'), vendorFaults: [texting('killed, done')] }
      const doubled: Plan = { ...calm(0, 'logLead'), isDoubled: true, vendorFaults: [keeping('slow')] }
      await pool.play(numbered([repeated, died, doubled]), (ran) => wrong.push(...wrongOf(ran)))
      assert.ok(wrong.length > 0, `nothing was noticed without the ${mutant}`)
    })
  }
})

const texting = (way: Way) => ({ vendor: 'carrier', call: 'messages.create', nth: 1, way }) as const
const keeping = (way: Way) => ({ vendor: 'crm', call: 'objects.create', nth: 1, way }) as const

/** Where each life came by. How often one looked whether another was done is the machine's affair. */
const passedIn = (trace: readonly string[]) => [...new Set(trace.map((passed) => passed.replace(/#\d+$/, '')))].sort()
