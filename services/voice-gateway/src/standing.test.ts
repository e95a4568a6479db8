import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { HandOffStep, JournalEntry } from '@frontdesk/records'
import { endReason, noteOf, settlement, standingOf } from './standing.ts'

const at = '2026-11-22T18:00:00.000Z'
const noted = (what: string): JournalEntry => ({ kind: 'noted', at, what })
const step = (did: HandOffStep): JournalEntry => ({ kind: 'hand-off', at, attempt: 1, did })
const begun = step({ step: 'begun', mode: 'warm', emergency: null, back: 'agent', language: 'en' })
const said: JournalEntry = { kind: 'utterance', at, who: 'agent', text: 'Hello', itemId: 'i', cutOff: false }

describe('how a call stands', () => {
  test('is open as long as nothing was decided', () => {
    const expected = {
      ...{ decided: undefined, emergency: undefined, people: 'none', accepted: false, message: 'not-asked' },
      ...{ rebuilds: 0, noticePlayed: false, begun: false },
    }
    assert.deepEqual(standingOf([noted('bad-message')]), expected)
  })

  test('is what was decided last, also for an instance that was not there', () => {
    const journal = [said, noted('stream-rebuilt'), noted('stream-rebuilt'), noted(noteOf('hand-over'))]
    const standing = standingOf(journal)
    assert.equal(standing.decided, 'hand-over')
    assert.equal(standing.rebuilds, 2)
    assert.equal(standing.begun, true)
  })
})

describe('a call that is over at the carrier', () => {
  for (const [decided, accepted, expected] of [
    ['hang-up', false, 'agent-ended'],
    ['give-up', false, 'model-failed'],
    ['hand-over', true, 'handed-over'],
    ['hand-over', false, 'caller-hung-up'],
    [undefined, false, 'gateway-lost'],
  ] as const) {
    test(`after ${decided ?? 'nothing'}${accepted ? ', accepted,' : ''} ended as ${expected}`, () => {
      assert.equal(endReason({ decided, accepted }, 'gateway-lost'), expected)
    })
  }
})

describe('a call that nobody speaks with', () => {
  const open = standingOf([])
  test('is brought back while it is alive', () => {
    assert.deepEqual(settlement({ state: 'alive' }, open, true), { do: 'redirect' })
  })
  test('is left with the people it was handed to, and brought back when that was decided and not begun', () => {
    const decided = [noted(noteOf('hand-over'))]
    assert.deepEqual(settlement({ state: 'alive' }, standingOf(decided), true), { do: 'redirect' })
    assert.deepEqual(settlement({ state: 'alive' }, standingOf([...decided, begun]), true), { do: 'leave' })
  })
  test('is brought back to the agent once it has returned from people, for whom it is asked after no more', () => {
    const returned = step({ step: 'returned', why: 'nobody', by: 'g' })
    const standing = standingOf([said, noted(noteOf('hand-over')), begun, returned])
    assert.deepEqual([standing.decided, standing.people], [undefined, 'none'])
    assert.deepEqual(settlement({ state: 'alive' }, standing, true), { do: 'redirect' })
  })
  test('ended when the carrier says so, and for the reason that fits', () => {
    const over = { state: 'ended', failed: false, endedAt: at } as const
    assert.deepEqual(settlement(over, open, true), { do: 'end', reason: 'gateway-lost', endedAt: at })
    assert.deepEqual(settlement(over, open, false), { do: 'end', reason: 'caller-hung-up', endedAt: at })
    assert.deepEqual(settlement({ state: 'ended', failed: true }, open, true), { do: 'end', reason: 'carrier-failed' })
  })
  test('that the carrier does not know has failed there', () => {
    assert.deepEqual(settlement({ state: 'unknown' }, open, true), { do: 'end', reason: 'carrier-failed' })
  })
})
