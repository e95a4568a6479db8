import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import twilio from 'twilio'
import { signatureCheck } from './signature.ts'

const token = 'the-auth-token'
const streamUrl = 'wss://voice.example.com/voice/stream'
const check = signatureCheck(token, () => ({ base: 'https://voice.example.com', stream: streamUrl }))
const sign = (url: string, parameters: Record<string, unknown> = {}) =>
  twilio.getExpectedTwilioSignature(token, url, parameters)

describe('a webhook', () => {
  const parameters = { CallSid: 'CA1', From: '+4915112345678', Twice: ['b', 'a'] }

  test('signed over its public address and all its parameters is let in', () => {
    const signature = sign('https://voice.example.com/voice/status?leg=2', parameters)
    assert.equal(check.webhook(signature, '/voice/status?leg=2', parameters), true)
  })

  for (const [why, signature, path, sent] of [
    ['without a signature', undefined, '/voice/incoming', parameters],
    ['with an empty signature', '', '/voice/incoming', parameters],
    [
      'signed for another path',
      sign('https://voice.example.com/voice/status', parameters),
      '/voice/incoming',
      parameters,
    ],
    [
      'with a parameter more than was signed',
      sign('https://voice.example.com/voice/incoming', parameters),
      '/voice/incoming',
      { ...parameters, To: '+1' },
    ],
    [
      'signed with another token',
      twilio.getExpectedTwilioSignature('other', 'https://voice.example.com/voice/incoming', parameters),
      '/voice/incoming',
      parameters,
    ],
  ] as const) {
    test(`${why} is refused`, () => {
      assert.equal(check.webhook(signature, path, sent), false)
    })
  }
})

describe('the upgrade of a stream', () => {
  test('is signed over the address of the stream as the TwiML named it', () => {
    assert.equal(check.upgrade(sign(streamUrl)), true)
  })

  test('signed over the https address, or not at all, is refused', () => {
    assert.equal(check.upgrade(sign('https://voice.example.com/voice/stream')), false)
    assert.equal(check.upgrade(undefined), false)
  })

  test('holds for a port that is not the default, too', () => {
    const stream = 'ws://127.0.0.1:8080/voice/stream'
    const local = signatureCheck(token, () => ({ base: 'http://127.0.0.1:8080', stream }))
    assert.equal(local.upgrade(sign(stream)), true)
  })
})
