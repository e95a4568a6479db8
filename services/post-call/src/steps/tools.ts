import { effectSchema } from '@frontdesk/events'
import { type CallRecord, type Effect, effectsOf, type Intent, type JournalEntry } from '@frontdesk/records'

export type ToolUse = CallRecord['tools'][number]

type Requested = Extract<JournalEntry, { kind: 'tool-requested' }>
type Answered = Extract<JournalEntry, { kind: 'tool-answered' }>

/**
 * What the agent asked for and what became of it. The journal holds what the model was told in time; where that was "not yet",
 * "unknown" or nothing, the ledger knows better. It does not know the model's ids: of intents of one tool that no answer
 * accounts for, the first is taken for the first request that is open.
 */
export function toolUses(journal: readonly JournalEntry[], intents: readonly Intent[]): ToolUse[] {
  const answers = new Map<string, Answered>()
  for (const entry of journal) if (entry.kind === 'tool-answered') answers.set(entry.toolCallId, entry)
  const requests = new Map<string, Requested>()
  for (const entry of journal)
    if (entry.kind === 'tool-requested' && !requests.has(entry.toolCallId)) requests.set(entry.toolCallId, entry)

  const told = new Set([...answers.values()].filter(isFinal).flatMap((answer) => effectsIn(answer).map(nameOf)))
  const open = intents.filter((intent) => !isAccountedFor(intent, told, [...answers.values()]))
  return [...requests.values()].map((request) => {
    const answer = answers.get(request.toolCallId)
    if (answer !== undefined && isFinal(answer))
      return toolUse(request, answer.status, answer.tookMs, effectsIn(answer))
    const found = open.findIndex((intent) => intent.tool === request.tool)
    const [intent] = found < 0 ? [] : open.splice(found, 1)
    const status = intent?.outcome?.status ?? answer?.status ?? 'unanswered'
    return toolUse(request, status, answer?.tookMs ?? null, intent === undefined ? [] : effectsOf(intent))
  })
}

const isFinal = ({ status }: Answered): boolean => status === 'succeeded' || status === 'failed' || status === 'refused'

/** By its effects; an intent without any, by an answer of its tool that has none either. */
function isAccountedFor(intent: Intent, told: ReadonlySet<string>, answers: readonly Answered[]): boolean {
  const effects = effectsOf(intent)
  if (effects.length > 0) return effects.some((effect) => told.has(nameOf(effect)))
  return answers.some((answer) => answer.tool === intent.tool && isFinal(answer) && answer.effects.length === 0)
}

const nameOf = ({ vendor, reference }: Effect): string => `${vendor} ${reference}`

const effectsIn = (answer: Answered): Effect[] =>
  answer.effects.flatMap((effect) => {
    const parsed = effectSchema.safeParse(effect)
    return parsed.success ? [parsed.data] : []
  })

function toolUse(request: Requested, status: string, tookMs: number | null, effects: Effect[]): ToolUse {
  const { tool, toolCallId, at, arguments: args } = request
  return { tool, toolCallId, at, arguments: args, status, tookMs, effects }
}
