import { z } from 'zod'
import { transcriptionModels, voiceNames } from '../models.ts'

/** The one format that this simulator speaks. The others are refused by name rather than garbled. */
const mulaw = z.strictObject({
  type: z.literal('audio/pcmu', {
    error: (issue) =>
      ['audio/pcm', 'audio/pcma'].includes(String(issue.input))
        ? 'this simulator speaks audio/pcmu only'
        : "supported values are: 'audio/pcm', 'audio/pcmu', and 'audio/pcma'",
  }),
})

const language = z.string().min(2)
const transcription = z
  .strictObject({
    model: z.string().refine((name) => transcriptionModels[name]?.live === true, 'no such transcription model'),
    language: language.optional(),
    languages: z.array(language).optional(),
    prompt: z.string().optional(),
    keywords: z.array(z.string()).optional(),
    delay: z.enum(['minimal', 'low', 'medium', 'high', 'xhigh']).optional(),
  })
  .superRefine((value, context) => {
    const refuse = (key: string, message: string) => context.addIssue({ code: 'custom', path: [key], message })
    const hints = transcriptionModels[value.model]?.hints
    if (value.languages && hints !== 'languages') refuse('languages', `${value.model} takes 'language' instead`)
    if (value.keywords && hints !== 'languages') refuse('keywords', `${value.model} takes no keywords`)
    if (value.language && value.languages) refuse('language', "give either 'language' or 'languages'")
    if (value.delay && value.model !== 'gpt-realtime-whisper') refuse('delay', `${value.model} takes no delay`)
  })

const reactions = { create_response: z.boolean().optional(), interrupt_response: z.boolean().optional() }
const turnDetection = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('server_vad'),
    threshold: z.number().min(0).max(1).optional(),
    prefix_padding_ms: z.int().min(0).max(5_000).optional(),
    silence_duration_ms: z.int().min(100).max(10_000).optional(),
    idle_timeout_ms: z.null('this simulator never times a caller out').optional(),
    ...reactions,
  }),
  z.strictObject({
    type: z.literal('semantic_vad'),
    eagerness: z.enum(['low', 'medium', 'high', 'auto']).optional(),
    ...reactions,
  }),
])

const functionTool = z.strictObject({
  type: z.literal('function', 'this simulator has function tools only'),
  name: z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/, 'must be 1 to 64 letters, digits, _ or -'),
  description: z.string().optional(),
  parameters: z.record(z.string(), z.unknown()).optional(),
})
export type FunctionTool = z.infer<typeof functionTool>

const modalities = z.array(z.enum(['audio', 'text'])).length(1, "supported combinations are: ['audio'] and ['text']")
const voice = z.union([z.enum(voiceNames), z.strictObject({ id: z.string().startsWith('voice_') })])
const maxTokens = z.union([z.int().min(1).max(4096), z.literal('inf')])
const toolChoice = z.enum(['auto', 'none'], "this simulator knows 'auto' and 'none'")
const reasoning = z.strictObject({ effort: z.enum(['minimal', 'low', 'medium', 'high', 'xhigh']).optional() })
const noPrompt = z.null('hosted prompts have been shut down').optional()

const tracing = z.union([
  z.literal('auto'),
  z.null(),
  z.strictObject({
    workflow_name: z.string().optional(),
    group_id: z.string().optional(),
    metadata: z.record(z.string(), z.unknown()).optional(),
  }),
])

const truncation = z.union([
  z.enum(['auto', 'disabled']),
  z.strictObject({
    type: z.literal('retention_ratio'),
    retention_ratio: z.number().min(0).max(1),
    token_limits: z.strictObject({ post_instructions: z.int().min(0).optional() }).optional(),
  }),
])

/** `session` of a `session.update`: what is absent stays as it is. */
export const sessionUpdateSchema = z.strictObject({
  type: z.literal('realtime', "supported values are: 'realtime' (this simulator has no transcription sessions)"),
  model: z.string().optional(),
  output_modalities: modalities.optional(),
  instructions: z.string().optional(),
  audio: z
    .strictObject({
      input: z
        .strictObject({
          format: mulaw.optional(),
          transcription: transcription.nullable().optional(),
          noise_reduction: z
            .strictObject({ type: z.enum(['near_field', 'far_field']), strength: z.number().optional() })
            .nullable()
            .optional(),
          turn_detection: turnDetection.nullable().optional(),
        })
        .optional(),
      output: z
        .strictObject({
          format: mulaw.optional(),
          voice: voice.optional(),
          speed: z.number().min(0.25).max(1.5).optional(),
        })
        .optional(),
    })
    .optional(),
  tools: z.array(functionTool).optional(),
  tool_choice: toolChoice.optional(),
  parallel_tool_calls: z.boolean().optional(),
  reasoning: reasoning.optional(),
  max_output_tokens: maxTokens.optional(),
  truncation: truncation.optional(),
  tracing: tracing.optional(),
  include: z.array(z.literal('item.input_audio_transcription.logprobs')).nullable().optional(),
  prompt: noPrompt,
})
export type SessionUpdate = z.infer<typeof sessionUpdateSchema>

const metadata = z
  .record(z.string().max(64, 'a key may have 64 characters'), z.string().max(512, 'a value may have 512 characters'))
  .refine((pairs) => Object.keys(pairs).length <= 16, 'at most 16 pairs')

/** `response` of a `response.create`, but for `input`. */
export const responseSettings = {
  conversation: z.enum(['auto', 'none']).optional(),
  instructions: z.string().optional(),
  output_modalities: modalities.optional(),
  audio: z
    .strictObject({ output: z.strictObject({ format: mulaw.optional(), voice: voice.optional() }).optional() })
    .optional(),
  tools: z.array(functionTool).optional(),
  tool_choice: toolChoice.optional(),
  max_output_tokens: maxTokens.optional(),
  metadata: metadata.nullable().optional(),
  reasoning: reasoning.optional(),
  parallel_tool_calls: z.boolean().optional(),
  prompt: noPrompt,
}
