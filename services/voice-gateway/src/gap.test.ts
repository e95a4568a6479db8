import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type JournalEntry, journalEntrySchema } from '@frontdesk/records'
import { gapIn, lossIn } from './gap.ts'
import { standingOf } from './standing.ts'

const at = (second: number) => `2026-11-22T18:00:${String(second).padStart(2, '0')}.000Z`
const began: JournalEntry = { kind: 'session-started', at: at(0), model: 'm', resumed: false }
const noted = (second: number, what: string): JournalEntry => ({ kind: 'noted', at: at(second), what })
const speaking = (second: number, text: string, heardMs: number): JournalEntry => ({
  ...{ kind: 'speaking', at: at(second), itemId: `item-${second}`, text, heardMs },
})
const said = (second: number, text: string): JournalEntry => ({
  ...{ kind: 'utterance', at: at(second), who: 'agent', itemId: `item-${second}`, text, cutOff: false },
})
const causesIn = (journal: readonly JournalEntry[]) =>
  lossIn(journal, at(9)).flatMap((entry) => (entry.kind === 'session-lost' ? [entry.cause] : []))

describe('a conversation that was lost', () => {
  test('leaves the half-said sentence as far as it was heard last', () => {
    const journal = [began, said(1, 'Hello.'), speaking(3, 'Tuesday', 1_000), speaking(3, 'Tuesday at ten', 2_000)]
    assert.deepEqual(lossIn(journal, at(6)), [
      { ...speaking(3, 'Tuesday at ten', 2_000), kind: 'utterance', who: 'agent', cutOff: true } as JournalEntry,
      { kind: 'session-lost', at: at(6), cause: 'gateway-lost' },
    ])
  })

  test('leaves nothing of a sentence that was written down', () => {
    const journal = [began, speaking(3, 'Tuesday', 1_000), said(3, 'Tuesday at ten.'), noted(5, 'released')]
    assert.deepEqual(lossIn(journal, at(4)), [{ kind: 'session-lost', at: at(5), cause: 'gateway-left' }])
  })

  test('says what became of it, once', () => {
    assert.deepEqual(causesIn([began, said(1, 'Hello.')]), ['gateway-lost'])
    assert.deepEqual(causesIn([began, said(1, 'Hello.'), noted(5, 'carrier-lost')]), ['stream-lost'])
    assert.deepEqual(causesIn([began]), [], 'nothing had begun')
    const once = [began, said(1, 'Hello.')]
    assert.deepEqual(causesIn([...once, ...lossIn(once, at(9))]), [])
  })

  test('is rebuilt, and its history is counted', () => {
    const journal = [began, said(1, 'Hello.')]
    const gap = gapIn(journal, { lastSignAt: at(5), now: at(8) })
    assert.deepEqual(gap.at(-1), noted(8, 'stream-rebuilt'))
    assert.deepEqual(standingOf([...journal, ...gap]).rebuilds, 1)
  })
})

test('what stands in a journal again is as it was written, without its place there', () => {
  const read = Object.assign(speaking(3, 'Tuesday', 1_000), { seq: 7 })
  for (const entry of lossIn([began, read], at(6))) assert.ok(journalEntrySchema.safeParse(entry).success)
})
