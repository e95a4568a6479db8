import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isEvent } from '@frontdesk/events'
import { type Carrier, startCarrier } from '@frontdesk/simulators/carrier'
import { eventually } from '../src/testing/eventually.ts'
import { authToken, gatewayUnderTest, type UnderTest } from '../src/testing/gateway-under-test.ts'
import { forwardingLine, testLine } from '../src/testing/line.ts'
import { Listener } from './listener.ts'

/** The gateway behind a carrier that executes what it is told, word by word. The conversations are the test's. */
async function rung(under: UnderTest, carrier: Carrier, line = testLine) {
  const gateway = await under.start()
  carrier.number(line.number, {
    voiceUrl: `${gateway.url}/voice/incoming`,
    statusCallbackUrl: `${gateway.url}/voice/status`,
  })
  const call = carrier.call({ from: '+447700900123', to: line.number, party: new Listener() })
  return { call, talk: await talking(under, 0) }
}

const talking = (under: UnderTest, nth: number) =>
  eventually(() => under.talks[nth]?.leg !== undefined && under.talks[nth], 10_000)
const open = () =>
  startCarrier({ accountSid: `AC${'0'.repeat(32)}`, authToken, say: async () => new Uint8Array(800).fill(0x20) })
const endOf = async (under: UnderTest) => {
  const event = await eventually(() => under.told.find((told) => isEvent(told, 'call.ended')), 10_000)
  assert.ok(isEvent(event, 'call.ended'))
  return event.data.reason
}

describe('the carrier', () => {
  test('hangs up when the agent does', async () => {
    await using under = await gatewayUnderTest()
    await using carrier = await open()
    const { call, talk } = await rung(under, carrier)
    talk.end({ end: 'hang-up', language: 'de' })
    await call.ended
    assert.equal(await endOf(under), 'agent-ended')
    assert.deepEqual(carrier.warnings, [])
  })

  test('rings one person after the other, and the call ends with the one who took it', async () => {
    await using under = await gatewayUnderTest()
    await using carrier = await open()
    carrier.phone('+493055500101', { behaviour: 'busy', ringsMs: 20 })
    carrier.phone('+493055500102', { behaviour: 'answers', ringsMs: 20, hangsUpAfterMs: 100 })
    const { call, talk } = await rung(under, carrier, forwardingLine)
    talk.end({ end: 'hand-over', reason: 'billing', language: 'de' })
    await call.ended
    assert.equal(await endOf(under), 'handed-over')
    const told = under.told.flatMap((event) => (isEvent(event, 'handoff.completed') ? [event.data.result] : []))
    assert.deepEqual(told, ['busy', 'accepted'])
    assert.deepEqual(carrier.warnings, [])
  })

  test('brings the caller back to the agent when nobody takes the call', async () => {
    await using under = await gatewayUnderTest()
    await using carrier = await open()
    for (const number of ['+493055500101', '+493055500102']) carrier.phone(number, { behaviour: 'busy', ringsMs: 20 })
    const { call, talk } = await rung(under, carrier, forwardingLine)
    talk.end({ end: 'hand-over', reason: 'billing', language: 'de' })
    await talking(under, 1)
    call.hangUp()
    assert.equal(await endOf(under), 'caller-hung-up')
    assert.deepEqual(carrier.warnings, [])
  })

  test('opens a new stream when the socket breaks, and the call goes on', async () => {
    await using under = await gatewayUnderTest()
    await using carrier = await open()
    carrier.trouble.stream({ resetAfterMs: 100, times: 1 })
    const { call } = await rung(under, carrier)
    await talking(under, 1)
    call.hangUp()
    assert.equal(await endOf(under), 'caller-hung-up')
  })
})
