import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { JournalEntry } from '@frontdesk/records'
import { liveTurns, type Turn, toTurns } from './turns.ts'

const said = (who: Turn['who'], startMs: number, endMs: number, text: string): Turn => {
  return { who, startMs, endMs, text, source: 'recording' }
}

describe('turns', () => {
  test('are in the order of their beginning, and one side’s words in one go are one turn', () => {
    const turns = toTurns([
      said('agent', 2_000, 3_000, ' Good morning. '),
      said('caller', 500, 1_000, 'Hello'),
      said('caller', 1_400, 1_900, 'there.'),
      said('agent', 2_500, 2_600, '  '),
      said('agent', 9_000, 9_500, 'Are you there?'),
    ])
    assert.deepEqual(
      turns.map(({ who, startMs, endMs, text }) => [who, startMs, endMs, text]),
      [
        ['caller', 500, 1_900, 'Hello there.'],
        ['agent', 2_000, 3_000, 'Good morning.'],
        ['agent', 9_000, 9_500, 'Are you there?'],
      ],
    )
  })

  test('of the journal keep their place when their words are replaced', () => {
    const entry = (itemId: string, second: number, text: string): JournalEntry => ({
      ...{ kind: 'utterance', who: 'agent', itemId, text, cutOff: false, heardMs: 800 },
      at: `2026-11-23T10:00:0${second}.000Z`,
    })
    const journal = [
      entry('a', 1, 'Good morning, how'),
      entry('b', 2, 'Yes.'),
      entry('a', 3, 'Good'),
      entry('c', 4, ''),
    ]
    assert.deepEqual(
      liveTurns(journal, '2026-11-23T10:00:00.000Z').map(({ startMs, endMs, text }) => [startMs, endMs, text]),
      [
        [1_000, 1_800, 'Good'],
        [2_000, 2_800, 'Yes.'],
      ],
    )
  })
})
