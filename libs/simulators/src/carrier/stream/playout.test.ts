import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FRAME_SAMPLES, MULAW_SILENCE } from '@frontdesk/audio/mulaw'
import { Playout } from './playout.ts'

const audio = (bytes: number, value = 1) => new Uint8Array(bytes).fill(value)

test('pieces of any length are played as one', () => {
  const playout = new Playout()
  playout.append(audio(100, 1))
  playout.append(audio(1, 2))
  playout.append(audio(159, 3))
  assert.deepEqual(playout.pull().frame, Uint8Array.from([...audio(100, 1), 2, ...audio(59, 3)]))
  const { frame } = playout.pull()
  assert.deepEqual(frame?.subarray(0, 100), audio(100, 3))
  assert.deepEqual(frame?.subarray(100), audio(60, MULAW_SILENCE))
  assert.equal(playout.pull().frame, undefined)
})

test('a mark is reached when the last byte before it is played', () => {
  const playout = new Playout()
  playout.append(audio(FRAME_SAMPLES + 1))
  assert.deepEqual(playout.mark('a'), [])
  assert.deepEqual(playout.pull().marks, [])
  assert.deepEqual(playout.pull().marks, ['a'])
})

test('a mark with nothing before it is reached at once', () => {
  assert.deepEqual(new Playout().mark('a'), ['a'])
})

test('clear reaches every mark in their order and forgets the audio', () => {
  const playout = new Playout()
  playout.append(audio(500))
  playout.mark('a')
  playout.append(audio(500))
  playout.mark('b')
  playout.pull()
  assert.deepEqual(playout.clear(), ['a', 'b'])
  assert.equal(playout.pull().frame, undefined)
  playout.append(audio(FRAME_SAMPLES, 9))
  assert.deepEqual(playout.pull().frame, audio(FRAME_SAMPLES, 9))
})

test('more than ten minutes are discarded', () => {
  const playout = new Playout()
  assert.equal(playout.append(audio(4_800_000)), 0)
  assert.equal(playout.append(audio(10)), 10)
  playout.pull()
  assert.equal(playout.append(audio(200)), 40)
})
