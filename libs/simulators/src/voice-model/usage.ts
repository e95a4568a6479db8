import type { Entry } from './conversation.ts'
import type { SessionConfig } from './session-config.ts'

interface Tokens {
  readonly text: number
  readonly audio: number
}

export interface Usage {
  readonly total_tokens: number
  readonly input_tokens: number
  readonly output_tokens: number
  readonly input_token_details: {
    readonly text_tokens: number
    readonly audio_tokens: number
    readonly image_tokens: number
    readonly cached_tokens: number
    readonly cached_tokens_details: {
      readonly text_tokens: number
      readonly audio_tokens: number
      readonly image_tokens: number
    }
  }
  readonly output_token_details: { readonly text_tokens: number; readonly audio_tokens: number }
}

const CHARACTERS_PER_TOKEN = 4
const BYTES_PER_CALLER_TOKEN = 800
const BYTES_PER_AGENT_TOKEN = 400
/** A prefix is cached from this size on, in steps of 64. */
const SHORTEST_CACHED_PREFIX = 1_024

const textTokens = (text: string) => Math.ceil(text.length / CHARACTERS_PER_TOKEN)

/** The whole conversation goes in with every response: tokens of what stands in it now. */
export function inputTokens(instructions: string, tools: SessionConfig['tools'], entries: readonly Entry[]): Tokens {
  const told = textTokens(instructions) + textTokens(JSON.stringify(tools))
  return entries.map(tokensOf).reduce((a, b) => ({ text: a.text + b.text, audio: a.audio + b.audio }), {
    text: told,
    audio: 0,
  })
}

function tokensOf({ item, audio }: Entry): Tokens {
  if (item.type === 'function_call') return { text: textTokens(item.name + item.arguments), audio: 0 }
  if (item.type === 'function_call_output') return { text: textTokens(item.output), audio: 0 }
  const text = item.content.map((part) => ('text' in part ? part.text : '')).join('')
  const bytesPerToken = item.role === 'assistant' ? BYTES_PER_AGENT_TOKEN : BYTES_PER_CALLER_TOKEN
  return { text: textTokens(text), audio: Math.ceil((audio?.length ?? 0) / bytesPerToken) }
}

/** `before`: what went in with the response before this one; as much of it as is still in front is cached. */
export function usageOf(input: Tokens, output: readonly Entry[], before: Tokens | undefined): Usage {
  const out = output.map(outputTokens).reduce((a, b) => ({ text: a.text + b.text, audio: a.audio + b.audio }), {
    text: 0,
    audio: 0,
  })
  const prefix = before && before.text + before.audio >= SHORTEST_CACHED_PREFIX ? before : { text: 0, audio: 0 }
  const cached = {
    text: inSteps(Math.min(prefix.text, input.text)),
    audio: inSteps(Math.min(prefix.audio, input.audio)),
  }
  return {
    total_tokens: input.text + input.audio + out.text + out.audio,
    input_tokens: input.text + input.audio,
    output_tokens: out.text + out.audio,
    input_token_details: {
      text_tokens: input.text,
      audio_tokens: input.audio,
      image_tokens: 0,
      cached_tokens: cached.text + cached.audio,
      cached_tokens_details: { text_tokens: cached.text, audio_tokens: cached.audio, image_tokens: 0 },
    },
    output_token_details: { text_tokens: out.text, audio_tokens: out.audio },
  }
}

const inSteps = (tokens: number) => Math.floor(tokens / 64) * 64

/** Speech comes out as audio and as its transcript. */
function outputTokens(entry: Entry): Tokens {
  const { item } = entry
  const tokens = tokensOf(entry)
  if (item.type !== 'message') return tokens
  const transcript = item.content.map((part) => ('transcript' in part ? (part.transcript ?? '') : '')).join('')
  return { ...tokens, text: tokens.text + textTokens(transcript) }
}

export type { Tokens }
