import { parseArgs } from 'node:util'
import { type EnginesName, engineNames, isEnginesName, openGround } from './engines.ts'
import { playKills } from './kill.ts'
import { kindNames } from './kinds.ts'
import { isMutant, type Mutant, mutants } from './mutants.ts'
import { describePlan, killPlans, type Plan, planOf, plansAtEveryBoundary } from './plan.ts'
import { openPool, type Pool } from './pool.ts'
import type { Ran } from './run-scene.ts'
import { mostSeeds } from './scene.ts'
import { Tally } from './tally.ts'

/**
 * Everything that can go wrong between a wish and its effects, at every boundary of every tool that changes something, and then
 * at random; the vendors' own lists say what came of it. Exit code 0 only when nothing was doubled, lost, unauthorised or untrue.
 *
 *     pnpm campaign [--engines sqlite|google] [--seeds 2000] [--from 0] [--no-boundaries] [--no-kills] [--mutant claim|lookup|lease]
 *     pnpm campaign [--engines sqlite|google] --seed N
 *
 * On Google's engines it is the random seeds alone, 300 unless told: every boundary and kill -9 are played on SQLite.
 */
const { values } = parseArgs({
  options: {
    engines: { type: 'string', default: 'sqlite' },
    seeds: { type: 'string' },
    from: { type: 'string', default: '0' },
    seed: { type: 'string' },
    mutant: { type: 'string' },
    'no-boundaries': { type: 'boolean', default: false },
    'no-kills': { type: 'boolean', default: false },
  },
})
/** What the random scenes stand on: their bus is played in this process, so that it can lose and double. */
const grounds = {
  sqlite: { seeds: '2000', worlds: 20, ledger: 'SQLite' },
  google: { seeds: '300', worlds: 16, ledger: 'Firestore' },
} as const
/** Behind the random seeds' own. */
const firstBoundarySeed = 5_000
const firstKillSeed = 9_000
const chains = 6
const say = (line: string) => process.stdout.write(`${line}\n`)

async function campaign(): Promise<number> {
  const mutant = readMutant(values.mutant)
  const engines = readEngines(values.engines)
  if (mutant !== undefined && engines !== 'sqlite')
    throw new RangeError('--mutant: is played on SQLite, leave --engines out')
  const { worlds, ...usual } = grounds[engines]
  const [seeds, from] = [readCount('--seeds', values.seeds ?? usual.seeds), readCount('--from', values.from)]
  await using ground = await openGround(engines)
  await using pool = await openPool(worlds, ground)
  if (values.seed !== undefined) return replay(pool, readCount('--seed', values.seed))
  const tally = new Tally()
  const startedMs = performance.now()
  const tell = (phase: string) =>
    say(`${phase}: ${tally.total} (${Math.round((performance.now() - startedMs) / 1_000)} s)`)
  const count = (ran: Pick<Ran, 'plan' | 'details' | 'end'> & Parameters<Tally['add']>[0]) => {
    tally.add(ran)
    if (ran.details.length > 0)
      say(`WRONG  ${describePlan(ran.plan)}\n       ended ${ran.end}; ${ran.details.join('; ')}`)
  }
  if (engines === 'sqlite' && !values['no-boundaries']) {
    await pool.play(boundaryPlans(pool), count, mutant)
    tell('every boundary')
  }
  if (engines === 'sqlite' && mutant === undefined && !values['no-kills']) {
    await Promise.all(chainsOf(plansThatKill(pool)).map((plans) => playKills(plans, count)))
    tell('kill -9')
  }
  await pool.play(
    Array.from({ length: seeds }, (_, i) => planOf(from + i, pool.boundaries)),
    count,
    mutant,
  )
  tell('random seeds')
  report(tally, engines)
  return tally.isClean ? 0 : 1
}

const numbered = (plans: readonly Plan[], first: number): Plan[] =>
  plans.map((plan, i) => ({ ...plan, seed: first + i }))

const boundaryPlans = ({ boundaries }: Pool): Plan[] =>
  numbered(
    kindNames.flatMap((kind) => plansAtEveryBoundary(kind, boundaries[kind], true)),
    firstBoundarySeed,
  )

const plansThatKill = ({ boundaries }: Pool): Plan[] =>
  numbered(
    kindNames.flatMap((kind) => killPlans(kind, boundaries[kind])),
    firstKillSeed,
  )

const chainsOf = (plans: readonly Plan[]): Plan[][] =>
  Array.from({ length: chains }, (_, chain) => plans.filter((_plan, i) => i % chains === chain))

/** One seed, told in full: what was planned, what every life came by, and what is wrong. */
async function replay(pool: Pool, seed: number): Promise<number> {
  const plan = planOf(seed, pool.boundaries)
  say(describePlan(plan))
  let isWrong = false
  await pool.play([plan], (ran) => {
    for (const passed of ran.trace) say(`  ${passed}`)
    say(`ended ${ran.end}; ${ran.details.join('; ') || 'nothing is wrong'}`)
    isWrong = ran.details.length > 0
  })
  return isWrong ? 1 : 0
}

function report({ faults, ends, total }: Tally, engines: EnginesName): void {
  say('\nfault                                          planned     met')
  for (const [name, { planned, met }] of [...faults].toSorted()) {
    say(`${name.padEnd(44)} ${String(planned).padStart(9)} ${String(met).padStart(7)}`)
  }
  say(`\nends: ${[...ends].map(([end, times]) => `${times} ${end}`).join(', ')}`)
  say(`ledger on ${grounds[engines].ledger}: ${total}`)
}

function readMutant(name: string | undefined): Mutant | undefined {
  if (name === undefined || isMutant(name)) return name
  throw new RangeError(`--mutant: must be one of ${mutants.join(', ')}`)
}

function readEngines(name: string): EnginesName {
  if (isEnginesName(name)) return name
  throw new RangeError(`--engines: must be one of ${engineNames.join(', ')}, not ${name}`)
}

function readCount(name: string, text: string): number {
  const count = Number(text)
  if (!Number.isInteger(count) || count < 0 || count > mostSeeds / 2) {
    throw new RangeError(`${name}: must be a whole number up to ${mostSeeds / 2}`)
  }
  return count
}

process.exitCode = await campaign()
