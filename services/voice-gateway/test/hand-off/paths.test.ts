import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { heardOf, left, nobody, put } from './heard.ts'
import { openStage } from './stage.ts'

describe('a caller is put through', { concurrency: 6, timeout: 60_000 }, () => {
  for (const [people, rings, hears] of [
    [['takes it'], ['accepted'], ['person 1']],
    [['declines', 'takes it'], ['declined', 'accepted'], ['person 2']],
    [['is a machine', 'takes it'], ['no-answer', 'accepted'], ['person 2']],
    [['does not answer', 'takes it'], ['no-answer', 'accepted'], ['person 2']],
    [['is busy', 'takes it'], ['busy', 'accepted'], ['person 2']],
    [['has no such number', 'takes it'], ['failed', 'accepted'], ['person 2']],
    [['hangs up in the offer', 'takes it'], ['declined', 'accepted'], ['person 2']],
  ] as const) {
    test(`to one who ${people.join(', to one who ')}: hears ${hears.join(', ')}`, async () => {
      await using stage = await openStage({ people })
      const voice = hears[0]
      await stage.untilHeard(() => stage.caller, voice)
      await stage.untilHeard(() => stage.people.at(-1), 'the caller')
      const heard = heardOf(stage.caller)
      assert.deepEqual(heard, [put, voice])
      assert.ok(stage.caller.heard.includes('♪'), 'the caller waited in silence')
      stage.call.hangUp()
      assert.deepEqual(await stage.outcome(rings.length), { rings, end: 'handed-over' })
      assert.deepEqual(stage.carrier.warnings, [])
    })
  }

  for (const [people, rings] of [
    [['declines'], ['declined']],
    [['is a machine'], ['no-answer']],
    [
      ['does not answer', 'is busy'],
      ['no-answer', 'busy'],
    ],
    [
      ['has no such number', 'hangs up in the offer', 'declines'],
      ['failed', 'declined', 'declined'],
    ],
  ] as const) {
    test(`to one who ${people.join(', to one who ')}: hears “${nobody}”`, async () => {
      await using stage = await openStage({ people })
      await stage.untilHeard(() => stage.caller, nobody)
      const heard = heardOf(stage.caller)
      assert.deepEqual(heard, [put, nobody])
      stage.call.hangUp()
      assert.deepEqual(await stage.outcome(rings.length), { rings, end: 'caller-hung-up' })
      assert.deepEqual(stage.carrier.warnings, [])
    })
  }

  test(`to one who takes it and hangs up first: hears person 1, then “${left}”`, async () => {
    await using stage = await openStage({ people: ['takes it and hangs up'] })
    await stage.untilHeard(() => stage.caller, left)
    const heard = heardOf(stage.caller)
    assert.deepEqual(heard, [put, 'person 1', left])
    stage.call.hangUp()
    assert.deepEqual(await stage.outcome(1), { rings: ['accepted'], end: 'handed-over' })
  })
})
