import type { Bus } from '@frontdesk/bus'
import { makeEvent } from '@frontdesk/events'
import { type Clock, stamp } from '@frontdesk/process/clock'
import type { CallFacts } from '../call.ts'
import type { Effect } from '../effect.ts'

/**
 * A tool that was asked for by a gateway which is gone is asked for again, so that the answer comes to this one: its wish is
 * the same, and the ledger answers it without doing it twice. The request has a name of its own, or the bus would take it for
 * the first one.
 */
const askedAgain = (toolCallId: string, { gateway, journal }: CallFacts) =>
  `${toolCallId}~again-${gateway}-${journal?.length ?? 0}`

/** The model's own id of the call that an answer is for. */
export const askedFor = (toolCallId: string): string => toolCallId.replace(/~again-.*$/, '')

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
      toolCallId: ask.again === true ? askedAgain(ask.toolCallId, call) : ask.toolCallId,
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
