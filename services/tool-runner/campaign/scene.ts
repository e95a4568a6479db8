import { type DataOf, type EventName, type FrontdeskEvent, nameOf } from '@frontdesk/events'
import type { Line } from '@frontdesk/line'
import { stamp } from '@frontdesk/process/clock'
import type { ToolName } from '@frontdesk/tools'
import type { LateParts } from '../src/late-answers.ts'
import { request, type World } from '../test/world.ts'
import { boundariesIn } from './boundaries.ts'
import { Life } from './life.ts'
import { calendarOf, lineOf } from './lines.ts'
import { type Mutant, mutated } from './mutants.ts'

/** One call in a world that it has to itself for a while: its own line, calendar and caller, so that nothing of it is another's. */
export interface Scene {
  readonly world: World
  readonly line: Line
  readonly calendarId: string
  readonly callId: string
  readonly caller: string
  readonly published: FrontdeskEvent[]
  readonly mutant: Mutant | undefined
}

export type Requested = DataOf<'tool.requested'>

/** Of so many seeds each has a number and a calendar of its own. */
export const mostSeeds = 10_000

export function openScene(world: World, seed: number, mutant?: Mutant): Scene {
  const caller = `+491511${String(seed).padStart(7, '0')}`
  const scene = { world, line: lineOf(seed), calendarId: calendarOf(seed), callId: `call-${seed}`, caller }
  return { ...scene, published: [], mutant }
}

/** The runner's parts as one life of it sees them. */
export function partsOf({ world, line, published, mutant }: Scene, life: Life = new Life()): LateParts {
  const { parts, records } = world
  const publish = async (event: FrontdeskEvent) => {
    if (!published.some(({ id }) => id === event.id)) published.push(event)
  }
  const its = boundariesIn(life)
  return {
    ...parts,
    bus: its.bus({ publish }),
    records: its.records({ ...records, ledger: mutated(records.ledger, mutant) }),
    vendors: its.vendors(parts.vendors),
    lines: new Map([[line.id, line]]),
    clock: life.on(parts.clock),
  }
}

/** What the gateway publishes when the model asks. */
export const asking = (
  { world, line, callId, caller }: Scene,
  tool: ToolName,
  args: Record<string, unknown>,
  more: { toolCallId: string; withinMs: number },
): Requested => request(world, tool, args, { callId, lineId: line.id, caller, ...more })

/** What the gateway keeps of the call and of what the model asked for. */
export async function journalled(scene: Scene, requests: readonly Requested[]): Promise<void> {
  const { records, clock } = scene.world
  const { callId, caller, line } = scene
  const at = stamp(clock.now())
  const call = { callId, lineId: line.id, callSid: `CA-${callId}`, caller, called: line.number, startedAt: at }
  await records.calls.admit({ ...call, gateway: 'gateway-1', heartbeatAt: at, recording: 'none' })
  await records.journal.append(
    callId,
    requests.map(({ toolCallId, tool, arguments: args }) => ({
      ...({ kind: 'tool-requested', at, toolCallId, tool, arguments: args } as const),
    })),
  )
}

/** The gateway notes the answers that came, as it hears them. */
export async function journalAnswers(scene: Scene): Promise<void> {
  const { records, clock } = scene.world
  const at = stamp(clock.now())
  const answers = told(scene, 'tool.completed')
  await records.journal.append(
    scene.callId,
    answers.map(({ toolCallId, tool, outcome, effects }) => ({
      ...({ kind: 'tool-answered', at, toolCallId, tool, status: outcome.status, tookMs: 1 } as const),
      ...{ output: JSON.stringify(outcome), effects: effects.map((effect) => ({ ...effect })) },
    })),
  )
}

export const told = <N extends EventName>({ published }: Scene, name: N): DataOf<N>[] =>
  published.filter((event) => nameOf(event) === name).map(({ data }) => data as DataOf<N>)
