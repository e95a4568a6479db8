import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { heardWords, noWords, spoken, without } from './transcript.ts'

describe('the words that were heard', () => {
  const table = [
    { heardMs: 0, text: '' },
    { heardMs: 50, text: '' },
    { heardMs: 300, text: 'one' },
    { heardMs: 500, text: 'one two' },
    { heardMs: 999, text: 'one two three' },
    { heardMs: 1_000, text: 'one two three four' },
    { heardMs: 2_000, text: 'one two three four' },
  ]
  for (const { heardMs, text } of table) {
    it(`after ${heardMs} of 1000 ms are "${text}"`, () => {
      assert.equal(heardWords('one two three four', heardMs, 1_000), text)
    })
  }

  it('are none of a sentence without a voice', () => assert.equal(heardWords('one', 0, 0), ''))

  it('come in pieces, and at last as a whole', () => {
    const pieces = spoken(spoken(noWords, 'a', 'Hel', false), 'a', 'lo', false)
    assert.equal(pieces.get('a'), 'Hello')
    assert.equal(spoken(pieces, 'a', 'Hello!', true).get('a'), 'Hello!')
    assert.equal(without(pieces, ['a']).size, 0)
  })
})
