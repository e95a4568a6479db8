import { parseArgs } from 'node:util'
import { type EnginesName, engineNames, isEnginesName, openGround } from './engines.ts'
import { type Killed, playKills } from './kill.ts'
import { kindNames } from './kinds.ts'
import { isMutant, type Mutant, mutants } from './mutants.ts'
import { describePlan, killPlans, type Plan, planOf, plansAtEveryBoundary, spread } from './plan.ts'
import { openPool, type Pool } from './pool.ts'
import type { Ran } from './run-scene.ts'
import { mostSeeds } from './scene.ts'
import { Tally } from './tally.ts'

/**
 * Everything that can go wrong between a wish and its effects, at every boundary of every tool that changes something, and then
 * at random; the vendors' own lists say what came of it. Exit code 0 only when nothing was doubled, lost, unauthorised or untrue;
 * 1 when something was, 2 when it could not be played.
 *
 *     pnpm campaign [--engines sqlite|google] [--seeds N] [--from 0] [--boundaries N] [--kills N] [--mutant claim|lookup|lease]
 *     pnpm campaign [--engines sqlite|google] --seed N
 *
 * `--boundaries` and `--kills` play so many of their scenes, spread over all of them; 0 none, and unless told every one. `--part 2/3`
 * plays the second of three parts, which together are the whole.
 */
const { values } = parseArgs({
  options: {
    engines: { type: 'string', default: 'sqlite' },
    seeds: { type: 'string' },
    from: { type: 'string', default: '0' },
    seed: { type: 'string' },
    mutant: { type: 'string' },
    boundaries: { type: 'string' },
    kills: { type: 'string' },
    part: { type: 'string', default: '1/1' },
  },
})
/**
 * What scenes stand on. Their bus is played in this process, so that it can lose and double at will; the processes that are killed
 * with kill -9 have the real one.
 */
const grounds = {
  sqlite: { seeds: 2_000, worlds: 20, ledger: 'SQLite', bus: 'the SQLite bus' },
  google: { seeds: 300, worlds: 16, ledger: 'Firestore', bus: 'Pub/Sub' },
} as const
/** Of the emulators' seconds: so that the leases of the killed last two instead of ten. */
const secondMs = 200
/** Behind the random seeds' own. */
const firstBoundarySeed = 5_000
const firstKillSeed = 9_000
const say = (line: string) => process.stdout.write(`${line}\n`)

async function campaign(): Promise<number> {
  const mutant = readMutant(values.mutant)
  const engines = readEngines(values.engines)
  const { worlds, ledger, bus, ...usual } = grounds[engines]
  const [seeds, from] = [readCount('seeds', usual.seeds), readCount('from', 0)]
  await using ground = await openGround(engines, secondMs)
  await using pool = await openPool(worlds, ground)
  if (values.seed !== undefined) return replay(pool, readCount('seed', 0))
  const tally = new Tally()
  const startedMs = performance.now()
  const tell = (phase: string) =>
    say(`${phase}: ${tally.total} (${Math.round((performance.now() - startedMs) / 1_000)} s)`)
  const count = (ran: Pick<Ran, 'plan' | 'details' | 'end'> & (Ran | Killed)) => {
    tally.add(ran)
    if (ran.details.length > 0)
      say(`WRONG  ${describePlan(ran.plan)}\n       ended ${ran.end}; ${ran.details.join('; ')}`)
  }
  const part = partOf(values.part)
  let title = `ledger on ${ledger}`
  const faults = chosen('boundaries', plansAt(pool), firstBoundarySeed, part)
  await pool.play(faults.plans, count, mutant)
  tell(`${faults.share} faults at boundaries`)
  if (mutant === undefined) {
    const kills = chosen('kills', plansThatKill(pool), firstKillSeed, part)
    await playKills(kills.plans, ground, count)
    tell(`kill -9 at ${kills.share} boundaries`)
    if (kills.plans.length > 0) title += `; kill -9 over ${bus}`
    const runOut = await ground.leasesRunOut()
    if (runOut !== undefined) say(`  ${runOut} of the bus's leases ran out meanwhile`)
  }
  const random = part(Array.from({ length: seeds }, (_, i) => planOf(from + i, pool.boundaries)))
  await pool.play(random, count, mutant)
  tell(`${random.length} random seeds`)
  report(tally, title)
  return tally.isClean ? 0 : 1
}

const plansAt = ({ boundaries }: Pool) =>
  kindNames.flatMap((kind) => plansAtEveryBoundary(kind, boundaries[kind], true))
const plansThatKill = ({ boundaries }: Pool) => kindNames.flatMap((kind) => killPlans(kind, boundaries[kind]))

type Part = (plans: readonly Plan[]) => Plan[]

/** As many as the option says, of them the part, and what share that is; each with the seed that it has when all are played. */
function chosen(option: 'boundaries' | 'kills', all: readonly Plan[], firstSeed: number, part: Part) {
  const numbered = all.map((plan, i) => ({ ...plan, seed: firstSeed + i }))
  const plans = part(spread(numbered, readCount(option, all.length)))
  return { plans, share: plans.length === all.length ? `all ${all.length}` : `${plans.length} of ${all.length}` }
}

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

function report({ faults, ends, total }: Tally, title: string): void {
  say('\nfault                                          planned     met')
  for (const [name, { planned, met }] of [...faults].toSorted()) {
    say(`${name.padEnd(44)} ${String(planned).padStart(9)} ${String(met).padStart(7)}`)
  }
  say(`\nends: ${[...ends].map(([end, times]) => `${times} ${end}`).join(', ')}`)
  say(`${title}: ${total}`)
}

function readMutant(name: string | undefined): Mutant | undefined {
  if (name === undefined || isMutant(name)) return name
  throw new RangeError(`--mutant: must be one of ${mutants.join(', ')}`)
}

function readEngines(name: string): EnginesName {
  if (isEnginesName(name)) return name
  throw new RangeError(`--engines: must be one of ${engineNames.join(', ')}, not ${name}`)
}

function partOf(text: string): Part {
  const [which = 0, of = 0] = text.split('/').map(Number)
  if (!Number.isInteger(which) || !Number.isInteger(of) || which < 1 || which > of) {
    throw new RangeError(`--part: must be a number and of how many, such as 2/3, not ${text}`)
  }
  return (plans) => plans.filter((_plan, i) => i % of === which - 1)
}

function readCount(name: 'seeds' | 'from' | 'seed' | 'boundaries' | 'kills', unlessTold: number): number {
  const count = Number(values[name] ?? unlessTold)
  if (!Number.isInteger(count) || count < 0 || count > mostSeeds / 2) {
    throw new RangeError(`--${name}: must be a whole number up to ${mostSeeds / 2}`)
  }
  return count
}

process.exitCode = await campaign().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : error}\n`)
  return 2
})
