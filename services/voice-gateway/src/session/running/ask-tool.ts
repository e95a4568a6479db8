import type { Bus } from '@frontdesk/bus'
import { makeEvent } from '@frontdesk/events'
import { type Clock, stamp } from '@frontdesk/process/clock'
import type { CallFacts } from '../call.ts'
import type { Effect } from '../effect.ts'

export type AskTool = Extract<Effect, { do: 'ask-tool' }>

/** Publishes what the model asked for. Resolves when the bus keeps it. @throws what the bus throws */
export async function askTool(
  ask: AskTool,
  call: CallFacts,
  { bus, clock }: { readonly bus: Pick<Bus, 'publish'>; readonly clock: Pick<Clock, 'now'> },
): Promise<void> {
  const now = clock.now()
  const event = makeEvent(
    'tool.requested',
    {
      callId: call.callId,
      lineId: call.line.id,
      gateway: call.gateway,
      toolCallId: ask.toolCallId,
      tool: ask.tool,
      arguments: ask.arguments,
      caller: call.caller,
      language: ask.language,
      requestedAt: stamp(now),
      deadlineAt: stamp(now.add({ milliseconds: ask.deadlineMs })),
    },
    { by: call.gateway, at: now },
  )
  await bus.publish(event)
}
