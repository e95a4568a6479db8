import assert from 'node:assert/strict'
import { test } from 'node:test'
import { manualClock } from '@frontdesk/process/clock'
import { streamTokens } from './stream-tokens.ts'

test('a token lets its own call in, once', () => {
  const tokens = streamTokens(manualClock())
  const token = tokens.issue('CA1')
  tokens.issue('CA2')
  assert.equal(tokens.redeem('CA2', token), false)
  assert.equal(tokens.redeem('CA1', undefined), false)
  assert.equal(tokens.redeem('CA1', `${token}x`), false)
  assert.equal(tokens.redeem('CA1', token), true)
  assert.equal(tokens.redeem('CA1', token), false)
})

test('asked for twice, a token is the same until it was used', () => {
  const tokens = streamTokens(manualClock())
  const first = tokens.issue('CA1')
  assert.equal(tokens.issue('CA1'), first)
  assert.equal(tokens.redeem('CA1', first), true)
  assert.notEqual(tokens.issue('CA1'), first)
})

test('a token is void after a minute', async () => {
  const clock = manualClock()
  const tokens = streamTokens(clock)
  const token = tokens.issue('CA1')
  await clock.advance(60_000)
  assert.equal(tokens.redeem('CA1', token), false)
})
