import assert from 'node:assert/strict'
import { once } from 'node:events'
import { describe, test } from 'node:test'
import { isEvent, makeEvent } from '@frontdesk/events'
import type { JournalEntry, LiveCall } from '@frontdesk/records'
import { callIdOf } from './call-id.ts'
import { eventually } from './testing/eventually.ts'
import {
  callSid,
  connected,
  gatewayId,
  gatewayUnderTest,
  incoming,
  type UnderTest,
} from './testing/gateway-under-test.ts'
import { testLine } from './testing/line.ts'

const callId = callIdOf(callSid)
const longAgo = '2026-01-01T00:00:00.000Z'

const left = (gateway: string, heartbeatAt = longAgo): LiveCall => ({
  ...{ callId, callSid, gateway, heartbeatAt, startedAt: longAgo, lineId: testLine.id },
  ...{ caller: null, called: testLine.number, recording: 'none' },
})
const endOf = async (under: UnderTest) => {
  const event = await eventually(() => under.told.find((told) => isEvent(told, 'call.ended')))
  assert.ok(isEvent(event, 'call.ended'))
  return event.data.reason
}

describe('a call that its gateway left behind', () => {
  test('is fetched back while it is alive at the carrier', async () => {
    await using under = await gatewayUnderTest()
    await under.records.calls.admit(left('another'))
    await under.start()
    await eventually(() => under.redirected.length === 1)
    assert.equal((await under.records.calls.find(callId))?.gateway, gatewayId)
  })

  test('under our own name is orphaned at our start, however fresh', async () => {
    await using under = await gatewayUnderTest()
    await under.records.calls.admit(left(gatewayId, Temporal.Now.instant().toString({ fractionalSecondDigits: 3 })))
    await under.start()
    await eventually(() => under.redirected.length === 1)
  })

  test('ended when the carrier says so', async () => {
    await using under = await gatewayUnderTest()
    under.carrier = { state: 'ended', failed: false }
    await under.records.calls.admit(left('another'))
    await under.start()
    assert.equal(await endOf(under), 'gateway-lost')
  })

  test('that the carrier does not know has failed there', async () => {
    await using under = await gatewayUnderTest()
    under.carrier = { state: 'unknown' }
    await under.records.calls.admit(left('another'))
    await under.start()
    assert.equal(await endOf(under), 'carrier-failed')
  })

  test('with a person stays there', async () => {
    await using under = await gatewayUnderTest()
    await under.records.calls.admit(left('another'))
    await under.records.journal.append(callId, [{ kind: 'noted', at: longAgo, what: 'then-hand-over' }])
    await under.start({ watchEveryMs: 10 })
    under.carrier = { state: 'ended', failed: false }
    assert.equal(await endOf(under), 'caller-hung-up')
    assert.deepEqual(under.redirected, [])
  })
})

test('a call that was left behind by a gateway that is gone is fetched back by one of those that live', async () => {
  await using under = await gatewayUnderTest()
  await under.start({ watchEveryMs: 10 })
  await under.start({ watchEveryMs: 10 }, { gatewayId: 'another' })
  await under.records.calls.admit(left('a third'))
  await eventually(() => under.redirected.length > 0)
  // Both have looked again since.
  for (const _ of [1, 2, 3]) await under.records.calls.orphans(longAgo)
  assert.equal(under.redirected.length, 1)
})

test('an end that nobody was told of is told', async () => {
  await using under = await gatewayUnderTest()
  await under.records.calls.admit(left('another'))
  await under.records.calls.end(callId, { reason: 'agent-ended', endedAt: longAgo })
  await under.start()
  assert.equal(await endOf(under), 'agent-ended')
  await eventually(async () => (await under.records.calls.endsToPublish()).length === 0)
})

