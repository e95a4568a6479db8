import assert from 'node:assert/strict'
import { once } from 'node:events'
import { describe, test } from 'node:test'
import { isEvent } from '@frontdesk/events'
import { callIdOf } from '../call-id.ts'
import { eventually } from '../testing/eventually.ts'
import { callSid, connected, gatewayUnderTest, incoming, type UnderTest } from '../testing/gateway-under-test.ts'

const callId = callIdOf(callSid)
const asks = { CallSid: callSid, CallStatus: 'in-progress' }
const endOf = (under: UnderTest) =>
  eventually(() => under.told.find((event) => isEvent(event, 'call.ended'))).then((event) =>
    isEvent(event, 'call.ended') ? event.data.reason : undefined,
  )
const told = (under: UnderTest, name: string) => under.told.filter(({ type }) => type === `frontdesk.${name}.v1`).length

describe('a call that finds no room', () => {
  test('hears so, is promised a callback, and is ended; told again, the same, and nothing twice', async () => {
    await using under = await gatewayUnderTest()
    await under.start({ mostCalls: 0 })
    const first = await under.post('/voice/incoming', incoming)
    assert.match(first.text, /<Response><Say language="en-GB">I am sorry, nobody can take .* ring you back.*<Hangup\/>/)
    assert.equal(await endOf(under), 'refused')
    const again = await under.post('/voice/incoming', incoming)
    assert.equal(again.text, first.text)
    assert.equal((await under.records.callbacks.open()).length, 1)
    await eventually(async () => (await under.records.calls.endsToPublish()).length === 0)
    assert.deepEqual(
      ['call.started', 'callback.queued', 'call.escalated', 'call.ended'].map((name) => told(under, name)),
      [1, 1, 1, 1],
    )
    assert.equal(under.talks.length, 0, 'no model was asked')
  })

  test('and whose caller withholds the number is asked to call again', async () => {
    await using under = await gatewayUnderTest()
    await under.start({ mostCalls: 0 })
    const { text } = await under.post('/voice/incoming', { ...incoming, From: '+266696687' })
    assert.match(text, /rufen Sie später noch einmal an/)
    assert.doesNotMatch(text, /zurück/)
  })
})

test('a call that has reached a limit hears the apology, and counts as refused', async () => {
  await using under = await gatewayUnderTest()
  await under.start()
  const socket = await connected(under)
  const talk = await eventually(() => under.talks[0]?.leg !== undefined && under.talks[0])
  const closed = once(socket, 'close')
  talk.end({ end: 'limit', limit: 'longest-call', language: 'en' })
  await closed
  const { text } = await under.post('/voice/after-stream', asks)
  assert.match(text, /<Response><Say language="en-GB">We are sorry, we will ring back.<\/Say><Hangup\/><\/Response>/)
  assert.equal(await endOf(under), 'refused')
  assert.deepEqual(
    (await under.records.callbacks.open()).map((callback) => callback.callId),
    [callId],
  )
})
