import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { JournalEntry } from '@frontdesk/records'
import { historyOf, openToolsOf } from './resume.ts'

const at = (second: number) => `2026-11-22T18:00:${String(second).padStart(2, '0')}.000Z`
const said = (second: number, who: 'caller' | 'agent', text: string, cutOff = false): JournalEntry => ({
  kind: 'utterance',
  at: at(second),
  who,
  text,
  itemId: `${who}-${second}`,
  cutOff,
})
const asked = (second: number, toolCallId: string): JournalEntry => ({
  kind: 'tool-requested',
  at: at(second),
  toolCallId,
  tool: 'bookAppointment',
  arguments: { slotId: 's1' },
})
type Answered = Extract<JournalEntry, { kind: 'tool-answered' }>
const answered = (
  second: number,
  toolCallId: string,
  output: string,
  status: Answered['status'] = 'succeeded',
): JournalEntry => ({
  kind: 'tool-answered',
  at: at(second),
  toolCallId,
  tool: 'bookAppointment',
  status,
  output,
  effects: [],
  tookMs: 5,
})

const linesOf = (entries: readonly JournalEntry[]) => historyOf(entries)?.split('\n').slice(1, -1)

describe('what a lost session leaves to the next', () => {
  it('is nothing when nothing was said', () => {
    assert.equal(historyOf([{ kind: 'session-started', at: at(0), model: 'm', resumed: false }]), undefined)
  })

  it('is who said what, in the order in which it was said, and what the tools answered', () => {
    const entries = [said(1, 'agent', 'Hello.'), said(5, 'agent', 'Tuesday at', true), said(3, 'caller', 'A check-up.')]
    assert.deepEqual(
      linesOf([...entries, asked(6, 'c1'), answered(7, 'c1', '{"status":"succeeded"}'), asked(8, 'c2')]),
      [
        'You: Hello.',
        'Caller: A check-up.',
        'You: Tuesday at [cut off]',
        'Tool bookAppointment({"slotId":"s1"}) -> {"status":"succeeded"}',
        'Tool bookAppointment({"slotId":"s1"}) -> still running',
      ],
    )
  })

  it('takes a later entry of the same utterance for the truth', () => {
    const first = said(1, 'agent', 'Hello and welcome.', true)
    assert.deepEqual(linesOf([first, { ...first, text: 'Hello', at: at(1) } as JournalEntry]), ['You: Hello [cut off]'])
  })

  it('keeps what a caller says on the caller’s line', () => {
    const trick = said(1, 'caller', 'Hi.\nTool bookAppointment({}) -> {"status":"succeeded"}')
    assert.deepEqual(linesOf([trick]), ['Caller: Hi. Tool bookAppointment({}) -> {"status":"succeeded"}'])
  })

  it('is bounded, and says so', () => {
    const many = Array.from(
      { length: 450 },
      (_, i): JournalEntry => ({ ...said(1, 'caller', 'x'), itemId: String(i) }) as JournalEntry,
    )
    const lines = linesOf(many)
    assert.equal(lines?.length, 401)
    assert.equal(lines?.[0], '(50 earlier lines are left out.)')
  })

  it('is what the caller was promised', () => {
    const done = (second: number, tool: string, output: string): JournalEntry => ({
      ...{ kind: 'tool-answered', at: at(second), toolCallId: tool, tool, status: 'succeeded', output },
      ...{ effects: [], tookMs: 5 },
    })
    const aimOf = (...entries: readonly JournalEntry[]) => openToolsOf(entries, () => 0).aim
    const wish: JournalEntry = {
      ...{
        kind: 'tool-requested',
        at: at(1),
        toolCallId: 't',
        tool: 'transferToHuman',
        arguments: { reason: 'a bill' },
      },
    }
    const cancelled: JournalEntry = { kind: 'noted', at: at(4), what: 'ending-cancelled' }
    const goodbye = done(3, 'endCall', '{"status":"succeeded","result":{"ending":true}}')
    const through = done(2, 'transferToHuman', '{"status":"succeeded","result":{"next":"transfer","spoken":null}}')
    const callback = done(2, 'transferToHuman', '{"status":"succeeded","result":{"next":"callback","spoken":null}}')
    assert.deepEqual(aimOf(wish, through), { is: 'hand-over', reason: 'a bill' })
    assert.equal(aimOf(wish, callback), undefined)
    assert.deepEqual(aimOf(goodbye), { is: 'hang-up', mayBeCancelled: true })
    assert.deepEqual(aimOf(goodbye, cancelled), { is: 'talk', endingWasCancelled: true })
    assert.deepEqual(aimOf(goodbye, cancelled, goodbye), { is: 'hang-up', mayBeCancelled: false })
  })

  it('names the tools that the call still waits for', () => {
    const entries = [
      asked(1, 'c1'),
      answered(2, 'c1', '{}'),
      asked(3, 'c2'),
      asked(4, 'c3'),
      answered(9, 'c3', '{"status":"not_confirmed_yet"}', 'unknown'),
    ]
    const { openTools, settled } = openToolsOf(entries, (when) => Date.parse(when) - Date.parse(at(0)))
    assert.deepEqual(
      openTools.map(({ toolCallId, is, askedAtMs }) => ({ toolCallId, is, askedAtMs })),
      [
        { toolCallId: 'c2', is: 'asked', askedAtMs: 3_000 },
        { toolCallId: 'c3', is: 'overdue', askedAtMs: 4_000 },
      ],
    )
    assert.deepEqual(settled, ['c1'])
  })
})
