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

test('each hop has its own percentiles, over the turns that came to it', () => {
  const at = '2026-11-23T10:00:00.000Z'
  const timing = (itemId: string, hops: Record<string, number>) =>
    ({ kind: 'turn-timing', at, itemId, ms: Object.values(hops).reduce((a, b) => a + b), hops }) as const
  const journal = [
    timing('i1', { notice: 500, begin: 20, tools: 0, voice: 300, send: 1, hear: 110 }),
    timing('i2', { notice: 520, begin: 30 }),
  ]
  assert.deepEqual(latencyOf(journal).hops, [
    { hop: 'notice', turns: 2, p50Ms: 500, p95Ms: 520 },
    { hop: 'begin', turns: 2, p50Ms: 20, p95Ms: 30 },
    { hop: 'tools', turns: 1, p50Ms: 0, p95Ms: 0 },
    { hop: 'voice', turns: 1, p50Ms: 300, p95Ms: 300 },
    { hop: 'send', turns: 1, p50Ms: 1, p95Ms: 1 },
    { hop: 'hear', turns: 1, p50Ms: 110, p95Ms: 110 },
  ])
})
