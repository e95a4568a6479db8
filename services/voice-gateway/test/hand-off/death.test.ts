import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { heardOf, left, nobody, put, theCaller } from './heard.ts'
import type { Deadly } from './mortal.ts'
import { type Behaviour, openStage } from './stage.ts'

/** Dies as soon as this step of the hand-off is in the journal. */
const noted =
  (step: string, how?: string): Deadly =>
  (what, [, entries]) =>
    what === 'append' &&
    JSON.stringify(entries).includes(`"step":"${step}"${how === undefined ? '' : `,"how":"${how}"`}`)
const justBefore =
  (step: string): Deadly =>
  (what, [, entries]) =>
    what === 'before append' && JSON.stringify(entries).includes(`"step":"${step}"`)
const done =
  (method: string): Deadly =>
  (what) =>
    what === method

/** The gateway that holds the call dies, as by kill -9; the other one knows only what is in the records. */
describe('a gateway dies in the middle of a hand-off', { concurrency: 5, timeout: 60_000 }, () => {
  for (const [when, deadly, people, rings] of [
    ['before the hand-off is noted', justBefore('begun'), ['takes it'], ['accepted']],
    ['when the caller is put on hold', noted('begun'), ['takes it'], ['accepted']],
    ['when a person is about to be rung', noted('ringing'), ['takes it'], ['accepted']],
    ['when the carrier rings and we have not noted it', done('ring'), ['takes it'], ['accepted']],
    ['when a person is being rung', noted('rung'), ['takes it'], ['accepted']],
    ['when a person has declined', noted('ended', 'declined'), ['declines', 'takes it'], ['declined', 'accepted']],
    ['when a person has pressed 1 and has no answer yet', noted('ended', 'accepted'), ['takes it'], ['accepted']],
  ] as const satisfies readonly (readonly [string, Deadly, readonly Behaviour[], readonly string[]])[]) {
    test(`${when}: the caller hears person ${people.length}`, async () => {
      await using stage = await openStage({ people, deadly })
      const voice = `person ${people.length}`
      await stage.untilHeard(() => stage.caller, voice)
      await stage.untilHeard(() => stage.people.at(-1), theCaller)
      assert.ok(stage.isDead, 'nothing died')
      assert.deepEqual(heardOf(stage.caller), [put, voice])
      stage.call.hangUp()
      assert.deepEqual(await stage.outcome(rings.length), { rings, end: 'handed-over' })
    })
  }

  test('when the person is told who is calling: the caller hears person 1', async () => {
    await using stage = await openStage({ people: ['takes it'], deadly: () => false })
    using _ = stage.carrier.on('answered', ({ to }) => to === '+493055500101' && stage.kill())
    await stage.untilHeard(() => stage.caller, 'person 1')
    await stage.untilHeard(() => stage.people.at(-1), theCaller)
    stage.call.hangUp()
    assert.deepEqual(await stage.outcome(1), { rings: ['accepted'], end: 'handed-over' })
  })

  test(`while the two are talking: they go on; and when the person hangs up, the caller hears “${left}”`, async () => {
    await using stage = await openStage({ people: ['takes it'], deadly: () => false })
    await stage.untilHeard(() => stage.people.at(-1), theCaller)
    stage.kill()
    const before = stage.caller.heard.length
    stage.people.at(-1)?.hangUp()
    await stage.untilHeard(() => stage.caller, left)
    assert.deepEqual(heardOf({ heard: stage.caller.heard.slice(before) }), [left])
    stage.call.hangUp()
    assert.deepEqual(await stage.outcome(1), { rings: ['accepted'], end: 'handed-over' })
  })

  for (const [when, deadly] of [
    ['when nobody took the call, and the caller is about to be brought back', noted('returned')],
    ['when the caller has just been brought back', done('redirect')],
  ] as const) {
    test(`${when}: the caller hears “${nobody}”`, async () => {
      await using stage = await openStage({ people: ['is busy'], deadly })
      await stage.untilHeard(() => stage.caller, nobody)
      assert.ok(stage.isDead, 'nothing died')
      assert.deepEqual(heardOf(stage.caller), [put, nobody])
      stage.call.hangUp()
      assert.deepEqual(await stage.outcome(1), { rings: ['busy'], end: 'caller-hung-up' })
    })
  }
})
