import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { manualClock } from '@frontdesk/process/clock'
import { Pulse } from './pulse.ts'

function pulse() {
  const clock = manualClock()
  const told: string[] = []
  const beating = new Pulse({
    clock,
    limits: { pingEveryMs: 1_000, silentAfterMs: 10_000, unreadAfterMs: 4_000 },
    ping: () => told.push('ping'),
    onLost: (cause) => told.push(cause),
  })
  return { clock, told, beating }
}

describe('the pulse of a socket', () => {
  it('beats as long as pings are answered', async () => {
    const { clock, told, beating } = pulse()
    for (let second = 1; second <= 60; second++) {
      await clock.advance(1_000)
      assert.deepEqual(told, Array(second).fill('ping'))
      beating.answered()
    }
    beating[Symbol.dispose]()
    assert.equal(clock.waiting, 0)
  })

  it('is lost where nothing arrives at all', async () => {
    const { clock, told } = pulse()
    await clock.advance(20_000)
    assert.equal(told.at(-1), 'silent')
    assert.equal(clock.waiting, 0)
  })

  it('is lost where pings were answered and are no more, whatever else arrives', async () => {
    const { clock, told, beating } = pulse()
    await clock.advance(1_000)
    beating.answered()
    for (let second = 2; second <= 6; second++) {
      await clock.advance(1_000)
      beating.heard()
      assert.equal(beating.unansweredMs(clock.monotonicMs()), (second - 2) * 1_000)
    }
    assert.deepEqual(told, ['ping', 'ping', 'unread'])
    assert.equal(clock.waiting, 0)
  })

  it('holds nothing against one who speaks and never answered a ping', async () => {
    const { clock, told, beating } = pulse()
    for (let second = 0; second < 60; second++) {
      await clock.advance(1_000)
      beating.heard()
    }
    assert.ok(told.every((each) => each === 'ping'))
    assert.equal(beating.unansweredMs(clock.monotonicMs()), 0)
    beating[Symbol.dispose]()
  })

  it('is not lost by our own absence', async () => {
    const clock = manualClock()
    let awayMs = 0
    const told: string[] = []
    const beating = new Pulse({
      clock: { after: clock.after, monotonicMs: () => clock.monotonicMs() + awayMs },
      limits: { pingEveryMs: 1_000, silentAfterMs: 5_000, unreadAfterMs: 4_000 },
      ping: () => told.push('ping'),
      onLost: (cause) => told.push(cause),
    })
    await clock.advance(1_000)
    beating.answered()
    await clock.advance(1_000)
    awayMs = 60_000
    await clock.advance(1_000)
    assert.deepEqual(told, ['ping', 'ping'])
    beating.answered()
    await clock.advance(1_000)
    assert.deepEqual(told, ['ping', 'ping', 'ping'])
    await clock.advance(4_000)
    assert.equal(told.at(-1), 'unread')
  })
})
