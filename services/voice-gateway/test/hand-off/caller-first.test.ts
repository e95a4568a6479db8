import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { eventually } from '../../src/testing/eventually.ts'
import { gone, heardOf, put, theCaller } from './heard.ts'
import { openStage } from './stage.ts'

const personsLeg = '+493055500101'

describe('the caller hangs up first', { concurrency: 5, timeout: 60_000 }, () => {
  test('while a person is rung: the ring is cancelled at once, and nobody picks up in vain', async () => {
    await using stage = await openStage({ people: ['lets it ring'], settings: { watchEveryMs: 60_000 } })
    const leg = () => stage.carrier.calls.find(({ to }) => to === personsLeg)
    await eventually(() => leg()?.status === 'ringing')
    const atMs = performance.now()
    stage.call.hangUp()
    await eventually(() => leg()?.status === 'canceled')
    assert.ok(performance.now() - atMs < 2_000, 'the phone rang on')
    assert.deepEqual(await stage.outcome(1), { rings: ['cancelled'], end: 'caller-hung-up' })
  })

  test(`while a person is told who is calling: the person hears “${gone}”`, async () => {
    await using stage = await openStage({ people: ['is a machine'], settings: { keyWithinSeconds: 5 } })
    await eventually(() => (stage.people[0]?.heard.length ?? 0) > 0)
    stage.call.hangUp()
    await stage.untilHeard(() => stage.people[0], gone)
    await stage.people[0]?.over.promise
    assert.deepEqual(await stage.outcome(1), { rings: ['cancelled'], end: 'caller-hung-up' })
  })

  test(`while they talk: the person hears “${gone}”`, async () => {
    await using stage = await openStage({ people: ['takes it'] })
    await stage.untilHeard(() => stage.people[0], theCaller)
    await stage.untilHeard(() => stage.caller, 'person 1')
    stage.call.hangUp()
    await stage.untilHeard(() => stage.people[0], gone)
    assert.deepEqual(heardOf(stage.caller), [put, 'person 1'])
    assert.deepEqual(await stage.outcome(1), { rings: ['accepted'], end: 'handed-over' })
  })

  test('and the carrier does not say so: it is found out, and nobody is rung on', async () => {
    await using stage = await openStage({ people: ['lets it ring', 'is busy'] })
    stage.carrier.trouble.webhook({ on: 'call-status', never: true })
    stage.carrier.trouble.webhook({ on: 'voice', skip: 3, lateMs: 30_000 })
    await eventually(() => stage.carrier.calls.some(({ to, status }) => to === personsLeg && status === 'ringing'))
    stage.call.hangUp()
    const { end } = await stage.outcome(1)
    assert.equal(end, 'caller-hung-up')
  })
})
