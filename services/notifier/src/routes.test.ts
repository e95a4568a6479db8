import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { DataOf } from '@frontdesk/events'
import { loadLines } from '@frontdesk/line/load'
import type { Block } from './message.ts'
import { type Known, routes } from './routes.ts'

const lines = await loadLines(fileURLToPath(new URL('../../../lines', import.meta.url)))
const line = lines.find(({ id }) => id === 'berlin-dental')
assert.ok(line)
const at = '2026-11-23T10:00:40.000Z'
const known: Known = { line, caller: '+4915112345678', at, endedAt: at, isRingingBack: false }
const ofCall = { callId: 'call-1', lineId: line.id }
const escalated = (next: 'transfer' | 'callback', reason = 'A bill.'): DataOf<'call.escalated'> => {
  return { ...ofCall, by: 'agent', reason, caller: '+4915112345678', next, escalatedAt: at }
}
const queued: DataOf<'callback.queued'> = {
  ...{ ...ofCall, callbackId: 'cb-1', reason: 'A bill.', caller: '+4915112345678' },
  dueAt: '2026-11-24T08:30:00.000Z',
}
const ended = (reason: DataOf<'call.ended'>['reason']): DataOf<'call.ended'> => {
  return { ...ofCall, callSid: 'CA1', reason, startedAt: at, endedAt: at, recording: 'none' }
}
const processed = (outcome: DataOf<'call.processed'>['outcome'], endReason: DataOf<'call.processed'>['endReason']) => ({
  ...{ ...ofCall, outcome, endReason, callerMasked: null, durationMs: 1 },
  ...{ costMicros: null, turns: 0, recording: null, processedAt: at },
})
const told = (blocks: readonly Block[] = []) => JSON.stringify(blocks)

describe('an escalation', () => {
  test('to a person is told with who calls, when, why, and who is rung', () => {
    const message = routes['call.escalated'](escalated('transfer'), known)
    assert.equal(message?.channel, 'C0BERLIN')
    const [header, fields, why, next, call] = message?.blocks ?? []
    assert.deepEqual(header, { type: 'header', text: { type: 'plain_text', text: 'A caller wants a person' } })
    assert.match(told(fields && [fields]), /Zahnarztpraxis am Lietzensee.*Mon 23 Nov, 11:00 CET.*\+4915112345678/)
    assert.match(told(why && [why]), /A bill\./)
    assert.match(told(next && [next]), /Empfang, then Praxismanagement/)
    assert.match(told(call && [call]), /call-1/)
    assert.match(message?.text ?? '', /A caller wants a person · Practice: Zahnarztpraxis/)
  })

  test('to a callback is the same message as the callback itself, with the time that was promised', () => {
    const [first, second] = [
      routes['call.escalated'](escalated('callback'), known),
      routes['callback.queued'](queued, known),
    ]
    assert.deepEqual(first?.about, second?.about)
    assert.match(told(second?.blocks), /Tue 24 Nov, 09:30 CET/)
    assert.notDeepEqual(routes['call.escalated'](escalated('callback', 'Another matter.'), known)?.about, first?.about)
  })

  test('by a caller who withheld the number says so', () => {
    const message = routes['callback.queued']({ ...queued, caller: null }, known)
    assert.match(told(message?.blocks), /withheld/)
  })
})

describe('what nobody can say whether it was done', () => {
  const unresolved = {
    ...ofCall,
    tool: 'bookAppointment',
    reference: 'YGQ9KS4',
    caller: '+4915112345678',
    startedAt: at,
  }
  test('is told with what was asked for, where to look, and whom to ring', () => {
    const message = routes['tool.unresolved'](unresolved, known)
    assert.match(told(message?.blocks), /an appointment.*YGQ9KS4.*look for the reference in the calendar.*ring them/)
  })

  test('is told once for each thing', () => {
    const [one, other] = ['YGQ9KS4', 'ZZQ9KS4'].map((reference) =>
      routes['tool.unresolved']({ ...unresolved, reference }, known),
    )
    assert.notDeepEqual(one?.about, other?.about)
  })
})

describe('what a caller was told wrongly, or was not told', () => {
  const flagged = (why: DataOf<'call.flagged'>['why']): DataOf<'call.flagged'> => ({
    ...{ ...ofCall, why, what: 'booked', when: 'Tuesday, 24 November at 10:00', reference: 'YGQ9KS4', flaggedAt: at },
  })

  test('is told with what it is about, and what to do', () => {
    const untold = routes['call.flagged'](flagged('done-not-told'), known)
    assert.match(told(untold?.blocks), /an appointment booked.*Tuesday, 24 November.*YGQ9KS4.*ring the caller/)
    const claimed = routes['call.flagged'](flagged('claimed-not-done'), { ...known, caller: null })
    assert.match(told(claimed?.blocks), /It was not.*withheld their number/)
    assert.match(told(routes['call.flagged'](flagged('claim-corrected'), known)?.blocks), /Nothing is owed/)
  })

  test('is told once for each thing', () => {
    const [one, other] = (['done-not-told', 'claim-corrected'] as const).map((why) =>
      routes['call.flagged'](flagged(why), known),
    )
    assert.notDeepEqual(one?.about, other?.about)
  })
})

describe('a failure', () => {
  test('is told once a call, by its end or by what became of it', () => {
    const first = routes['call.ended'](ended('model-failed'), known)
    const second = routes['call.processed'](processed('failed', 'model-failed'), known)
    assert.ok(first)
    assert.deepEqual(second?.about, first.about)
    assert.match(told(first.blocks), /lost its connection.*Please ring them/)
  })

  test('is no news to staff who were asked to ring the caller', () => {
    const ringing = { ...known, isRingingBack: true }
    assert.equal(routes['call.ended'](ended('model-failed'), ringing), undefined)
    assert.equal(routes['call.processed'](processed('failed', 'refused'), ringing), undefined)
  })

  test('is not a call that ended as calls do', () => {
    for (const reason of ['caller-hung-up', 'agent-ended', 'handed-over', 'refused'] as const)
      assert.equal(routes['call.ended'](ended(reason), known), undefined)
    assert.equal(routes['call.processed'](processed('booked', 'model-failed'), known), undefined)
  })
})
