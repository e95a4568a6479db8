import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JournalEntry } from '@frontdesk/records'
import { saidAndDone } from './say-do.ts'

const claim = (second: number, is: 'unfounded' | 'taken-back' | 'came-true', what: 'booked' | 'callback' = 'booked') =>
  ({ kind: 'claim', at: `2026-11-23T09:00:0${second}.000Z`, claim: what, itemId: 'i', is }) satisfies JournalEntry

test('a call in which the agent kept its word has nothing to say of it', () => {
  assert.deepEqual(saidAndDone([]), {})
})

test('each kind of claim stands once, with when it was made and what became of it', () => {
  const { sayDo } = saidAndDone([claim(1, 'unfounded'), claim(3, 'unfounded', 'callback'), claim(5, 'taken-back')])
  assert.deepEqual(sayDo, [
    { claim: 'booked', at: '2026-11-23T09:00:01.000Z', corrected: 'taken-back' },
    { claim: 'callback', at: '2026-11-23T09:00:03.000Z', corrected: 'no' },
  ])
})

test('what was claimed again after it was taken back is not corrected', () => {
  const { sayDo } = saidAndDone([claim(1, 'unfounded'), claim(2, 'taken-back'), claim(4, 'unfounded')])
  assert.equal(sayDo?.[0]?.corrected, 'no')
})
