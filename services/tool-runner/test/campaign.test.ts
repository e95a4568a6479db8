import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Way } from '../campaign/faults.ts'
import { kindNames } from '../campaign/kinds.ts'
import { mutants } from '../campaign/mutants.ts'
import { calm, describePlan, faultsOf, type Plan, planOf, plansAtEveryBoundary } from '../campaign/plan.ts'
import { openPool, type Pool } from '../campaign/pool.ts'
import type { Ran } from '../campaign/run-scene.ts'

// A slice of `pnpm campaign`: every boundary of every tool that changes something once, and thirty seeds.

const worlds = 14
/** Whatever is played has a seed of its own, and with it a line, a calendar and a caller. */
const firstBoundarySeed = 5_000
const replayed = 40
const firstMutantSeed = 100
const seeds = Array.from({ length: 30 }, (_, seed) => seed)
const numbered = (plans: readonly Plan[], from: number) => plans.map((plan, i) => ({ ...plan, seed: from + i }))
const wrongOf = ({ plan, end, details }: Ran) =>
  details.length === 0 ? [] : [`${describePlan(plan)} => ${end}: ${details.join('; ')}`]

describe('a campaign of faults', () => {
  let pool: Pool
  before(async () => {
    pool = await openPool(worlds)
  })
  after(() => pool[Symbol.asyncDispose]())

  test('doubles nothing, loses nothing and does nothing unasked for, at any boundary and at random', async () => {
    const atBoundaries = kindNames.flatMap((kind) => plansAtEveryBoundary(kind, pool.boundaries[kind], false))
    const plans = [...numbered(atBoundaries, firstBoundarySeed), ...seeds.map((seed) => planOf(seed, pool.boundaries))]
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
    const [first, second] = [planOf(replayed, pool.boundaries), planOf(replayed, pool.boundaries)]
    assert.deepEqual(first, second)
    assert.ok(faultsOf(first).length > 1, 'a seed without faults shows nothing')
    const traces: unknown[] = []
    for (const plan of [first, { ...second, seed: replayed + 1 }]) {
      await pool.play([plan], ({ trace, end, met }) => traces.push([passedIn(trace), end, met]))
    }
    assert.deepEqual(traces[0], traces[1])
  })

  for (const [index, mutant] of mutants.entries()) {
    test(`goes red without the ledger’s ${mutant}`, async () => {
      const wrong: string[] = []
      const repeated: Plan = { ...calm(0, 'bookAppointment'), isRepeated: true }
      const died: Plan = { ...calm(0, 'bookAppointment'), vendorFaults: [texting('killed, done')] }
      const doubled: Plan = { ...calm(0, 'logLead'), isDoubled: true, vendorFaults: [keeping('slow')] }
      const plans = numbered([repeated, died, doubled], firstMutantSeed + 10 * index)
      await pool.play(plans, (ran) => wrong.push(...wrongOf(ran)), mutant)
      assert.ok(wrong.length > 0, `nothing was noticed without the ${mutant}`)
    })
  }
})

const texting = (way: Way) => ({ vendor: 'carrier', call: 'messages.create', nth: 1, way }) as const
const keeping = (way: Way) => ({ vendor: 'crm', call: 'objects.create', nth: 1, way }) as const

/** Where each life came by. How often one looked whether another was done is the machine's affair. */
const passedIn = (trace: readonly string[]) => [...new Set(trace.map((passed) => passed.replace(/#\d+$/, '')))].sort()
