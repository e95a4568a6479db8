import assert from 'node:assert/strict'
import { test } from 'node:test'
import { spokenWords, wordsBetween } from './spoken-words.ts'

test('words follow each other through the speech, by their length', () => {
  const words = spokenWords('I understand you', [{ startMs: 100, endMs: 1900 }])
  assert.deepEqual(
    words.map(({ word }) => word),
    ['I', 'understand', 'you'],
  )
  assert.equal(words[0]?.startMs, 100)
  assert.equal(Math.round(words.at(-1)?.endMs as number), 1900)
  const [short, long] = words.map(({ startMs, endMs }) => endMs - startMs) as [number, number]
  assert.ok(long > 4 * short)
})

test('a pause lies at the punctuation near it, and in no word', () => {
  const words = spokenWords('Yes. That is right.', [
    { startMs: 0, endMs: 500 },
    { startMs: 900, endMs: 1700 },
  ])
  assert.equal(Math.round(words[0]?.endMs as number), 500)
  assert.equal(Math.round(words[1]?.startMs as number), 900)
})

test('a pause far from all punctuation moves nothing', () => {
  const words = spokenWords('one two three four', [
    { startMs: 0, endMs: 200 },
    { startMs: 400, endMs: 2000 },
  ])
  assert.ok((words[0]?.endMs as number) > 400)
})

test('a word counts as heard when the most of it was', () => {
  const words = [
    { word: 'Tuesday', startMs: 0, endMs: 500 },
    { word: 'at', startMs: 500, endMs: 600 },
    { word: 'eleven', startMs: 600, endMs: 1000 },
  ]
  assert.deepEqual(wordsBetween(words, { startMs: 0, endMs: 640 }), ['Tuesday', 'at'])
  assert.deepEqual(wordsBetween(words, { startMs: 0, endMs: 900 }), ['Tuesday', 'at', 'eleven'])
  assert.deepEqual(wordsBetween(words, { startMs: 450, endMs: 1000 }), ['at', 'eleven'])
})

test('dashes alone are no words', () => {
  assert.equal(spokenWords('well - no', [{ startMs: 0, endMs: 500 }]).length, 2)
})
