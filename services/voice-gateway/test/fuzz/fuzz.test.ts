import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fuzz } from './fuzz.ts'

test('two thousand malformed messages on both sockets and all webhooks harm nobody', { timeout: 120_000 }, async () => {
  const { framesUnharmed } = await fuzz({ seed: 1, messages: 2_000 })
  assert.ok(framesUnharmed > 50)
})
