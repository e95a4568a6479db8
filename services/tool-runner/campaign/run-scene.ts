import { finishAfterCall } from '../src/after-call.ts'
import { answerLate } from '../src/late-answers.ts'
import { toolRunner } from '../src/run-tool.ts'
import { tellTheUntold } from '../src/tell-the-untold.ts'
import type { World } from '../test/world.ts'
import { audit, noWrongs, type Verdict } from './audit.ts'
import { arm, disarm, type Fault, vendorsAsked } from './faults.ts'
import { kinds, type Wishing } from './kinds.ts'
import { Life, type PortFault } from './life.ts'
import type { Mutant } from './mutants.ts'
import { type Boundaries, faultsOf, type Plan } from './plan.ts'
import { asking, journalAnswers, journalled, openScene, partsOf, type Requested, type Scene, told } from './scene.ts'

/** As the catalogue has it for what a caller waits for, and more than enough for what comes behind. */
const requestTries = 8
const otherTries = 30
const pauseMs = 25

export interface Ran extends Verdict {
  readonly plan: Plan
  /** What every life came by, life by life. */
  readonly trace: readonly string[]
  readonly met: readonly Fault[]
  readonly deliveries: number
  /** How the wish ended. */
  readonly end: string
  /** What the scene waited for in vain, or what else kept it from being played as planned: it proves nothing. */
  readonly missed?: readonly string[]
}

/** In place of a scene that threw: the others are played all the same. */
export function notPlayed(plan: Plan, thrown: unknown): Ran {
  const why = [String(thrown instanceof SuppressedError ? thrown.suppressed : thrown)]
  return {
    ...{ plan, trace: [], met: [], deliveries: 0, end: 'not played', wrongs: noWrongs },
    details: why,
    missed: why,
  }
}

/** Plays the plan in a world that nobody else uses meanwhile, and tells what is wrong with what is left. */
export async function runScene(world: World, plan: Plan, mutant?: Mutant): Promise<Ran> {
  const scene = openScene(world, plan.seed, mutant)
  const wishing = await kinds[plan.kind](scene)
  const courier = new Courier(scene)
  const { timing } = world.parts
  const armed = arm(world, plan.vendorFaults, () => courier.lives.at(-1)?.die())
  try {
    world.calendar.setDetectsDuplicateIds(plan.noticesDoubledIds)
    setLags(
      world,
      plan.lags ? { searchMs: timing.crmLagMs / 2, listMs: timing.restMs / 2 } : { searchMs: 0, listMs: 0 },
    )
    await callOf(scene, wishing, plan, courier)
    await behindCall(scene, courier, plan.afterCallLives)
    disarm(world)
    await behindCall(scene, courier)
    const verdict = await audit(scene, wishing)
    const vendorMet = armed.filter(({ isMet }) => isMet()).map(({ fault }) => fault)
    const met = [...vendorMet, ...courier.lives.flatMap((life) => life.met)]
    return {
      ...verdict,
      plan,
      met,
      trace: courier.trace(),
      deliveries: courier.lives.length,
      end: await endOf(scene, wishing),
    }
  } finally {
    disarm(world)
  }
}

/** All that happens while the call lasts. */
async function callOf(scene: Scene, wishing: Wishing, plan: Plan, courier: Courier): Promise<void> {
  const { tool, args, otherArgs } = wishing
  const ask = (toolCallId: string, asked = args) => asking(scene, tool, asked, { toolCallId, withinMs: plan.withinMs })
  const [first, again] = [ask('asked'), ask('asked-again')]
  const other = otherArgs === undefined || plan.otherDetails === 'none' ? undefined : ask('asked-otherwise', otherArgs)
  // A mismatch must stand on its own: what was asked for with other details belongs to the journal of the call, too.
  await journalled(scene, [first, ...(plan.isAskedAgain ? [again] : []), ...(other === undefined ? [] : [other])])
  const request = (requested: Requested, lives: Plan['lives'] = []) =>
    courier.bring(lives, requestTries, answer(scene, requested))
  await Promise.all([
    request(first, plan.lives),
    ...(plan.isDoubled ? [request(first)] : []),
    ...(other !== undefined && plan.otherDetails === 'meanwhile' ? [courier.progress.then(() => request(other))] : []),
  ])
  if (plan.isRepeated) await request(first)
  if (plan.isAskedAgain) await request(again)
  if (other !== undefined && plan.otherDetails === 'afterwards') await request(other)
  for (const answered of told(scene, 'tool.completed').filter(({ outcome }) => outcome.status === 'unknown')) {
    await courier.bring([], 3, (life, attempt) => {
      const parts = partsOf(scene, life)
      return answerLate(answered, delivery(attempt), parts, toolRunner(parts))
    })
  }
  await journalAnswers(scene)
}

