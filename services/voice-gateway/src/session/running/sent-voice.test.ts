import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { SentVoice } from './sent-voice.ts'

const piece = fc.record({
  itemId: fc.constantFrom('a', 'b'),
  audio: fc.uint8Array({ minLength: 1, maxLength: 40 }),
  ms: fc.integer({ min: 1, max: 30 }),
})

describe('what was sent lately', () => {
  it('comes back byte for byte and in order, as far as it is young enough and there is room', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), fc.integer({ min: 50, max: 120 }), (pieces, room) => {
        const sent = new SentVoice(room)
        const keptMs = 60
        let nowMs = 0
        const expected: { itemId: string; audio: Uint8Array; untilMs: number }[] = []
        for (const { itemId, audio, ms } of pieces) {
          nowMs += ms
          sent.add(itemId, Buffer.from(audio).toString('base64'), nowMs, nowMs - keptMs)
          expected.push({ itemId, audio, untilMs: nowMs })
        }
        let bytes = 0
        const kept = expected.reverse().filter(({ audio, untilMs }) => {
          bytes += audio.length
          return untilMs >= nowMs - keptMs && bytes <= room
        })
        const taken = sent.take().map((voice) => ({ ...voice, audio: [...Buffer.from(voice.audio)] }))
        assert.deepEqual(
          taken,
          kept.reverse().map(({ itemId, audio }) => ({ itemId, audio: [...audio] })),
        )
        assert.deepEqual(sent.take(), [])
      }),
      { numRuns: 2_000 },
    )
  })

  it('keeps the end of a piece that is longer than its room', () => {
    const sent = new SentVoice(10)
    sent.add('a', Buffer.from('0123456789abcdef').toString('base64'), 1, 0)
    assert.deepEqual(
      sent.take().map(({ audio }) => Buffer.from(audio).toString()),
      ['6789abcdef'],
    )
  })
})
