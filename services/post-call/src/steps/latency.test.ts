import assert from 'node:assert/strict'
import { test } from 'node:test'
import { latencyOf } from './latency.ts'

const turns = (...all: number[]) =>
  all.map((ms, i) => ({ kind: 'turn-latency', at: '2026-11-23T10:00:00.000Z', itemId: `i${i}`, ms }) as const)

test('percentiles are measured values, by nearest rank', () => {
  assert.deepEqual(latencyOf(turns()), { turns: 0, p50Ms: null, p95Ms: null })
  assert.deepEqual(latencyOf(turns(700)), { turns: 1, p50Ms: 700, p95Ms: 700 })
  assert.deepEqual(latencyOf(turns(900, 500, 700, 600)), { turns: 4, p50Ms: 600, p95Ms: 900 })
  const hundred = Array.from({ length: 100 }, (_, i) => i + 1)
  assert.deepEqual(latencyOf(turns(...hundred)), { turns: 100, p50Ms: 50, p95Ms: 95 })
})
