import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { encodeMulaw } from '@frontdesk/audio/mulaw'
import { PassingAudio } from '@frontdesk/audio/passing-audio'
import { seeded } from '../testing/seeded.ts'
import { CallerEar } from './caller-ear.ts'

/** Noise with the ups and downs of speech. */
function noise(ms: number, amplitude: number, seed = 1): Uint8Array {
  const random = seeded(seed)
  return encodeMulaw(Int16Array.from({ length: ms * 8 }, () => (random.below(2_000) / 1_000 - 1) * amplitude))
}
const silence = (ms: number) => new Uint8Array(ms * 8).fill(0xff)

function hears(frameMs: number, ...sounds: readonly Uint8Array[]) {
  const told: number[] = []
  const ear = new CallerEar((voicedMs) => told.push(voicedMs))
  const line = Buffer.concat(sounds)
  for (let at = 0; at < line.length; at += frameMs * 8)
    ear.hear(PassingAudio.of(line.subarray(at, at + frameMs * 8).toString('base64')))
  return told
}

describe('our own ear on the caller’s line', () => {
  it('tells how the voice grows, and when it has ended', () => {
    const told = hears(20, silence(1_000), noise(420, 6_000), silence(1_000))
    assert.deepEqual(told, [100, 200, 300, 400, 0])
  })

  it('does not count gaps, nor a click', () => {
    const told = hears(
      20,
      silence(1_000),
      noise(200, 6_000),
      silence(300),
      noise(200, 6_000),
      silence(700),
      noise(40, 6_000),
    )
    assert.deepEqual(told, [100, 200, 300, 400, 0])
  })

  it('hears frames of any length', () => {
    for (const frameMs of [10, 30, 60]) {
      const told = hears(frameMs, silence(960), noise(420, 6_000), silence(960))
      assert.ok(told.includes(400) && told.at(-1) === 0 && told.length <= 6, `${frameMs} ms: ${told.join(' ')}`)
    }
  })
})
