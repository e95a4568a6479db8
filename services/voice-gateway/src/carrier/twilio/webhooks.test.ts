import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { callerNumber, dialEnded, incomingCall, isOver, recordingChange } from './webhooks.ts'

describe("the caller's number", () => {
  test('is kept where it is E.164', () => {
    assert.equal(callerNumber('+4915112345678'), '+4915112345678')
  })
  for (const from of [
    '',
    'anonymous',
    '+266696687',
    '+86282452253',
    'sip:a@b',
    'client:web',
    '030123',
    '+0123456789',
  ]) {
    test(`is null for ${JSON.stringify(from)}`, () => assert.equal(callerNumber(from), null))
  }
})

test('an incoming call may lack everything but its CallSid', () => {
  assert.equal(incomingCall.parse({ CallSid: 'CA1', Digits: '1' }).From, '')
  assert.equal(incomingCall.safeParse({ CallSid: '../x' }).success, false)
})

test('numbers come as strings, and a recording without a length has none', () => {
  const base = { CallSid: 'CA1', RecordingSid: 'RE1' }
  assert.deepEqual(
    recordingChange.parse({ ...base, RecordingStatus: 'completed', RecordingDuration: '31', RecordingChannels: '1' }),
    {
      ...base,
      RecordingStatus: 'completed',
      RecordingDuration: 31,
      RecordingChannels: '1',
    },
  )
  assert.equal(
    recordingChange.parse({ ...base, RecordingStatus: 'absent', RecordingDuration: '-1' }).RecordingDuration,
    0,
  )
  assert.equal(dialEnded.parse({ CallSid: 'CA1', DialCallStatus: 'busy' }).DialCallDuration, 0)
})

test('a call is over by its final statuses only', () => {
  assert.deepEqual(['completed', 'canceled', 'failed', 'in-progress', 'ringing', undefined].map(isOver), [
    true,
    true,
    true,
    false,
    false,
    false,
  ])
})
