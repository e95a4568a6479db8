import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gatewayMetrics } from './metrics.ts'

test('each hop of a turn has its histogram, and the whole where the answer was heard', async () => {
  const metrics = gatewayMetrics(() => 0)
  metrics.turn({ ms: 900, hops: { notice: 500, begin: 20, tools: 0, voice: 280, send: 0, hear: 100 } })
  metrics.turn({ ms: 520, hops: { notice: 500, begin: 20 } })
  const text = await metrics.text()
  assert.match(text, /frontdesk_turn_hop_seconds_bucket\{le="0.75",hop="notice"\} 2/)
  assert.match(text, /frontdesk_turn_hop_seconds_sum\{hop="whole"\} 0.9/)
  assert.match(text, /frontdesk_turn_hop_seconds_count\{hop="whole"\} 1/)
})
