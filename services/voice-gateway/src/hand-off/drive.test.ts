import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { HandOffStep, LiveCall } from '@frontdesk/records'
import type { CarrierControl, RingOrder } from '../carrier/carrier-control.ts'
import { furnish } from '../gateway.ts'
import { gatewayUnderTest, partsOf, type UnderTest } from '../testing/gateway-under-test.ts'
import { testLine } from '../testing/line.ts'
import { advance, giveBack } from './drive.ts'
import { lookAfter } from './look-after.ts'
import { endRing, keep, roundsIn } from './steps.ts'

const at = '2026-11-22T18:00:00.000Z'
const call: LiveCall = {
  ...{ callId: 'call-1', lineId: testLine.id, callSid: 'CA1', caller: '+447700900123', called: testLine.number },
  ...{ startedAt: at, gateway: 'gone', heartbeatAt: at, recording: 'expected' },
}
const begun: HandOffStep = { step: 'begun', mode: 'warm', emergency: null, back: 'agent', language: 'en' }

/** Several gateways over the same records, none of which serves anything, and a call that waits on hold. */
async function gateways(under: UnderTest, control: Partial<CarrierControl> = {}) {
  const [rung, redirected]: [RingOrder[], string[]] = [[], []]
  const whole: CarrierControl = {
    status: async () => ({ state: 'alive' }),
    redirect: async (callSid) => (redirected.push(callSid) > 0 ? 'redirected' : 'ended'),
    stopRecording: async () => 0,
    ring: async (order) => `CArung${rung.push(order)}`,
    ringTo: async () => undefined,
    hangUp: async () => {},
    ...control,
  }
  const { signal } = new AbortController()
  const desks = ['one', 'two', 'three'].map(
    (gatewayId) => furnish({ ...partsOf(under, {}), control: whole, gatewayId }, signal).desk,
  )
  await under.records.calls.admit(call)
  const [desk] = desks
  assert.ok(desk)
  await keep(desk, call.callId, 1, begun)
  return { desks, desk, rung, redirected, [Symbol.dispose]: () => desks.map(({ live }) => live[Symbol.dispose]()) }
}

describe('a caller on hold, looked after by several gateways at once', () => {
  test('has one person rung, once', async () => {
    await using under = await gatewayUnderTest()
    using at = await gateways(under)
    await Promise.all([...at.desks, ...at.desks, ...at.desks].map((desk) => advance(desk, call.callId)))
    assert.deepEqual(
      at.rung.map(({ to }) => to),
      [testLine.people.transfer[0]?.number],
    )
    await Promise.all([...at.desks, ...at.desks].map((desk) => endRing(desk, call, 1, 'busy')))
    await Promise.all([...at.desks, ...at.desks].map((desk) => advance(desk, call.callId)))
    assert.equal(at.rung.length, 2)
  })

  test('is brought back once', async () => {
    await using under = await gatewayUnderTest()
    using at = await gateways(under)
    await Promise.all([...at.desks, ...at.desks].map((desk) => giveBack(desk, call, 'nobody')))
    assert.deepEqual(at.redirected, [call.callSid])
  })

  test('is taken by the first who presses 1 only: whoever gave up on the ring before came first, or comes too late', async () => {
    await using under = await gatewayUnderTest()
    using at = await gateways(under)
    await advance(at.desk, call.callId)
    const ends = await Promise.all(
      at.desks.map((desk, nth) => endRing(desk, call, 1, nth === 1 ? 'accepted' : 'no-answer', `CA${nth}`)),
    )
    assert.equal(new Set(ends.map((end) => end?.by)).size, 1)
  })
})

describe('a ring of which it was not noted that the carrier rings', () => {
  const old = (desk: Parameters<typeof lookAfter>[0]) => ({
    ...desk,
    settings: { ...desk.settings, ringKnownWithinMs: 0 },
  })

  test('is found at the carrier, and nobody is rung again', async () => {
    await using under = await gatewayUnderTest()
    using at = await gateways(under, { ringTo: async () => 'CAfound' })
    await keep(at.desk, call.callId, 1, { step: 'ringing', by: 'who died' })
    await lookAfter(old(at.desk), call, testLine)
    assert.deepEqual((await roundsIn(at.desk, call.callId))[0]?.attempts[0]?.legSids, ['CAfound'])
    assert.equal(at.rung.length, 0)
  })

  test('was none where the carrier knows none: the same person is rung, and nobody told of the one that was not', async () => {
    await using under = await gatewayUnderTest()
    using at = await gateways(under)
    await keep(at.desk, call.callId, 1, { step: 'ringing', by: 'who died' })
    await lookAfter(old(at.desk), call, testLine)
    assert.deepEqual(
      at.rung.map(({ to }) => to),
      [testLine.people.transfer[0]?.number],
    )
    assert.deepEqual(under.told, [])
  })
})
