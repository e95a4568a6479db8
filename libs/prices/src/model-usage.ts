import { z } from 'zod'

const count = z.number().nonnegative().default(0)
const perKind = z.object({ text_tokens: count, audio_tokens: count, image_tokens: count })

/**
 * Usage as OpenAI tells it. Of a response: tokens by kind, the cached ones a part of the input (its `response.usage`). Of the
 * transcription of a caller's words: seconds, or tokens without a price of their own.
 */
const responseUsage = z.object({
  input_token_details: perKind.extend({
    cached_tokens: count,
    cached_tokens_details: perKind.optional(),
  }),
  output_token_details: z.object({ text_tokens: count, audio_tokens: count }),
})
const spokenSeconds = z.object({ type: z.literal('duration'), seconds: z.number().nonnegative() })
const total = z.object({ total_tokens: count })

/** Tokens by what they are priced as; no token is in two of them. */
export interface RealtimeTokens {
  readonly inputText: number
  readonly inputAudio: number
  readonly inputImage: number
  readonly cachedText: number
  readonly cachedAudio: number
  readonly cachedImage: number
  readonly outputText: number
  readonly outputAudio: number
}

export type Usage =
  | { readonly kind: 'response'; readonly tokens: RealtimeTokens }
  | { readonly kind: 'transcription'; readonly seconds: number }
  /** Told in a way that no price is known for. */
  | { readonly kind: 'unpriced'; readonly tokens: number }

export function readUsage(raw: unknown): Usage {
  const response = responseUsage.safeParse(raw)
  if (response.success) return { kind: 'response', tokens: tokensOf(response.data) }
  const seconds = spokenSeconds.safeParse(raw)
  if (seconds.success) return { kind: 'transcription', seconds: seconds.data.seconds }
  return { kind: 'unpriced', tokens: total.catch({ total_tokens: 0 }).parse(raw).total_tokens }
}

/** Cached tokens whose kind is not told count as fresh: the cost is then too high, never too low. */
function tokensOf({ input_token_details: input, output_token_details: output }: z.infer<typeof responseUsage>) {
  const cached = input.cached_tokens_details ?? { text_tokens: 0, audio_tokens: 0, image_tokens: 0 }
  const fresh = (all: number, known: number) => Math.max(0, all - known)
  return {
    inputText: fresh(input.text_tokens, cached.text_tokens),
    inputAudio: fresh(input.audio_tokens, cached.audio_tokens),
    inputImage: fresh(input.image_tokens, cached.image_tokens),
    cachedText: cached.text_tokens,
    cachedAudio: cached.audio_tokens,
    cachedImage: cached.image_tokens,
    outputText: output.text_tokens,
    outputAudio: output.audio_tokens,
  }
}

export const tokenKinds = {
  inputText: 'text in',
  cachedText: 'text in, cached',
  inputAudio: 'audio in',
  cachedAudio: 'audio in, cached',
  inputImage: 'image in',
  cachedImage: 'image in, cached',
  outputText: 'text out',
  outputAudio: 'audio out',
} as const satisfies Record<keyof RealtimeTokens, string>
export type TokenKind = keyof RealtimeTokens
export const tokenKindNames = Object.keys(tokenKinds) as TokenKind[]
