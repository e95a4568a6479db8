import type { ModelConfig } from '../voice-model.ts'

/** How long the caller must be silent before the model takes the turn as over; it tells so only then. */
export const silenceMs = 500

/**
 * The session as we want it: µ-law both ways, so that the carrier's audio passes unchanged, and speech told but not acted on:
 * when to answer and when to stop is decided by us. The same to the byte for the same config, for the prefix cache.
 */
export function sessionConfig(config: ModelConfig, transcriptionModel: string): Record<string, unknown> {
  return {
    type: 'realtime',
    output_modalities: ['audio'],
    instructions: config.instructions,
    audio: {
      input: {
        format: { type: 'audio/pcmu' },
        transcription: { model: transcriptionModel, ...languageHint(config.languages, transcriptionModel) },
        turn_detection: {
          type: 'server_vad',
          threshold: 0.5,
          prefix_padding_ms: 300,
          silence_duration_ms: silenceMs,
          create_response: false,
          interrupt_response: false,
        },
      },
      output: { format: { type: 'audio/pcmu' }, voice: config.voice },
    },
    tools: config.tools,
    tool_choice: 'auto',
    ...(config.reasoningEffort === undefined ? {} : { reasoning: { effort: config.reasoningEffort } }),
  }
}

/** The newer transcription models take several languages, the older ones at most one. */
function languageHint(languages: readonly string[], transcriptionModel: string) {
  if (/^gpt-(live-)?transcribe/.test(transcriptionModel)) return { languages }
  const [only, ...others] = languages
  return only !== undefined && others.length === 0 ? { language: only } : {}
}
