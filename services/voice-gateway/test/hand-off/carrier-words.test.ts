import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { WebhookTrouble } from '@frontdesk/simulators/carrier'
import { heardOf, nobody, put, theCaller } from './heard.ts'
import { openStage } from './stage.ts'

describe('the carrier’s words come twice, late, or never', { concurrency: 5, timeout: 60_000 }, () => {
  for (const [trouble, how] of [
    [{ duplicate: 'at-once' }, 'all twice, at once'],
    [{ duplicate: 'after' }, 'all twice, one after the other'],
    [{ lateMs: 400 }, 'all late'],
    [{ on: 'call-status', never: true }, 'nothing is said of how a leg ended'],
    [{ on: 'call-status', lateMs: 3_000 }, 'how a leg ended is said late'],
  ] as const satisfies readonly (readonly [WebhookTrouble, string])[]) {
    test(`${how}: the caller is rung for once at a time, and hears person 2`, async () => {
      await using stage = await openStage({ people: ['is busy', 'takes it'], troubles: [trouble] })
      await stage.untilHeard(() => stage.caller, 'person 2')
      await stage.untilHeard(() => stage.people.at(-1), theCaller)
      assert.deepEqual(heardOf(stage.caller), [put, 'person 2'])
      const rung = stage.carrier.calls.filter(({ direction }) => direction === 'outbound-api').map(({ to }) => to)
      assert.deepEqual(rung, ['+493055500101', '+493055500102'])
      stage.carrier.trouble.clear()
      stage.call.hangUp()
      const { rings, end } = await stage.outcome(2)
      assert.deepEqual([end, rings.at(-1), rings.length], ['handed-over', 'accepted', 2])
    })

    test(`${how}, and nobody takes the call: the caller hears so, once`, async () => {
      await using stage = await openStage({ people: ['declines'], troubles: [trouble] })
      await stage.untilHeard(() => stage.caller, nobody)
      assert.deepEqual(heardOf(stage.caller), [put, nobody])
      assert.equal(stage.carrier.calls.filter(({ direction }) => direction === 'outbound-api').length, 1)
      stage.carrier.trouble.clear()
      stage.call.hangUp()
      assert.equal((await stage.outcome(1)).end, 'caller-hung-up')
      assert.equal(stage.caller.heard.filter((label) => label === nobody).length, 1)
    })
  }
})
