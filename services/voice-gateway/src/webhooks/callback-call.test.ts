import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Callback, NewCallback } from '@frontdesk/records'
import { eventually } from '../testing/eventually.ts'
import { gatewayUnderTest, type UnderTest } from '../testing/gateway-under-test.ts'
import { testLine } from '../testing/line.ts'

const callbackId = 'call-0-callback'
const ringId = '0123456789abcdef'.repeat(2)
const address = `/voice/callback/${callbackId}/${ringId}`
const at = '2026-11-23T10:00:00.000Z'
const callSid = 'CAringing'
const asks = { CallSid: callSid, CallStatus: 'in-progress' }
const promised: NewCallback = {
  ...{ callbackId, callId: 'call-0', lineId: testLine.id, caller: '+447700900123', name: null },
  ...{ reason: 'a bill <of> 40 €', dueAt: at, createdAt: at },
}

/** Ada rings the caller back: the dashboard has asked the carrier to ring her. */
async function ringing(): Promise<UnderTest> {
  const under = await gatewayUnderTest()
  await under.start({ handOffWordMs: 300 })
  await under.records.callbacks.add(promised)
  await under.records.callbacks.change(callbackId, { do: 'ring', ringId, by: 'Ada', at })
  return under
}

const found = async (under: UnderTest): Promise<Callback> => {
  const callback = await under.records.callbacks.find(callbackId)
  assert.ok(callback)
  return callback
}
const ended = async (under: UnderTest) => {
  const callback = await eventually(async () => {
    const now = await found(under)
    return now.ring === null && now
  })
  const last = callback.history.at(-1)
  return { state: callback.state, owner: callback.owner, attempts: callback.attempts, result: last?.result, last }
}

describe('a member of staff who rings a caller back', () => {
  test('hears whom and why, presses 1, and is connected from the number of the line, unrecorded', async () => {
    await using under = await ringing()
    const offer = await under.post(address, asks)
    assert.match(offer.text, /<Gather [^>]*numDigits="1"[^>]*action="[^"]+\/key"/)
    assert.match(offer.text, /4 4 7 7 0 0 9 0 0 1 2 3.*a bill &lt;of&gt; 40 €/)
    const { text } = await under.post(`${address}/key`, { ...asks, Digits: '1' })
    assert.match(
      text,
      /<Dial [^>]*callerId="\+493055500100"[^>]*><Number [^>]*\/caller"[^>]*>\+447700900123<\/Number><\/Dial>/,
    )
    assert.doesNotMatch(text, /record/i)
    const how = { ...asks, DialCallStatus: 'completed', DialCallDuration: '61' }
    assert.match((await under.post(`${address}/dialled`, how)).text, /<Hangup\/>/)
    await under.post(`${address}/status`, { ...asks, CallStatus: 'completed' })
    const { last, ...callback } = await ended(under)
    assert.deepEqual(callback, { state: 'claimed', owner: 'Ada', attempts: 1, result: 'connected' })
    assert.equal(last?.talkSeconds, 61)
  })

  test('is told the same whatever is told twice, and nothing changes by it', async () => {
    await using under = await ringing()
    const twice = async (about: string, more: Record<string, string> = {}) => {
      const [first, second] = [
        await under.post(`${address}${about}`, { ...asks, ...more }),
        await under.post(`${address}${about}`, { ...asks, ...more }),
      ]
      assert.deepEqual(second, first)
    }
    await twice('')
    await twice('/key', { Digits: '1' })
    await under.post(`${address}/caller`, { CallSid: 'CAchild', ParentCallSid: callSid, CallStatus: 'busy' })
    await twice('/dialled', { DialCallStatus: 'busy' })
    assert.match((await under.post(`${address}/dialled`, { ...asks, DialCallStatus: 'busy' })).text, /besetzt/)
    await twice('/status', { CallStatus: 'completed' })
    const callback = await found(under)
    assert.deepEqual(
      callback.history.map(({ what }) => what),
      ['claimed', 'rang', 'ring-ended'],
    )
    assert.equal(callback.attempts, 1)
  })

  for (const [what, status, result] of [
    ['who does not pick up', 'no-answer', 'person-no-answer'],
    ['who is busy', 'busy', 'person-busy'],
    ['whose mailbox answers', 'completed', 'person-declined'],
    ['who cannot be rung', 'failed', 'not-placed'],
  ] as const)
    test(`${what} keeps the callback, and the caller was not rung`, async () => {
      await using under = await ringing()
      await under.post(`${address}/status`, { ...asks, CallStatus: status })
      const { last: _, ...callback } = await ended(under)
      assert.deepEqual(callback, { state: 'claimed', owner: 'Ada', attempts: 0, result })
    })

  test('who presses another key rings nobody', async () => {
    await using under = await ringing()
    await under.post(address, asks)
    assert.match((await under.post(`${address}/key`, { ...asks, Digits: '2' })).text, /<Response><Hangup\/>/)
    assert.equal((await ended(under)).result, 'person-declined')
    assert.doesNotMatch((await under.post(`${address}/key`, { ...asks, Digits: '1' })).text, /<Dial/)
  })

  for (const [status, seconds, result] of [
    ['completed', '61', 'connected'],
    ['canceled', '0', 'broken-off'],
  ] as const)
    test(`who hangs up first is known of by the caller's own call, which was ${status}`, async () => {
      await using under = await ringing()
      await under.post(`${address}/key`, { ...asks, Digits: '1' })
      await under.post(`${address}/status`, { ...asks, CallStatus: 'completed' })
      const child = { CallSid: 'CAchild', ParentCallSid: callSid, CallStatus: status, CallDuration: seconds }
      await under.post(`${address}/caller`, child)
      assert.equal((await ended(under)).result, result)
    })

  test('who hangs up when nobody tells how it went with the caller leaves that unknown', async () => {
    await using under = await ringing()
    await under.post(`${address}/key`, { ...asks, Digits: '1' })
    await under.post(`${address}/status`, { ...asks, CallStatus: 'completed' })
    assert.equal((await ended(under)).result, 'unknown')
  })

  test('is not connected when the callback was finished meanwhile', async () => {
    await using under = await ringing()
    await under.records.callbacks.change(callbackId, { do: 'finish', as: 'done', by: 'Ada', at })
    assert.doesNotMatch((await under.post(`${address}/key`, { ...asks, Digits: '1' })).text, /<Dial/)
  })
})

describe('a ring', () => {
  test('that nobody began, or that belongs to another call, connects nobody', async () => {
    await using under = await ringing()
    await under.post(address, asks)
    const strange = [
      [`/voice/callback/${callbackId}/${'f'.repeat(32)}`, asks],
      [`/voice/callback/call-9-callback/${ringId}`, asks],
      [address, { ...asks, CallSid: 'CAanother' }],
    ] as const
    for (const [path, asked] of strange) {
      assert.doesNotMatch((await under.post(path, asked)).text, /<Gather/)
      assert.doesNotMatch((await under.post(`${path}/key`, { ...asked, Digits: '1' })).text, /<Dial/)
    }
    assert.equal((await found(under)).ring?.stage, 'person')
  })

  test('is asked about by the carrier alone', async () => {
    await using under = await ringing()
    for (const signature of [null, 'wrong']) {
      assert.equal((await under.post(`${address}/key`, { ...asks, Digits: '1' }, signature)).status, 403)
    }
    assert.equal((await found(under)).ring?.callSid, null)
  })
})
