import type { Delivery } from '@frontdesk/bus'
import { catalogue, type DataOf, makeEvent } from '@frontdesk/events'
import { stamp } from '@frontdesk/process/clock'
import type { Records, Settled } from '@frontdesk/records'
import { TooLate, tooLate } from './answers.ts'
import { publisher } from './publisher.ts'
import type { ToolRunner } from './run-tool.ts'
import type { RunnerParts } from './tool.ts'
import { isAskedAs, type Wished, wishesOf } from './wishes.ts'

// Whoever was told that nobody knows yet is told once it is known: while the call lasts by the gateway, which says so; after it
// by what after-call.ts does. Our own word that nobody knows is what sets us looking, so that it outlives our death.

export interface LateParts extends RunnerParts {
  readonly records: RunnerParts['records'] & Pick<Records, 'journal' | 'calls'>
}

const maxAttempts = catalogue['tool.completed'].retry.maxAttempts

/** Looks up what was unknown, and tells. @throws when it still is: the bus brings the event again */
export async function answerLate(
  told: DataOf<'tool.completed'>,
  { attempt, signal }: Delivery,
  parts: LateParts,
  runner: ToolRunner,
): Promise<void> {
  const { callId, lineId, toolCallId, tool, outcome } = told
  const line = parts.lines.get(lineId)
  if (outcome.status !== 'unknown' || line === undefined) return
  try {
    const wished = (await wishesOf(callId, line, parts.records))?.wishes.find((one) => isAskedAs(toolCallId, one))
    // The gateway writes its journal behind its speaking: the entry may be on its way.
    if (wished === undefined) throw new NotJournalled()
    const found = await settledOrNot(wished, runner, signal)
    await publishAnswer({ ...told, ...found }, parts)
    parts.log.info('what was unknown is known', { callId, tool, toolCallId, status: found.outcome.status })
  } catch (error) {
    if (attempt < maxAttempts) throw error
    parts.log.warn('what is unknown stays so until the call is over', { callId, tool, toolCallId, error })
  }
}

/** The wish may still be repeated: one that was not begun stays open. @throws while it is unknown */
async function settledOrNot({ asked }: Wished, runner: ToolRunner, signal: AbortSignal): Promise<Settled> {
  try {
    return await runner.lookUp(asked, signal)
  } catch (error) {
    if (error instanceof TooLate) return { outcome: tooLate, effects: [] }
    throw error
  }
}

type Told = Omit<DataOf<'tool.completed'>, 'startedAt' | 'completedAt' | 'effects'> & Settled

/** Tells the gateway that holds the call, or held it. The same answer told again is one to the bus and to the gateway. */
export async function publishAnswer(told: Told, { bus, clock }: Pick<LateParts, 'bus' | 'clock'>): Promise<void> {
  const { callId, lineId, gateway, toolCallId, tool, outcome, effects } = told
  const at = clock.now()
  const data = { callId, lineId, gateway, toolCallId, tool, outcome, effects: [...effects] }
  const times = { startedAt: stamp(at), completedAt: stamp(at) }
  await bus.publish(makeEvent('tool.completed', { ...data, ...times }, { by: publisher, at }))
}

class NotJournalled extends Error {
  override readonly name = 'NotJournalled'
  constructor() {
    super('the journal does not hold yet what was asked for')
  }
}
