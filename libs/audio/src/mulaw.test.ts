import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  base64LevelDb,
  base64Ms,
  decodeMulaw,
  encodeMulaw,
  levelDb,
  MULAW_SILENCE,
  pcmLevelDb,
  SILENCE_DB,
} from './mulaw.ts'

test('every mu-law byte survives decoding and encoding, but for the second zero', () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, i) => i)
  const back = encodeMulaw(decodeMulaw(bytes))
  for (const [i, byte] of back.entries()) assert.equal(byte, i === 0x7f ? MULAW_SILENCE : i)
})

test('the corner values are those of G.711', () => {
  assert.deepEqual([...decodeMulaw(Uint8Array.of(0x00, 0x80, 0xff, 0x7f, 0xfe))], [-32124, 32124, 0, 0, 8])
  assert.deepEqual([...encodeMulaw(Int16Array.of(0, 32767, -32768, 8, -8))], [0xff, 0x80, 0x00, 0xfe, 0x7e])
})

test('no sample moves by more than half a step of its segment', () => {
  for (let sample = -32768; sample < 32768; sample += 7) {
    const [decoded] = decodeMulaw(encodeMulaw(Int16Array.of(sample)))
    const allowed = Math.max(4, (Math.abs(sample) + 132) / 32)
    assert.ok(Math.abs((decoded as number) - sample) <= Math.max(allowed, Math.abs(sample) - 32124), `sample ${sample}`)
  }
})

test('level is the RMS in dBFS', () => {
  const sine = Int16Array.from({ length: 160 }, (_, i) => Math.round(16384 * Math.sin((i * 2 * Math.PI) / 8)))
  assert.ok(Math.abs(pcmLevelDb(sine) + 9.03) < 0.05)
  assert.ok(Math.abs(levelDb(encodeMulaw(sine)) + 9.03) < 0.2)
  assert.equal(levelDb(new Uint8Array(160).fill(MULAW_SILENCE)), SILENCE_DB)
  assert.equal(levelDb(new Uint8Array(0)), SILENCE_DB)
})

test('the level of base64 is that of what it stands for, to a decibel, wherever it lies', () => {
  for (const amplitude of [50, 500, 5_000, 30_000]) {
    const noise = encodeMulaw(Int16Array.from({ length: 160 }, (_, i) => Math.sin(i * i) * amplitude))
    const digits = Buffer.from(`"payload":"${Buffer.from(noise).toString('base64')}"`)
    const off = Math.abs(base64LevelDb(digits, 11, digits.length - 1) - levelDb(noise))
    assert.ok(off < 1.5, `${off} dB off at ${amplitude}`)
  }
  const silence = Buffer.from(Buffer.alloc(160, MULAW_SILENCE).toString('base64'))
  assert.equal(base64LevelDb(silence, 0, silence.length), SILENCE_DB)
  assert.equal(base64LevelDb(silence, 0, 0), SILENCE_DB)
})

test('base64 lasts as long as its bytes, padded or not', () => {
  for (const bytes of [0, 1, 2, 3, 159, 160, 161]) {
    assert.equal(base64Ms(Buffer.alloc(bytes).toString('base64')), bytes / 8)
  }
})