test('a call that is held here gives a sign of life', async () => {
  await using under = await gatewayUnderTest()
  await under.start({ heartbeatMs: 10 })
  await under.post('/voice/incoming', incoming)
  const beat = async () => (await under.records.calls.find(callId))?.heartbeatAt ?? ''
  const first = await beat()
  await eventually(async () => (await beat()) > first)
})

test('a call that another gateway took is let go of', async () => {
  await using under = await gatewayUnderTest()
  await under.start({ heartbeatMs: 10 })
  const socket = await connected(under)
  const talk = await eventually(() => under.talks[0]?.leg && under.talks[0])
  await under.records.calls.take(callId, 'another', Temporal.Now.instant().toString({ fractionalSecondDigits: 3 }))
  await once(socket, 'close')
  await eventually(() => talk.disposed)
  assert.equal((await under.records.calls.find(callId))?.gateway, 'another')
})

test('a gateway that drains ends its talks, and has the carrier ask again a moment later', async () => {
  await using under = await gatewayUnderTest()
  const gateway = await under.start({ drainMs: 5_000 })
  const socket = await connected(under)
  await eventually(() => under.talks[0]?.leg)
  const gone = gateway[Symbol.asyncDispose]()
  await once(socket, 'close')
  assert.equal((await fetch(`${gateway.url}/readyz`)).status, 503)
  assert.equal((await under.post('/voice/incoming', { ...incoming, CallSid: 'CA2' })).status, 503)
  const { text } = await under.post('/voice/after-stream', { CallSid: callSid })
  assert.match(text, /<Say language="en-GB">One moment, please.<\/Say><Pause length="3"\/><Redirect method="POST">/)
  await gone
  await assert.rejects(fetch(`${gateway.url}/healthz`))
  assert.equal((await under.records.calls.find(callId))?.end, undefined)
})

describe('the answer of a tool', () => {
  const completed = makeEvent(
    'tool.completed',
    {
      ...{ callId, lineId: testLine.id, gateway: gatewayId, toolCallId: 't1', tool: 'logLead', effects: [] },
      outcome: { status: 'succeeded', result: { logged: true } },
      ...{ startedAt: longAgo, completedAt: '2026-01-01T00:00:01.000Z' },
    },
    { by: 'tool-runner', at: Temporal.Now.instant() },
  )

  test('reaches the conversation that asked', async () => {
    await using under = await gatewayUnderTest()
    await under.start()
    await connected(under)
    const talk = await eventually(() => under.talks[0]?.leg && under.talks[0])
    await under.bus.publish(completed)
    await eventually(() => talk.answers.length === 1)
  })

  test('for a call between two streams is kept for the next session, also behind the deadline’s word', async () => {
    await using under = await gatewayUnderTest()
    await under.records.calls.admit(left('another', Temporal.Now.instant().toString({ fractionalSecondDigits: 3 })))
    const deadline: JournalEntry = {
      ...{ kind: 'tool-answered', at: longAgo, toolCallId: 't1', tool: 'logLead', tookMs: 1, effects: [] },
      ...{ status: 'unknown', output: '{"status":"not_confirmed_yet"}' },
    }
    await under.records.journal.append(callId, [deadline])
    await under.start()
    await under.bus.publish(completed)
    const journal = await eventually(async () => {
      const entries = await under.records.journal.read(callId)
      return entries.length === 2 && entries
    })
    assert.ok(journal[1]?.kind === 'tool-answered')
    assert.equal(journal[1].status, 'succeeded')
  })

  test('for a call that is over is kept as late', async () => {
    await using under = await gatewayUnderTest()
    await under.records.calls.admit({ ...left('another'), end: { reason: 'caller-hung-up', endedAt: longAgo } })
    await under.start()
    await under.bus.publish(completed)
    const [entry] = await eventually(async () => {
      const journal = await under.records.journal.read(callId)
      return journal.length > 0 && journal
    })
    assert.ok(entry?.kind === 'tool-answered')
    assert.deepEqual([entry.status, entry.tookMs], ['late', 1_000])
  })
})
