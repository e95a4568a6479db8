import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { JournalEntry } from '@frontdesk/records'
import { legAwaitingJournal } from './leg-awaiting-journal.ts'

const at = '2026-11-22T18:00:00.000Z'
const started: JournalEntry = { kind: 'session-started', at, model: 'm', resumed: false }
const noted = (what: string): JournalEntry => ({ kind: 'noted', at, what })
const cost: JournalEntry = { kind: 'usage', at, model: 'm', usage: {} }

function awaiting() {
  const written: JournalEntry[] = []
  const writer = { add: (entry: JournalEntry) => void written.push(entry), flush: async () => {}, stop: () => {} }
  return { written, journal: legAwaitingJournal(writer) }
}

describe('while the leg of a call is awaited', () => {
  test('the journal hears what something cost, and nothing of the session', () => {
    const { written, journal } = awaiting()
    for (const entry of [started, cost, noted('released')]) journal.add(entry)
    assert.deepEqual(written, [cost])
  })

  test('what was kept back is written when it has come, and all the rest at once', () => {
    const { written, journal } = awaiting()
    journal.add(noted('connect-failed.closed'))
    journal.add(started)
    journal.attached()
    journal.add(noted('released'))
    journal.attached()
    assert.deepEqual(written, [noted('connect-failed.closed'), started, noted('released')])
  })

  test('a session that notes without end is heard of in part, and that it was too much', () => {
    const { written, journal } = awaiting()
    for (let nth = 0; nth < 103; nth++) journal.add(noted('connect-failed.closed'))
    journal.attached()
    assert.equal(written.length, 101)
    assert.deepEqual(written.at(-1), { ...noted('journal-full'), count: 3 })
  })
})
