import type { Line } from '@frontdesk/line'
import type { Journalled, LiveCall, Records } from '@frontdesk/records'
import { checkToolCall, type ToolName, toolCatalogue } from '@frontdesk/tools'
import { type Intent, intentOf } from './intent.ts'
import type { Asked } from './run-once.ts'
import { languageOf } from './spoken.ts'

// What a call wished for, read back from what is kept of it: for those who look into it when the request itself is gone.

export interface Wished {
  readonly asked: Asked<ToolName>
  readonly intent: Intent
  /** By whom it was asked for, as the gateway names it; the model may have asked several times. */
  readonly toolCallIds: readonly string[]
  readonly requestedAt: string
  /** The model was told an answer for good, to any of its askings. */
  readonly isAnswered: boolean
}

export interface WishedCall {
  readonly call: LiveCall
  readonly wishes: readonly Wished[]
}

/** What the model asked for that changes something, in order, each once. Undefined when nothing is kept of the call. */
export async function wishesOf(
  callId: string,
  line: Line,
  records: Pick<Records, 'calls' | 'journal'>,
): Promise<WishedCall | undefined> {
  const [call, entries] = await Promise.all([records.calls.find(callId), records.journal.read(callId)])
  if (call === undefined) return undefined
  return { call, wishes: wishesIn(entries, line, call) }
}

function wishesIn(entries: readonly Journalled[], line: Line, { callId, caller }: LiveCall): Wished[] {
  const heard = entries.findLast((entry) => entry.kind === 'notice-played')
  const around = { line, callId, caller, language: languageOf(heard?.language ?? '', line) }
  const answered = answeredIn(entries)
  const wishes = new Map<string, Wished>()
  for (const entry of entries) {
    if (entry.kind !== 'tool-requested') continue
    const checked = checkToolCall(entry.tool, JSON.stringify(entry.arguments))
    if (!checked.ok || toolCatalogue[checked.tool].effect === 'reads') continue
    const asked = { ...around, tool: checked.tool, arguments: checked.arguments as never }
    const intent = intentOf(asked)
    const before = wishes.get(intent.key) ?? {
      asked,
      intent,
      toolCallIds: [],
      requestedAt: entry.at,
      isAnswered: false,
    }
    const isAnswered = before.isAnswered || answered.has(entry.toolCallId)
    wishes.set(intent.key, { ...before, toolCallIds: [...before.toolCallIds, entry.toolCallId], isAnswered })
  }
  return [...wishes.values()]
}

/** Askings that were answered while somebody listened, and not by "nobody knows". */
function answeredIn(entries: readonly Journalled[]): ReadonlySet<string> {
  const answers = entries.filter((entry) => entry.kind === 'tool-answered')
  return new Set(answers.filter(({ status }) => status !== 'unknown' && status !== 'late').map((one) => one.toolCallId))
}

/** The asking as the journal names it: a gateway that took the call over adds to the name when it asks again. */
export const isAskedAs = (toolCallId: string, { toolCallIds }: Wished): boolean =>
  toolCallIds.some((one) => toolCallId === one || toolCallId.startsWith(`${one}~`))
