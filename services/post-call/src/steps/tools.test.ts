import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Effect, Intent, JournalEntry } from '@frontdesk/records'
import { toolUses } from './tools.ts'

const at = '2026-11-23T10:00:00.000Z'
const event: Effect = { vendor: 'calendar', action: 'created', what: 'event', reference: 'e1' }
const asked = (toolCallId: string, tool = 'bookAppointment'): JournalEntry => {
  return { kind: 'tool-requested', at, toolCallId, tool, arguments: { slotId: 's' } }
}
type Answer = Extract<JournalEntry, { kind: 'tool-answered' }>
const told = (toolCallId: string, status: Answer['status'], effects: Effect[] = []): Answer => {
  return { kind: 'tool-answered', at, toolCallId, tool: 'bookAppointment', status, output: '{}', effects, tookMs: 40 }
}
const intent = (effects: Effect[], status: 'succeeded' | undefined): Intent => ({
  ...{
    key: 'k',
    wish: 'w',
    state: status ?? 'started',
    callId: 'c',
    lineId: 'l',
    tool: 'bookAppointment',
    startedAt: at,
  },
  steps: effects.map((effect) => ({ step: effect.reference, effect })),
  ...(status === undefined ? {} : { outcome: { status, result: {} } }),
})
const brief = (journal: JournalEntry[], intents: Intent[]) =>
  toolUses(journal, intents).map(({ toolCallId, status, effects }) => [toolCallId, status, effects.length])

describe('what the tools did', () => {
  test('is what the model was told in time', () => {
    assert.deepEqual(brief([asked('a'), told('a', 'succeeded', [event])], [intent([event], 'succeeded')]), [
      ['a', 'succeeded', 1],
    ])
  })

  test('is what the ledger holds when the answer came late, was unknown, or never came', () => {
    for (const journal of [[asked('a'), told('a', 'late')], [asked('a'), told('a', 'unknown')], [asked('a')]])
      assert.deepEqual(brief(journal, [intent([event], 'succeeded')]), [['a', 'succeeded', 1]])
  })

  test('does not give one effect to two requests', () => {
    const journal = [asked('a'), asked('b'), told('a', 'succeeded', [event]), told('b', 'unknown')]
    assert.deepEqual(brief(journal, [intent([event], 'succeeded')]), [
      ['a', 'succeeded', 1],
      ['b', 'unknown', 0],
    ])
  })

  test('stays open when nobody settled it', () => {
    assert.deepEqual(brief([asked('a')], [intent([], undefined)]), [['a', 'unanswered', 0]])
    assert.deepEqual(brief([asked('a'), told('a', 'unknown'), told('a', 'failed')], []), [['a', 'failed', 0]])
  })
})
