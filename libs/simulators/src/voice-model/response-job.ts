import { type Conversation, type Entry, entryOf } from './conversation.ts'
import { newId } from './ids.ts'
import type { Modality, SessionConfig, Voice } from './session-config.ts'
import type { Usage } from './usage.ts'
import type { ResponseParameters } from './wire/client-events.ts'
import type { Item } from './wire/item.ts'

export type CancelReason = 'turn_detected' | 'client_cancelled'

export type Ending =
  | { readonly status: 'completed' }
  | { readonly status: 'cancelled'; readonly reason: CancelReason }
  | { readonly status: 'incomplete'; readonly reason: 'max_output_tokens' }
  | {
      readonly status: 'failed'
      readonly error: { readonly type: string; readonly code: string; readonly message: string }
    }

/** One response in the making: the session's configuration with what was asked for this response alone. */
export interface ResponseJob {
  readonly id: string
  /** Out of band: it leaves no trace in the conversation. */
  readonly outOfBand: boolean
  readonly instructions: string
  /** Instructions of this response alone. */
  readonly override: string | undefined
  readonly modality: Modality
  readonly voice: Voice
  readonly tools: SessionConfig['tools']
  readonly maxTokens: number | 'inf'
  readonly metadata: Readonly<Record<string, string>> | null
  readonly config: SessionConfig
  /** What it goes by, looked up when it begins to think. */
  readonly context: () => readonly Entry[]
  readonly output: Entry[]
  readonly abort: AbortController
  cancelReason: CancelReason
}

/** @throws ApiError when an item that it refers to does not exist */
export function newJob(config: SessionConfig, given: ResponseParameters, conversation: Conversation): ResponseJob {
  const input = given.input?.map((item) =>
    item.type === 'item_reference' ? conversation.find(item.id) : entryOf(item),
  )
  const choice = given.tool_choice ?? config.tool_choice
  return {
    id: newId('resp'),
    outOfBand: given.conversation === 'none',
    instructions: config.instructions,
    override: given.instructions,
    modality: given.output_modalities?.[0] ?? config.output_modalities[0] ?? 'audio',
    voice: given.audio?.output?.voice ?? config.audio.output.voice,
    tools: choice === 'none' ? [] : (given.tools ?? config.tools),
    maxTokens: given.max_output_tokens ?? config.max_output_tokens,
    metadata: given.metadata ?? null,
    config,
    context: () => input ?? conversation.entries,
    output: [],
    abort: new AbortController(),
    cancelReason: 'client_cancelled',
  }
}

/** The response as the wire shows it; without an ending, under way. */
export function responseView(job: ResponseJob, conversationId: string, ending?: Ending, usage?: Usage) {
  return {
    id: job.id,
    object: 'realtime.response',
    status: ending?.status ?? 'in_progress',
    status_details: ending ? statusDetails(ending) : null,
    output: job.output.map(({ item }): Item => item),
    conversation_id: job.outOfBand ? null : conversationId,
    metadata: job.metadata,
    audio: { output: { format: job.config.audio.output.format, voice: job.voice } },
    output_modalities: [job.modality],
    max_output_tokens: job.maxTokens,
    usage: usage ?? null,
  }
}

function statusDetails(ending: Ending) {
  if (ending.status === 'completed') return null
  if (ending.status === 'failed') return { type: ending.status, error: ending.error }
  return { type: ending.status, reason: ending.reason }
}
