import { ApiError, invalidValue } from './api-error.ts'
import { realtimeModels } from './models.ts'
import type { FunctionTool, SessionUpdate } from './wire/session-schema.ts'

type Given<T> = NonNullable<T>
type GivenAudio = Given<SessionUpdate['audio']>
type GivenInput = Given<GivenAudio['input']>
export type Modality = 'audio' | 'text'
export type Format = { readonly type: 'audio/pcmu' } | { readonly type: 'audio/pcm'; readonly rate: 24000 }
export type Voice = Given<Given<GivenAudio['output']>['voice']>

export type TurnDetection =
  | {
      readonly type: 'server_vad'
      readonly threshold: number
      readonly prefix_padding_ms: number
      readonly silence_duration_ms: number
      readonly idle_timeout_ms: null
      readonly create_response: boolean
      readonly interrupt_response: boolean
    }
  | {
      readonly type: 'semantic_vad'
      readonly eagerness: 'low' | 'medium' | 'high' | 'auto'
      readonly create_response: boolean
      readonly interrupt_response: boolean
    }

/** What a session goes by, as `session.created` and `session.updated` show it. */
export interface SessionConfig {
  readonly type: 'realtime'
  readonly object: 'realtime.session'
  readonly id: string
  readonly model: string
  readonly expires_at: number
  readonly output_modalities: readonly Modality[]
  readonly instructions: string
  readonly audio: {
    readonly input: {
      readonly format: Format
      readonly transcription: Given<GivenInput['transcription']> | null
      readonly noise_reduction: Given<GivenInput['noise_reduction']> | null
      readonly turn_detection: TurnDetection | null
    }
    readonly output: { readonly format: Format; readonly voice: Voice; readonly speed: number }
  }
  readonly tools: readonly FunctionTool[]
  readonly tool_choice: 'auto' | 'none'
  readonly max_output_tokens: number | 'inf'
  readonly truncation: Given<SessionUpdate['truncation']>
  readonly tracing: Given<SessionUpdate['tracing']> | null
  readonly include: readonly string[] | null
  readonly prompt: null
  readonly reasoning?: { readonly effort: string }
  readonly parallel_tool_calls?: boolean
}

type ServerVad = Extract<TurnDetection, { type: 'server_vad' }>
type SemanticVad = Extract<TurnDetection, { type: 'semantic_vad' }>

const serverVad: ServerVad = {
  type: 'server_vad',
  threshold: 0.5,
  prefix_padding_ms: 300,
  silence_duration_ms: 500,
  idle_timeout_ms: null,
  create_response: true,
  interrupt_response: true,
}
const semanticVad: SemanticVad = {
  type: 'semantic_vad',
  eagerness: 'auto',
  create_response: true,
  interrupt_response: true,
}

export function openingConfig(id: string, model: string, expiresAtMs: number): SessionConfig {
  const format = { type: 'audio/pcm', rate: 24000 } as const
  return {
    type: 'realtime',
    object: 'realtime.session',
    id,
    model,
    expires_at: Math.floor(expiresAtMs / 1000),
    output_modalities: ['audio'],
    instructions: 'You are a friendly assistant on the telephone. Be brief and helpful.',
    audio: {
      input: { format, transcription: null, noise_reduction: null, turn_detection: serverVad },
      output: { format, voice: 'marin', speed: 1 },
    },
    tools: [],
    tool_choice: 'auto',
    max_output_tokens: 'inf',
    truncation: 'auto',
    tracing: null,
    include: null,
    prompt: null,
    ...(realtimeModels[model]?.reasons ? { reasoning: { effort: 'low' }, parallel_tool_calls: true } : {}),
  }
}

/**
 * The configuration after an update. `hasSpoken`: the model's voice was heard, and stays.
 * @throws ApiError for what may not change
 */
export function updatedConfig(config: SessionConfig, update: SessionUpdate, hasSpoken: boolean): SessionConfig {
  refuseFixed(config, update, hasSpoken)
  const { audio, reasoning, parallel_tool_calls } = update
  return {
    ...config,
    ...present({
      output_modalities: update.output_modalities,
      instructions: update.instructions,
      tools: update.tools,
      tool_choice: update.tool_choice,
      max_output_tokens: update.max_output_tokens,
      truncation: update.truncation,
      tracing: update.tracing,
      include: update.include,
    }),
    audio: {
      input: { ...config.audio.input, ...present({ ...audio?.input, turn_detection: turnDetection(audio?.input) }) },
      output: { ...config.audio.output, ...present({ ...audio?.output }) },
    },
    ...present({ parallel_tool_calls }),
    ...(reasoning?.effort ? { reasoning: { effort: reasoning.effort } } : {}),
  }
}

function refuseFixed(config: SessionConfig, update: SessionUpdate, hasSpoken: boolean): void {
  if (update.model !== undefined && update.model !== config.model) {
    throw invalidValue('The model of a session cannot be changed.', 'session.model')
  }
  const voice = update.audio?.output?.voice
  if (hasSpoken && voice !== undefined && JSON.stringify(voice) !== JSON.stringify(config.audio.output.voice)) {
    throw new ApiError(
      'cannot_update_voice',
      'Cannot update a conversation’s voice if assistant audio is present.',
      'session.audio.output.voice',
    )
  }
  if (config.tracing !== null && update.tracing !== undefined) {
    throw invalidValue('Tracing cannot be changed once it is enabled.', 'session.tracing')
  }
  const reasons = realtimeModels[config.model]?.reasons === true
  for (const name of ['reasoning', 'parallel_tool_calls'] as const) {
    if (!reasons && update[name] !== undefined) {
      throw invalidValue(`'${name}' is not supported by ${config.model}.`, `session.${name}`)
    }
  }
}

function turnDetection(input: GivenInput | undefined): TurnDetection | null | undefined {
  const given = input?.turn_detection
  if (!given) return given
  if (given.type === 'semantic_vad') {
    const { eagerness, create_response, interrupt_response } = given
    return { ...semanticVad, ...present({ eagerness, create_response, interrupt_response }) }
  }
  const { type: _, ...settings } = given
  return { ...serverVad, ...present(settings) }
}

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> }

/** What was left out stays as it is. */
function present<T extends object>(values: T): Present<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Present<T>
}
