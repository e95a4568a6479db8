import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { PassingAudio } from '@frontdesk/audio/passing-audio'
import { outwardMessages, parseMessage } from './messages.ts'

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

/** The carrier's usual order of the fields, and others that say the same. */
const frame = { track: 'inbound', chunk: '7', timestamp: '160', payload: '//8=' }
const written = [
  { event: 'media', sequenceNumber: '3', media: frame, streamSid: 'MZ1' },
  { event: 'media', sequenceNumber: '3', streamSid: 'MZ1', media: frame },
  { streamSid: 'MZ1', media: { ...frame, more: 1 }, event: 'media' },
]

describe('a frame of audio', () => {
  for (const wire of written) {
    test(`reads the same as ${JSON.stringify(wire)}`, () => {
      const message = { event: 'media', streamSid: 'MZ1', chunk: 7, timestampMs: 160, audio: PassingAudio.of('//8=') }
      assert.deepEqual(parseMessage(JSON.stringify(wire)), { ok: true, message })
    })
  }

  for (const [field, value] of [
    ...[
      ['payload', ''],
      ['payload', '//8'],
      ['payload', '//8"'],
      ['payload', '//8=//8='],
    ],
    ...[
      ['timestamp', '-1'],
      ['timestamp', '1e3'],
      ['chunk', 'x'],
      ['track', 'outbound'],
    ],
  ] as const) {
    test(`is refused however it is written when its ${field} is ${value}`, () => {
      for (const wire of written) {
        const text = JSON.stringify({ ...wire, media: { ...wire.media, [String(field)]: value } })
        assert.deepEqual(parseMessage(text), { ok: false, fault: { kind: 'bad-field', where: `media:media.${field}` } })
      }
    })
  }
})

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
      { event: 'media', streamSid: 'MZ1', chunk: 1, timestampMs: 160, audio: PassingAudio.of('//8=') },
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
      'mark, its stream named before it',
      { event: 'mark', sequenceNumber: '4', streamSid: 'MZ1', mark: { name: '1.2' } },
      { event: 'mark', streamSid: 'MZ1', name: '1.2' },
    ],
    [
      'mark with more in it',
      { event: 'mark', streamSid: 'MZ1', mark: { name: 'x"', more: 1 } },
      { event: 'mark', streamSid: 'MZ1', name: 'x"' },
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
  const say = outwardMessages('MZ"1')
  const [before, behind] = [say.media.before, say.media.behind].map((part) => Buffer.from(part).toString())
  assert.equal(`${before}//8=${behind}`, '{"event":"media","streamSid":"MZ\\"1","media":{"payload":"//8="}}')
  assert.equal(say.mark('m"1'), '{"event":"mark","streamSid":"MZ\\"1","mark":{"name":"m\\"1"}}')
  assert.equal(say.clear, '{"event":"clear","streamSid":"MZ\\"1"}')
})
