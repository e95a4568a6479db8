import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pricesOn } from './prices.ts'
import { usageMicros } from './spent.ts'

const prices = pricesOn('2026-11-23')
const response = {
  input_token_details: { text_tokens: 1_000, audio_tokens: 100, cached_tokens: 500 },
  output_token_details: { text_tokens: 10, audio_tokens: 100 },
}

test('a response costs its tokens, a transcription its seconds', () => {
  // 1,000 x 4.00, 100 x 32.00, 10 x 24.00, 100 x 64.00: cached tokens of an untold kind count as fresh.
  assert.equal(usageMicros('gpt-realtime-2.1', response, prices), 13_840)
  assert.equal(usageMicros('gpt-transcribe', { type: 'duration', seconds: 30 }, prices), 2_250)
})

test('what has no price is unknown, never free', () => {
  assert.equal(usageMicros('gpt-live-1', response, prices), undefined)
  assert.equal(usageMicros('gpt-live-1', { type: 'duration', seconds: 30 }, prices), undefined)
  assert.equal(usageMicros('gpt-realtime-2.1', { total_tokens: 3 }, prices), undefined)
})
