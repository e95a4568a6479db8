import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { openSqliteBus } from '@frontdesk/bus/sqlite'
import { type FrontdeskEvent, makeEvent } from '@frontdesk/events'
import { stamp } from '@frontdesk/process/clock'
import { openWorld, type World } from '../test/world.ts'
import { audit } from './audit.ts'
import { arm, disarm, isVendorFault } from './faults.ts'
import { kinds, type Wishing } from './kinds.ts'
import { calendarOf } from './lines.ts'
import { faultsOf, type Plan } from './plan.ts'
import { endOf } from './run-scene.ts'
import { asking, journalAnswers, journalled, openScene, type Scene, told } from './scene.ts'
import type { Counted } from './tally.ts'

// The tool runner as real processes on the real bus, killed with kill -9: of each plan the one fault that kills. A process works
// until it is killed; the next one takes over what it left, and is the one that is killed next.

const timing = { vendorTimeoutMs: 1_000, restMs: 200, leaseMs: 2_000, crmLagMs: 20, answerMarginMs: 1_000 }
const patienceMs = 30_000
const lookEveryMs = 25

export type Killed = Counted & { readonly details: readonly string[] }

/** Plays plans whose fault kills, one after the other. */
export async function playKills(plans: readonly Plan[], onKilled: (killed: Killed) => void): Promise<void> {
  const seeds = plans.map(({ seed }) => seed)
  await using world = await openWorld({ calendars: seeds.map(calendarOf), timing })
  await using bus = await openSqliteBus({ file: world.file, onReport() {} })
  const scenes = new Map<string, Scene>()
  const hear = async (event: FrontdeskEvent) => {
    const published = scenes.get(event.subject)?.published
    if (published?.some(({ id }) => id === event.id) === false) published.push(event)
  }
  await using _answers = await bus.subscribe({ name: 'campaign', topic: 'tool-results' }, { 'tool.completed': hear })
  await using runner = new Runner(world, seeds)
  await runner.start()
  const played: [Plan, Scene, Wishing][] = []
  for (const plan of plans) {
    const scene = openScene(world, plan.seed)
    scenes.set(scene.callId, scene)
    const wishing = await kinds[plan.kind](scene)
    await playKill(scene, wishing, { plan, bus, runner })
    played.push([plan, scene, wishing])
  }
  // Once more at the very end: nothing came late.
  for (const [plan, scene, wishing] of played) {
    const [verdict, end] = [await audit(scene, wishing), await endOf(scene, wishing)]
    onKilled({ plan, met: faultsOf(plan), deliveries: 2, end, ...verdict })
  }
}

interface Killing {
  readonly plan: Plan
  readonly bus: { publish(event: FrontdeskEvent): Promise<void> }
  readonly runner: Runner
}

/** Resolves when nothing is wrong with what is left, or has been for long. */
async function playKill(scene: Scene, wishing: Wishing, { plan, bus, runner }: Killing): Promise<void> {
  const { world, callId, line } = scene
  const requested = asking(scene, wishing.tool, wishing.args, { toolCallId: 'asked', withinMs: 60_000 })
  await journalled(scene, [requested])
  const isKilled = await runner.doomedTo(plan)
  const by = { by: 'campaign', at: world.clock.now() }
  await bus.publish(makeEvent('tool.requested', requested, by))
  await isKilled()
  await until(() => told(scene, 'tool.completed').some(({ outcome }) => outcome.status !== 'unknown'))
  await journalAnswers(scene)
  const at = stamp(world.clock.now())
  const call = { callId, lineId: line.id, callSid: `CA-${callId}`, startedAt: at, endedAt: at } as const
  await bus.publish(makeEvent('call.ended', { ...call, reason: 'caller-hung-up', recording: 'none' }, by))
  disarm(world)
  await until(async () => (await audit(scene, wishing)).details.length === 0).catch(() => {})
}

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const giveUpAt = performance.now() + patienceMs
  while (!(await isSo())) {
    if (performance.now() > giveUpAt) throw new Error('what was waited for did not come')
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs))
  }
}

/** The process that runs the tools at this moment. */
class Runner implements AsyncDisposable {
  readonly #world: World
  readonly #seeds: readonly number[]
  #child: ChildProcess | undefined

  constructor(world: World, seeds: readonly number[]) {
    this.#world = world
    this.#seeds = seeds
  }

  async start(): Promise<void> {
    const { file, addresses, clock } = this.#world
    const given = { file, addresses, timing, seeds: this.#seeds, now: clock.now().toString() }
    const child = fork(fileURLToPath(new URL('./child.ts', import.meta.url)), [JSON.stringify(given)])
    await once(child, 'message')
    this.#child = child
  }

  /** The process dies by the plan's fault. What it returns resolves when another has taken its place. */
  async doomedTo(plan: Plan): Promise<() => Promise<void>> {
    const child = this.#child
    if (child === undefined) throw new Error('no process runs')
    const gone = once(child, 'exit', { signal: AbortSignal.timeout(patienceMs) })
    // Whoever waits for it hears of the failure; until then it is nobody's.
    gone.catch(() => {})
    for (const fault of faultsOf(plan)) {
      if (isVendorFault(fault)) arm(this.#world, [fault], () => child.kill('SIGKILL'))
      else {
        const armed = once(child, 'message')
        child.send(fault)
        await armed
      }
    }
    return async () => {
      await gone
      await this.start()
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child === undefined) return
    const gone = once(this.#child, 'exit')
    this.#child.kill('SIGKILL')
    await gone
  }
}
