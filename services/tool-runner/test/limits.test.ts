import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Line } from '@frontdesk/line'
import { ask, dental, openWorld, request, type World } from './world.ts'

const lead = (world: World, callId: string, caller: string | null, name = 'Ada Lovelace') => {
  const args = { name, contact: '+4915112345600', qualifyingInfo: 'Veneers.' }
  return ask(world, request(world, 'logLead', args, { callId, caller }))
}
const codeOf = ({ outcome }: Awaited<ReturnType<typeof ask>>) =>
  outcome.status === 'failed' ? outcome.error.code : outcome.status
const limited = (limits: Partial<Line['limits']>): Line => ({ ...dental, limits: { ...dental.limits, ...limits } })
const openLimited = (limits: Partial<Line['limits']>) => openWorld({ lines: [limited(limits)] })

describe('what may be changed by telephone is limited', () => {
  test('by number and day, over all of its calls, and what was granted stays granted', async () => {
    await using world = await openLimited({ effectsPerNumberPerDay: 2 })
    const own = '+4915112345678'
    assert.deepEqual(
      [codeOf(await lead(world, 'a', own)), codeOf(await lead(world, 'b', own))],
      Array(2).fill('succeeded'),
    )
    const refused = await lead(world, 'c', own)
    assert.ok(refused.outcome.status === 'failed')
    assert.match(refused.outcome.error.message, /Nothing was done now\. Say so, and call transferToHuman/)
    assert.equal(codeOf(await lead(world, 'a', own)), 'succeeded', 'asked for again')
    assert.equal(codeOf(await lead(world, 'd', '+4915112345679')), 'succeeded')
    const way = (bySms: boolean) => ask(world, request(world, 'getDirections', { bySms }, { callId: 'e', caller: own }))
    assert.deepEqual([codeOf(await way(true)), codeOf(await way(false))], ['limit-reached', 'succeeded'])
  })

  test('for those who withhold their number by the day, all together', async () => {
    await using world = await openLimited({ effectsPerNumberPerDay: 2, effectsOfWithheldPerDay: 3 })
    const codes = []
    for (const callId of ['a', 'b', 'c', 'd']) codes.push(codeOf(await lead(world, callId, null)))
    assert.deepEqual(codes, ['succeeded', 'succeeded', 'succeeded', 'limit-reached'])
    assert.equal(codeOf(await lead(world, 'e', '+4915112345678')), 'succeeded')
  })

  test('and a person is always to be had', async () => {
    await using world = await openLimited({ effectsPerNumberPerDay: 1 })
    await lead(world, 'a', '+4915112345678')
    const asked = request(world, 'transferToHuman', { reason: 'Wants a person.' }, { callId: 'b' })
    assert.equal(codeOf(await ask(world, asked)), 'succeeded')
  })
})
