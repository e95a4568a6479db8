import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { JournalEntry } from '@frontdesk/records'
import { discreet } from './discreet-journal.ts'

const at = '2026-11-22T12:00:00.000Z'
const says = (who: 'agent' | 'caller', text: string): JournalEntry => ({
  ...{ kind: 'utterance', at, who, text, itemId: text, cutOff: false },
})
const withdrawn: JournalEntry = {
  ...{
    kind: 'consent-withdrawn',
    at,
    before: 'delete',
    language: 'de',
    jurisdictions: ['DE'],
    table: '1',
    offsetMs: 1,
  },
}

async function written(keeps: boolean, ...batches: readonly JournalEntry[][]): Promise<JournalEntry[]> {
  const kept: JournalEntry[] = []
  const journal = discreet({ append: async (_, entries) => void kept.push(...entries) }, keeps)
  for (const batch of batches) await journal.append('call-1', batch)
  return kept
}
const wordsIn = (entries: readonly JournalEntry[]) =>
  entries.flatMap((entry) => (entry.kind === 'utterance' || entry.kind === 'speaking' ? [entry.text] : []))

describe('the journal of a call', () => {
  test('whose words may be kept is written as it is', async () => {
    const entries = [says('caller', 'Guten Tag.'), { kind: 'dtmf', at, digit: '7' } as const]
    assert.deepEqual(await written(true, entries), entries)
  })

  test('whose words may not be kept holds who spoke, and no word of it', async () => {
    const speaking: JournalEntry = { kind: 'speaking', at, itemId: 'i', text: 'Ihr Termin', heardMs: 900 }
    const entries = await written(false, [says('caller', 'Guten Tag.'), speaking, { kind: 'dtmf', at, digit: '7' }])
    assert.deepEqual(wordsIn(entries), ['', ''])
    assert.doesNotMatch(JSON.stringify(entries), /Termin|"7"/)
  })

  test('keeps none from the withdrawal on, in the same batch and in later ones', async () => {
    const first = [says('caller', 'a'), withdrawn, says('caller', 'b')]
    assert.deepEqual(wordsIn(await written(true, first, [says('agent', 'c')])), ['a', '', ''])
  })

  test('keeps what the agent said of effects, which is no word of the caller', async () => {
    const [entry] = await written(false, [says('agent', 'Ihr Termin ist gebucht.')])
    assert.ok(entry?.kind === 'utterance')
    assert.deepEqual([entry.text, entry.claims], ['', { booked: 'done' }])
  })
})
