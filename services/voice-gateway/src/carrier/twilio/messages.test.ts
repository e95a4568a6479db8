import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { clearMessage, markMessage, mediaMessage, parseMessage } from './messages.ts'

const start = {
  event: 'start',
  sequenceNumber: '1',
  start: {
    accountSid: 'AC1',
    streamSid: 'MZ1',
    callSid: 'CA1',
    tracks: ['inbound'],
    mediaFormat: { encoding: 'audio/x-mulaw', sampleRate: 8000, channels: 1 },
    customParameters: { token: 't' },
  },
  streamSid: 'MZ1',
}

describe('a message of the carrier', () => {
  for (const [name, wire, expected] of [
    ['connected', { event: 'connected', protocol: 'Call', version: '1.0.0' }, { event: 'connected' }],
    ['start', start, { event: 'start', streamSid: 'MZ1', callSid: 'CA1', parameters: { token: 't' } }],
    [
      'media, its numbers being strings',
      {
        event: 'media',
        sequenceNumber: '3',
        media: { track: 'inbound', chunk: '1', timestamp: '160', payload: '//8=' },
        streamSid: 'MZ1',
      },
      { event: 'media', streamSid: 'MZ1', timestampMs: 160, payload: '//8=' },
    ],
    [
      'dtmf',
      { event: 'dtmf', sequenceNumber: '5', dtmf: { track: 'inbound_track', digit: '#' }, streamSid: 'MZ1' },
      { event: 'dtmf', streamSid: 'MZ1', digit: '#' },
    ],
    [
      'mark',
      { event: 'mark', sequenceNumber: '4', mark: { name: 'x' }, streamSid: 'MZ1' },
      { event: 'mark', streamSid: 'MZ1', name: 'x' },
    ],
    [
      'stop',
      { event: 'stop', sequenceNumber: '5', stop: { accountSid: 'AC1', callSid: 'CA1' }, streamSid: 'MZ1' },
      { event: 'stop', streamSid: 'MZ1' },
    ],
  ] as const) {
    test(`${name} is read`, () => {
      assert.deepEqual(parseMessage(JSON.stringify(wire)), { ok: true, message: expected })
    })
  }

  for (const [why, text, fault] of [
    ['text that is not JSON', '{"event":', { kind: 'not-json' }],
    ['JSON that is no object', '7', { kind: 'no-event' }],
    ['an object without an event', '{"streamSid":"MZ1"}', { kind: 'no-event' }],
    ['an event that we do not know', '{"event":"hologram"}', { kind: 'unknown-event' }],
    [
      'a timestamp that is no number',
      '{"event":"media","streamSid":"MZ1","media":{"track":"inbound","timestamp":"soon","payload":"AA=="}}',
      { kind: 'bad-field', where: 'media:media.timestamp' },
    ],
    [
      'audio of another format',
      JSON.stringify({ ...start, start: { ...start.start, mediaFormat: { encoding: 'audio/opus' } } }),
      { kind: 'bad-field', where: 'start:start.mediaFormat.encoding' },
    ],
  ] as const) {
    test(`${why} is told by kind and field, without its content`, () => {
      assert.deepEqual(parseMessage(text), { ok: false, fault })
    })
  }
})

test('what is sent has exactly the fields that the carrier knows', () => {
  assert.equal(mediaMessage('MZ1', '//8='), '{"event":"media","streamSid":"MZ1","media":{"payload":"//8="}}')
  assert.equal(markMessage('MZ1', 'm1'), '{"event":"mark","streamSid":"MZ1","mark":{"name":"m1"}}')
  assert.equal(clearMessage('MZ1'), '{"event":"clear","streamSid":"MZ1"}')
})
