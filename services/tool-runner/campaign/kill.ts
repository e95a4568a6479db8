import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type FrontdeskEvent, makeEvent } from '@frontdesk/events'
import { stamp } from '@frontdesk/process/clock'
import { audit } from './audit.ts'
import type { Ground } from './engines.ts'
import { disarm, type Fault } from './faults.ts'
import { kinds, type Wishing } from './kinds.ts'
import { calendarOf } from './lines.ts'
import { openBus } from './places.ts'
import { faultsOf, type Plan } from './plan.ts'
import { endOf, notPlayed } from './run-scene.ts'
import { Runner, timing, type Working } from './runner.ts'
import { asking, journalAnswers, journalled, openScene, type Scene, told } from './scene.ts'
import type { Counted } from './tally.ts'
import { NotInTime, until } from './waits.ts'

// The tool runner as real processes on the real bus, killed with kill -9: of each plan the one fault that kills. A process works
// until it is killed; the next one takes over what it left.

const patienceMs = 60_000
/** Of worlds that are played in at once: most of a scene is waiting for leases. */
const worldsAtOnce = 6

/** Of the wish that is killed at. */
const toolCallId = 'asked'

export type Killed = Counted & { readonly details: readonly string[] }

/**
 * Plays plans whose fault kills; who took over is the one that is killed next. On SQLite those of one world come one after the
 * other, on Google's engines every plan has a project to itself.
 */
export async function playKills(
  plans: readonly Plan[],
  ground: Ground,
  onKilled: (killed: Killed) => void,
): Promise<void> {
  const cacheFolder = await mkdtemp(join(tmpdir(), 'campaign-'))
  await using _folder = { [Symbol.asyncDispose]: () => rm(cacheFolder, { recursive: true }) }
  const chain = (which: number) => plans.filter((_plan, i) => i % worldsAtOnce === which)
  const stages =
    ground.name === 'sqlite' ? Array.from({ length: worldsAtOnce }, (_, i) => chain(i)) : plans.map((plan) => [plan])
  await Promise.all(
    Array.from({ length: worldsAtOnce }, async () => {
      await using runner = new Runner(cacheFolder)
      for (let stage = stages.shift(); stage !== undefined; stage = stages.shift()) {
        const plans = stage
        const played = playStage(plans, ground, runner).catch((error: unknown) => {
          runner.kill()
          return plans.map((plan) => notPlayed(plan, error))
        })
        for (const killed of await played) onKilled(killed)
      }
    }),
  )
}

interface Played {
  readonly plan: Plan
  readonly scene: Scene
  readonly wishing: Wishing
  readonly met: readonly Fault[]
  /** What the scene waited for in vain. */
  readonly missed: readonly string[]
}

async function playStage(plans: readonly Plan[], ground: Ground, runner: Runner): Promise<Killed[]> {
  const seeds = plans.map(({ seed }) => seed)
  await using world = await ground.openWorld({ calendars: seeds.map(calendarOf), timing })
  await using bus = await openBus(world.place)
  const scenes = new Map<string, Scene>()
  const hear = async (event: FrontdeskEvent) => {
    const published = scenes.get(event.subject)?.published
    if (published?.some(({ id }) => id === event.id) === false) published.push(event)
  }
  await using _answers = await bus.subscribe({ name: 'campaign', topic: 'tool-results' }, { 'tool.completed': hear })
  await using working = await runner.workIn(world, seeds)
  const played: Played[] = []
  for (const plan of plans) {
    const scene = openScene(world, plan.seed)
    scenes.set(scene.callId, scene)
    const wishing = await kinds[plan.kind](scene)
    played.push({ plan, scene, wishing, ...(await playKill(scene, wishing, { plan, bus, working })) })
  }
  // Once more when what was not acknowledged has come again: nothing came late.
  await pause(ground.busLeaseMs)
  return await Promise.all(
    played.map(async ({ plan, scene, wishing, met, missed }): Promise<Killed> => {
      const [{ wrongs, details }, end] = [await audit(scene, wishing), await endOf(scene, wishing)]
      return { plan, met, deliveries: 2, end, wrongs, missed, details: [...details, ...missed] }
    }),
  )
}

interface Killing {
  readonly plan: Plan
  readonly bus: { publish(event: FrontdeskEvent): Promise<void> }
  readonly working: Working
}

/** Resolves when nothing is wrong with what is left, or has been for long. */
async function playKill(
  scene: Scene,
  wishing: Wishing,
  { plan, bus, working }: Killing,
): Promise<Pick<Played, 'met' | 'missed'>> {
  const { world, callId, line } = scene
  const requested = asking(scene, wishing.tool, wishing.args, { toolCallId, withinMs: 60_000 })
  await journalled(scene, [requested])
  const isKilled = await working.doomedTo(plan)
  const by = { by: 'campaign', at: world.clock.now() }
  await bus.publish(makeEvent('tool.requested', requested, by))
  const missed: string[] = []
  const orMissed = async (waiting: Promise<void>) => {
    await waiting.catch((error: unknown) => {
      if (!(error instanceof NotInTime)) throw error
      missed.push(error.message)
    })
  }
  await orMissed(isKilled(patienceMs))
  const met = missed.length === 0 ? faultsOf(plan) : []
  // What the scene asked before the wish is not the answer.
  const isAnswered = () =>
    told(scene, 'tool.completed').some((one) => one.toolCallId === toolCallId && one.outcome.status !== 'unknown')
  await orMissed(until(patienceMs, `${callId} is told how its ${wishing.tool} ended`, isAnswered))
  await journalAnswers(scene)
  const at = stamp(world.clock.now())
  const call = { callId, lineId: line.id, callSid: `CA-${callId}`, startedAt: at, endedAt: at } as const
  await bus.publish(makeEvent('call.ended', { ...call, reason: 'caller-hung-up', recording: 'none' }, by))
  disarm(world)
  const isRight = async () => (await audit(scene, wishing)).details.length === 0
  await orMissed(until(patienceMs, `${callId} comes right behind the call`, isRight))
  return { met, missed }
}
