import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CallRecord, JournalEntry } from '@frontdesk/records'
import { summaryOf } from './summary.ts'

const at = '2026-11-23T10:00:00.000Z'
const said = (who: 'caller' | 'agent', text: string, itemId = text): JournalEntry => {
  return { kind: 'utterance', at, who, text, itemId, cutOff: false }
}
const record = (change: Partial<CallRecord>) =>
  ({ state: 'done', notes: null, transcript: [], ...change }) as unknown as CallRecord
const turn = (who: 'caller' | 'agent', text: string) => ({
  who,
  startMs: 0,
  endMs: 1,
  text,
  source: 'recording' as const,
})

test('a summary is what the agent noted', () => {
  assert.equal(summaryOf(record({ notes: 'Wants a refund.' }), []), 'Wants a refund.')
  const logged: JournalEntry = {
    ...{ kind: 'tool-requested', at, toolCallId: '1', tool: 'logCallOutcome' },
    arguments: { outcome: 'callback', notes: 'Wants a refund.' },
  }
  assert.equal(summaryOf(undefined, [said('caller', 'Hello'), logged]), 'Wants a refund.')
})

test('without notes it is what the caller said, in its last wording', () => {
  const transcript = [turn('agent', 'Hello?'), turn('caller', 'My bill is wrong.')]
  assert.equal(summaryOf(record({ transcript }), []), '“My bill is wrong.”')
  const journal = [said('caller', 'My bell', 'a'), said('agent', 'Hello?'), said('caller', 'My bill.', 'a')]
  assert.equal(summaryOf(record({ state: 'processing' }), journal), '“My bill.”')
})

test('once there is a record, which is what was redacted, the journal says nothing more', () => {
  assert.equal(summaryOf(record({}), [said('caller', 'My card number is')]), null)
})

test('a summary is short', () => {
  assert.equal(summaryOf(record({ notes: '😀'.repeat(1_000) }), []), `${'😀'.repeat(399)}…`)
  assert.equal(summaryOf(undefined, []), null)
})
