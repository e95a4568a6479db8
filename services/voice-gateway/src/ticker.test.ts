import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { manualClock } from '@frontdesk/process/clock'
import { ticker } from './ticker.ts'

describe('a shared ticker', () => {
  it('ticks for everybody who is there, on one timer, and on none when nobody is', async () => {
    const clock = manualClock()
    const shared = ticker(clock, 100)
    assert.equal(clock.waiting, 0)
    const told: string[] = []
    const a = shared.add((atMs) => told.push(`a${atMs}`))
    const b = shared.add((atMs) => told.push(`b${atMs}`))
    assert.equal(clock.waiting, 1)
    await clock.advance(100)
    a[Symbol.dispose]()
    await clock.advance(100)
    b[Symbol.dispose]()
    assert.deepEqual(told, ['a100', 'b100', 'b200'])
    assert.equal(clock.waiting, 0)
  })

  it('tells that a tick comes late', async () => {
    const clock = manualClock()
    let awayMs = 0
    const late = { after: clock.after, monotonicMs: () => clock.monotonicMs() + awayMs }
    const told: [number, boolean][] = []
    ticker(late, 100).add((atMs, isLate) => told.push([atMs, isLate]))
    await clock.advance(100)
    awayMs = 3_000
    await clock.advance(100)
    await clock.advance(100)
    assert.deepEqual(told, [
      [100, false],
      [3_200, true],
      [3_300, false],
    ])
  })
})
