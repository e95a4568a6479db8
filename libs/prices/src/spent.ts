import { type RealtimeTokens, readUsage, type TokenKind, tokenKindNames } from './model-usage.ts'
import type { PriceTable, RealtimeRates } from './prices.ts'

/** What one token of each kind costs, in micros. */
export const pricePerToken = (rates: RealtimeRates): Readonly<Record<TokenKind, number>> => ({
  inputText: rates.text.input,
  cachedText: rates.text.cached,
  inputAudio: rates.audio.input,
  cachedAudio: rates.audio.cached,
  inputImage: rates.image.input,
  cachedImage: rates.image.cached,
  outputText: rates.text.output,
  outputAudio: rates.audio.output,
})

/** What one response cost by its kinds of tokens, in micros; undefined when the model's prices are unknown. */
export function responseMicros(
  model: string,
  tokens: RealtimeTokens,
  prices: PriceTable,
): Record<TokenKind, number> | undefined {
  const rates = prices.realtimePerToken.get(model)
  if (rates === undefined) return undefined
  const price = pricePerToken(rates)
  return Object.fromEntries(tokenKindNames.map((kind) => [kind, tokens[kind] * price[kind]])) as Record<
    TokenKind,
    number
  >
}

/** What raw usage of a model cost, in micros, not rounded; undefined when no price is known for it (I10). */
export function usageMicros(model: string, raw: unknown, prices: PriceTable): number | undefined {
  const usage = readUsage(raw)
  if (usage.kind === 'unpriced') return undefined
  if (usage.kind === 'transcription') {
    const perMinute = prices.transcriptionPerMinute.get(model)
    return perMinute === undefined ? undefined : (usage.seconds / 60) * perMinute
  }
  const byKind = responseMicros(model, usage.tokens, prices)
  return byKind && Object.values(byKind).reduce((total, micros) => total + micros, 0)
}
