import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { PassingAudio } from '@frontdesk/audio/passing-audio'
import fc from 'fast-check'
import { parseMessage } from './messages.ts'
import { StreamReader } from './stream-reader.ts'

/** A message as the carrier writes it, or with one thing changed about it. */
const media = fc.record({
  event: fc.constant('media'),
  sequenceNumber: fc.oneof({ weight: 9, arbitrary: fc.nat().map(String) }, { weight: 1, arbitrary: fc.string() }),
  media: fc.record({
    track: fc.constantFrom('inbound', 'inbound', 'inbound', 'outbound'),
    chunk: fc.oneof({ weight: 9, arbitrary: fc.nat().map(String) }, { weight: 1, arbitrary: fc.string() }),
    timestamp: fc.oneof({ weight: 9, arbitrary: fc.nat().map(String) }, { weight: 1, arbitrary: fc.string() }),
    payload: fc.oneof(
      { weight: 9, arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes).toString('base64')) },
      { weight: 1, arbitrary: fc.string({ maxLength: 40 }) },
    ),
  }),
  streamSid: fc.constantFrom('MZ1', 'MZ1', 'MZ1', 'MZ2'),
})
const mark = fc.record({
  event: fc.constant('mark'),
  sequenceNumber: fc.nat().map(String),
  mark: fc.record({
    name: fc.oneof(
      fc.tuple(fc.nat(), fc.nat()).map((parts) => parts.join('.')),
      fc.string({ maxLength: 20 }),
    ),
  }),
  streamSid: fc.constantFrom('MZ1', 'MZ1', 'MZ2'),
})

describe('the reader of a stream', () => {
  test('reads as the parser does, wherever in memory a message lies, or leaves it to the parser', () => {
    let read = 0
    fc.assert(
      fc.property(fc.oneof(media, mark), fc.boolean(), fc.nat(20), (message, sidFirst, before) => {
        const { event, sequenceNumber, streamSid, ...rest } = message
        const wire = sidFirst
          ? { event, sequenceNumber, streamSid, ...rest }
          : { event, sequenceNumber, ...rest, streamSid }
        const text = JSON.stringify(wire)
        const bytes = Buffer.from(`${'"'.repeat(before)}${text}"}`)
        const usual = new StreamReader('MZ1').read(bytes, before, bytes.length - 2)
        if (usual === undefined) return
        read++
        const parsed = parseMessage(text)
        assert.ok(parsed.ok)
        assert.deepEqual(told(usual), told(parsed.message))
      }),
      { numRuns: 2_000 },
    )
    assert.ok(read > 500, `only ${read} were read`)
  })
})

const told = (message: object) =>
  'audio' in message && message.audio instanceof PassingAudio ? { ...message, audio: message.audio.text() } : message
