import type { EventOf } from '@frontdesk/events'
import type { JournalEntry } from '@frontdesk/records'
import { type Desk, momentOf } from './desk.ts'
import { askedFor } from './session/running/ask-tool.ts'

/**
 * Takes the answers of tools that were addressed to this gateway to the conversation that asked. Where nobody talks, because
 * the call is over or between two streams, the answer goes to the journal: a session that is rebuilt finds it there.
 */
export function subscribeToToolAnswers(desk: Desk): Promise<AsyncDisposable> {
  const { gatewayId } = desk
  return desk.bus.subscribe(
    { name: `results-${gatewayId}`, topic: 'tool-results', filter: { gateway: gatewayId }, expiresAfterMs },
    {
      'tool.completed': async (event) => {
        const session = desk.live.get(event.data.callId)?.session
        if (session !== undefined) return session.toolCompleted(event)
        await keep(desk, event)
      },
    },
  )
}

/** An instance whose name does not come back leaves nothing behind: whoever took its calls has asked again. */
const expiresAfterMs = 86_400_000

async function keep(desk: Desk, { data }: EventOf<'tool.completed'>): Promise<void> {
  const { callId, tool, outcome, effects } = data
  const toolCallId = askedFor(data.toolCallId)
  const call = await desk.records.calls.find(callId)
  if (call === undefined) return desk.count('unknown-call')
  const journal = await desk.records.journal.read(callId)
  const output = JSON.stringify(outcome)
  if (journal.some((entry) => settles(entry, toolCallId, output))) return
  const late = call.end !== undefined
  if (late) desk.count('tool-answer-late')
  await desk.records.journal.append(callId, [
    {
      kind: 'tool-answered',
      at: momentOf(desk),
      toolCallId,
      tool,
      status: late ? 'late' : outcome.status,
      output,
      effects: effects.map((effect) => ({ ...effect })),
      tookMs: Math.max(0, Date.parse(data.completedAt) - Date.parse(data.startedAt)),
    },
  ])
}

/** An answer that is known already. What stands there as unknown was the deadline's word, and gives way to the tool's own. */
const settles = (entry: JournalEntry, toolCallId: string, output: string): boolean =>
  entry.kind === 'tool-answered' &&
  entry.toolCallId === toolCallId &&
  (entry.status !== 'unknown' || entry.output === output)
