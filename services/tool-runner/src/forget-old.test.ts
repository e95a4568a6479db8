import assert from 'node:assert/strict'
import { test } from 'node:test'
import { manualClock } from '@frontdesk/process/clock'
import { openLog } from '@frontdesk/process/log'
import { startForgetting } from './forget-old.ts'

const log = openLog({ service: 'test', level: 'error', destination: { write() {} } })

test('what is older than thirty days is forgotten: some at a time until there is no more, then every hour', async () => {
  const clock = manualClock('2026-11-22T18:00:00Z')
  const asked: [string, number][] = []
  const left = [200, 200, 7, 0, 0]
  const purge = async (before: string, atMost: number) => {
    asked.push([before, atMost])
    return left.shift() ?? 0
  }
  await using _forgetting = startForgetting({ purge }, { clock, log })
  await clock.advance(2_500)
  assert.deepEqual(asked, [
    ['2026-10-23T18:00:00.000Z', 200],
    ['2026-10-23T18:00:01.000Z', 200],
    ['2026-10-23T18:00:02.000Z', 200],
  ])
  await clock.advance(3_600_000)
  assert.equal(asked.length, 4)
})

test('a store that fails for a while is no reason to stop', async () => {
  const clock = manualClock()
  let asked = 0
  const purge = () => Promise.reject(new Error(`busy ${++asked}`))
  await using _forgetting = startForgetting({ purge }, { clock, log })
  await clock.advance(3_600_000)
  assert.equal(asked, 2)
})