type Handler = (life: Life, attempt: number) => Promise<void>

const delivery = (attempt: number) => ({ attempt, signal: new AbortController().signal })

const answer =
  (scene: Scene, requested: Requested): Handler =>
  (life, attempt) =>
    toolRunner(partsOf(scene, life)).answer(requested, delivery(attempt))

/** Both who hear of the call's end, each until it has done its part. */
async function behindCall(scene: Scene, courier: Courier, lives: Plan['lives'] = []): Promise<void> {
  const ended = { callId: scene.callId, lineId: scene.line.id }
  await courier.bring(lives, otherTries, (life, attempt) => {
    const parts = partsOf(scene, life)
    return finishAfterCall(ended, delivery(attempt), parts, toolRunner(parts))
  })
  await courier.bring(lives, otherTries, (life, attempt) =>
    tellTheUntold(ended, delivery(attempt), partsOf(scene, life)),
  )
}

function setLags({ crm, carrier }: World, { searchMs, listMs }: { searchMs: number; listMs: number }): void {
  crm.setSearchLag(searchMs)
  carrier.settings.messageListLagMs = listMs
}

/** Brings a delivery as the bus does: again to the next life when one died or threw, until it is done or the tries are used up. */
class Courier {
  readonly lives: Life[] = []
  /** Resolves when the first life has begun. */
  readonly progress: Promise<void>
  readonly #scene: Scene
  readonly #begun = Promise.withResolvers<void>()

  constructor(scene: Scene) {
    this.#scene = scene
    this.progress = this.#begun.promise
  }

  async bring(plans: readonly (readonly PortFault[])[], tries: number, handle: Handler): Promise<void> {
    const sleepers: { life: Life; running: Promise<boolean> }[] = []
    for (let attempt = 1; attempt <= tries; attempt += 1) {
      const life = new Life(plans[attempt - 1])
      this.lives.push(life)
      this.#begun.resolve()
      const running = handle(life, attempt).then(
        () => !life.isDead,
        () => false,
      )
      const isDone = await Promise.race([running, life.fellAsleep.then(() => 'asleep' as const)])
      if (isDone === true) break
      if (isDone === 'asleep') sleepers.push({ life, running })
      await this.#scene.world.clock.sleep(pauseMs)
    }
    // They wake up when others have long done the work.
    for (const { life, running } of sleepers) {
      life.wake()
      await running
    }
  }

  trace(): string[] {
    return this.lives.flatMap((life, i) => life.passed.map((boundary) => `${i + 1} ${boundary}`))
  }
}

/** How the ledger says that the wish ended. */
export async function endOf({ world, callId }: Scene, { tool }: Wishing): Promise<string> {
  const ends = (await world.records.ledger.ofCall(callId)).filter((intent) => intent.tool === tool)
  return (
    ends.map(({ state, outcome }) => (outcome?.status === 'failed' ? outcome.error.code : state)).join() || 'not begun'
  )
}

/** What a wish comes by without a fault, and in how many tries. */
export async function boundariesOf(world: World, plan: Plan): Promise<Boundaries & { readonly tries: number }> {
  const scene = openScene(world, plan.seed)
  const wishing = await kinds[plan.kind](scene)
  const lengths = lengthsOf(world)
  const call = new Courier(scene)
  await callOf(scene, wishing, plan, call)
  const asked = askedSince(world, lengths)
  const after = new Courier(scene)
  await behindCall(scene, after)
  const names = (courier: Courier) => [...new Set(courier.lives.flatMap(({ passed }) => passed))].sort()
  return { ports: names(call), asked, afterCall: names(after), tries: call.lives.length }
}

const vendorNames = Object.keys(vendorsAsked) as (keyof typeof vendorsAsked)[]
const lengthsOf = (world: World) => vendorNames.map((vendor) => vendorsAsked[vendor](world).length)

function askedSince(world: World, lengths: readonly number[]): Boundaries['asked'] {
  return vendorNames.flatMap((vendor, i) => {
    const counts = new Map<string, number>()
    const calls = vendorsAsked[vendor](world)
      .slice(lengths[i])
      .map(({ call }) => String(call))
    return calls.map((call) => {
      const nth = (counts.get(call) ?? 0) + 1
      counts.set(call, nth)
      return { vendor, call, nth }
    })
  })
}

export const unmet = ({ plan, met }: Ran): Fault[] => faultsOf(plan).filter((fault) => !met.includes(fault))
