import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { manualClock, stamp, systemClock } from './clock.ts'

test('a stamp is in UTC with milliseconds', () => {
  assert.equal(stamp(Temporal.Instant.from('2026-11-22T19:00:00+01:00')), '2026-11-22T18:00:00.000Z')
})

describe('the manual clock', () => {
  test('fires what falls due in order, and what was set meanwhile', async () => {
    const clock = manualClock()
    const fired: string[] = []
    clock.after(30, () => fired.push(`third at ${clock.monotonicMs()}`))
    clock.after(10, () => {
      fired.push('first')
      clock.after(10, () => fired.push(`second at ${clock.monotonicMs()}`))
    })
    clock.after(31, () => fired.push('too late'))
    await clock.advance(30)
    assert.deepEqual(fired, ['first', 'second at 20', 'third at 30'])
    assert.equal(clock.waiting, 1)
    assert.equal(stamp(clock.now()), '2026-11-22T18:00:00.030Z')
  })

  test('lets a loop that sleeps come round as often as time allows', async () => {
    const clock = manualClock()
    let rounds = 0
    const stop = new AbortController()
    const loop = (async () => {
      for (;;) {
        await clock.sleep(100, stop.signal)
        rounds++
      }
    })()
    await clock.advance(1_000)
    assert.equal(rounds, 10)
    stop.abort(new Error('enough'))
    await assert.rejects(loop, /enough/)
    assert.equal(clock.waiting, 0)
  })

  test('forgets a timer that is disposed', async () => {
    const clock = manualClock()
    {
      using _timer = clock.after(10, () => assert.fail('fired'))
    }
    await clock.advance(20)
  })
})

describe('the system clock', () => {
  test('fires once, in no less than the time asked for', async () => {
    const startedMs = systemClock.monotonicMs()
    await new Promise<void>((resolve) => systemClock.after(5, resolve))
    assert.ok(systemClock.monotonicMs() - startedMs >= 4)
  })

  test('does not sleep when the signal is aborted, and wakes when it becomes so', async () => {
    await assert.rejects(systemClock.sleep(60_000, AbortSignal.abort(new Error('before'))), /before/)
    const stop = new AbortController()
    const sleeping = systemClock.sleep(60_000, stop.signal)
    stop.abort(new Error('meanwhile'))
    await assert.rejects(sleeping, /meanwhile/)
  })
})
