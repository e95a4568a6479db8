import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { HandOffStep, JournalEntry } from '@frontdesk/records'
import { accepted, awayMs, backAt, nextAttempt, nextOf, openRound, roundsOf, wasTaken } from './hand-off.ts'

const at = '2026-11-22T18:00:00.000Z'
const step = (attempt: number, did: HandOffStep): JournalEntry => ({ kind: 'hand-off', at, attempt, did })
const begun = (attempt = 1) =>
  step(attempt, { step: 'begun', mode: 'warm', emergency: null, back: 'agent', language: 'de' })
const ringing = (attempt: number, by = 'g1') => step(attempt, { step: 'ringing', by })
const rung = (attempt: number, legSid = 'CA1') => step(attempt, { step: 'rung', legSid })
const ended = (attempt: number, how: Extract<HandOffStep, { step: 'ended' }>['how'], by = 'g1') =>
  step(attempt, { step: 'ended', how, by })
const returned = (why: 'nobody' | 'left', by = 'g1') => step(1, { step: 'returned', why, by })

const doNext = (people: number, ...journal: readonly JournalEntry[]) => {
  const round = openRound(roundsOf(journal))
  assert.ok(round)
  const next = nextOf(round, people)
  return next.do === 'ring' ? `ring ${next.person}` : next.do === 'wait' ? `wait for ${next.attempt.attempt}` : next.why
}

describe('a hand-off, out of the journal', () => {
  it('rings one after the other, and gives the caller back when nobody is left', () => {
    assert.equal(doNext(2, begun()), 'ring 0')
    assert.equal(doNext(2, begun(), ringing(1)), 'wait for 1')
    assert.equal(doNext(2, begun(), ringing(1), rung(1), ended(1, 'busy')), 'ring 1')
    assert.equal(doNext(2, begun(), ringing(1), ended(1, 'busy'), ringing(2), ended(2, 'declined')), 'nobody')
  })

  it('waits with whoever took the call, and gives the caller back when they have parted', () => {
    const taken = [begun(), ringing(1), rung(1), ended(1, 'accepted')]
    assert.equal(doNext(2, ...taken), 'wait for 1')
    assert.equal(doNext(2, ...taken, step(1, { step: 'parted' })), 'left')
    assert.equal(wasTaken(roundsOf(taken)), true)
  })

  it('goes by the first of those who answer the same question', () => {
    const journal = [begun(), ringing(1, 'g1'), ringing(1, 'g2'), ended(1, 'accepted', 'a'), ended(1, 'no-answer', 'b')]
    const [round] = roundsOf([...journal, returned('left', 'x'), returned('nobody', 'y')])
    assert.equal(round?.attempts.length, 1)
    assert.equal(round?.attempts[0]?.ringing.by, 'g1')
    assert.deepEqual([round && accepted(round)?.ended?.by, round?.returned?.by], ['a', 'x'])
  })

  it('rings somebody again who never came to be rung, but not for ever', () => {
    const again = (times: number) =>
      Array.from({ length: times }, (_, nth) => [ringing(nth + 1), ended(nth + 1, 'not-rung')]).flat()
    assert.equal(doNext(1, begun(), ...again(1)), 'ring 0')
    assert.equal(doNext(1, begun(), ...again(3)), 'nobody')
  })

  it('counts attempts over the whole call, and knows where the caller last came back', () => {
    const journal = [begun(), ringing(1), ended(1, 'busy'), returned('nobody'), begun(2), ringing(2)]
    const rounds = roundsOf(journal)
    assert.deepEqual([rounds.length, nextAttempt(rounds), backAt(rounds)], [2, 3, 3])
    assert.equal(openRound(rounds)?.attempts[0]?.person, 0)
  })

  it('tells how long the caller was away', () => {
    const back: JournalEntry = { ...returned('left'), at: '2026-11-22T18:40:00.000Z' }
    assert.equal(awayMs([begun(), ringing(1), ended(1, 'accepted'), back]), 40 * 60_000)
    assert.equal(awayMs([begun()]), 0)
  })

  it('ignores a second beginning while one runs, and rings of a round that is over', () => {
    const rounds = roundsOf([begun(), begun(), returned('nobody'), ringing(1)])
    assert.deepEqual([rounds.length, rounds[0]?.attempts.length, openRound(rounds)], [1, 0, undefined])
  })
})
