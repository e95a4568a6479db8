import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { PassingAudio } from '@frontdesk/audio/passing-audio'
import fc from 'fast-check'
import { SentVoice, type Voice } from './sent-voice.ts'

const piece = fc.record({
  itemId: fc.constantFrom('a', 'b'),
  audio: fc.uint8Array({ minLength: 1, maxLength: 40 }),
  ms: fc.integer({ min: 1, max: 30 }),
})

/** Amid other bytes, as it comes with a message. */
function inBase64(voice: Uint8Array): PassingAudio {
  const digits = Buffer.from(voice).toString('base64')
  return new PassingAudio(Buffer.from(`<<${digits}>>`), 2, 2 + digits.length)
}

const bytesOf = ({ audio }: Voice) => Buffer.from(audio.text(), 'base64')

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
          sent.add(itemId, inBase64(audio), nowMs, nowMs - keptMs)
          expected.push({ itemId, audio, untilMs: nowMs })
        }
        let groups = 0
        const kept = expected.reverse().filter(({ audio, untilMs }) => {
          groups += Math.ceil(audio.length / 3)
          return untilMs >= nowMs - keptMs && groups <= Math.ceil(room / 3)
        })
        const taken = sent.take().map((voice) => ({ ...voice, audio: [...bytesOf(voice)] }))
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
    sent.add('a', inBase64(Buffer.from('0123456789abcdef')), 1, 0)
    assert.deepEqual(
      sent.take().map((voice) => bytesOf(voice).toString()),
      ['6789abcdef'],
    )
  })
})
