import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { manualClock } from '@frontdesk/process/clock'
import { silentLog } from '@frontdesk/process/log'
import type { CallRecord, Records } from '@frontdesk/records'
import type { Finished } from './finish-call.ts'
import { defaultPostCallSettings } from './settings.ts'
import { startSweep } from './sweep.ts'

/** Of the records only `unfinished` is asked. */
function recordsWith(unfinished: Set<string>) {
  const calls = { unfinished: async () => [...unfinished].map((callId) => ({ callId }) as CallRecord) }
  return { calls } as unknown as Records
}

function sweeping(unfinished: Set<string>, finish: (callId: string) => Promise<Finished>) {
  const clock = manualClock()
  const tries: [string, number][] = []
  const records = recordsWith(unfinished)
  const desk = { records, clock, log: silentLog, settings: defaultPostCallSettings }
  const sweep = startSweep(desk, (callId) => {
    tries.push([callId, Math.round(clock.monotonicMs() / 1_000)])
    return finish(callId)
  })
  return { clock, tries, [Symbol.asyncDispose]: () => sweep[Symbol.asyncDispose]() }
}

describe('the sweep', () => {
  test('tries what it finds at the start at once, then less and less often', async () => {
    const unfinished = new Set(['a'])
    await using swept = sweeping(unfinished, async () => 'waiting')
    const { clock, tries } = swept
    await clock.advance(180_000)
    // Every 5 s is looked; the waits are 5, 15, 30 and then 60 s.
    assert.deepEqual(
      tries.map(([, atS]) => atS),
      [0, 5, 20, 50, 110, 170],
    )
  })

  test('gives a new call its time, and forgets one that is done', async () => {
    const unfinished = new Set<string>()
    await using swept = sweeping(unfinished, async (callId) => {
      unfinished.delete(callId)
      return 'done'
    })
    const { clock, tries } = swept
    await clock.advance(4_000)
    unfinished.add('b')
    await clock.advance(60_000)
    assert.deepEqual(tries, [['b', 10]])
  })

  test('goes on with what failed though its record is done, and not for ever', async () => {
    const unfinished = new Set(['a'])
    await using swept = sweeping(unfinished, async () => {
      unfinished.delete('a')
      throw new Error('the trace was not taken')
    })
    const { clock, tries } = swept
    await clock.advance(3_600_000)
    assert.equal(tries.length, 12)
  })

  test('does not wait for one call before it tries another', async () => {
    const unfinished = new Set(['slow', 'quick'])
    const hanging = Promise.withResolvers<Finished>()
    await using swept = sweeping(unfinished, async (callId) => (callId === 'slow' ? hanging.promise : 'waiting'))
    await swept.clock.advance(60_000)
    assert.equal(swept.tries.filter(([callId]) => callId === 'slow').length, 1)
    assert.ok(swept.tries.length > 3)
    hanging.resolve('done')
  })
})
