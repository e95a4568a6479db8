import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { base64Ms } from '@frontdesk/audio/mulaw'
import { PassingAudio } from '@frontdesk/audio/passing-audio'
import { cutIntoPieces } from './audio.ts'

describe('audio in base64', () => {
  it('is measured without decoding it', () => {
    for (const bytes of [0, 1, 2, 3, 160, 799, 800, 4_001]) {
      assert.equal(base64Ms(Buffer.alloc(bytes, 1).toString('base64')), bytes / 8)
    }
  })

  it('is cut into pieces that together are the whole', () => {
    const whole = Buffer.from(Array.from({ length: 4_001 }, (_, i) => i % 256))
    const digits = whole.toString('base64')
    const pieces = cutIntoPieces(new PassingAudio(Buffer.from(`<<${digits}>>`), 2, 2 + digits.length), 100)
    assert.ok(pieces.every((piece) => piece.ms <= 100))
    assert.deepEqual(Buffer.concat(pieces.map((piece) => Buffer.from(piece.text(), 'base64'))), whole)
    assert.deepEqual(cutIntoPieces(PassingAudio.of(''), 100), [])
  })
})
