import assert from 'node:assert/strict'
import { test } from 'node:test'
import { base64LevelDb, base64Ms } from './mulaw.ts'
import { PassingAudio } from './passing-audio.ts'

test('audio that passes is what its digits are, wherever they lie', () => {
  for (const length of [0, 1, 2, 3, 160]) {
    const text = Buffer.from(Array.from({ length }, (_, i) => i)).toString('base64')
    const bytes = Buffer.from(`{"payload":"${text}"}`)
    const from = bytes.length - 2 - text.length
    for (const audio of [new PassingAudio(bytes, from, bytes.length - 2), PassingAudio.of(text)]) {
      assert.equal(audio.text(), text)
      assert.equal(audio.ms, base64Ms(text))
      assert.equal(audio.ms, length / 8)
      assert.equal(audio.levelDb(), base64LevelDb(Buffer.from(text), 0, text.length))
    }
  }
})

test('audio that is kept outlives the memory in which it came', () => {
  const bytes = Buffer.from('"//8="')
  const kept = new PassingAudio(bytes, 1, 5).kept()
  bytes.fill(0x41)
  assert.equal(kept.text(), '//8=')
})
