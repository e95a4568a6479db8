import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { JournalEntry, LiveCall } from '@frontdesk/records'
import { testLine } from '../testing/line.ts'
import { offerOf } from './offer.ts'

const at = '2026-11-22T18:00:00.000Z'
const call: LiveCall = {
  ...{ callId: 'c', lineId: testLine.id, callSid: 'CA1', caller: '+4915112345678', called: testLine.number },
  ...{ startedAt: at, gateway: 'g', heartbeatAt: at, recording: 'none' },
}
const asked = (tool: string, args: Record<string, unknown>): JournalEntry => ({
  ...{ kind: 'tool-requested', at, toolCallId: tool, tool },
  arguments: args,
})
const said = (text: string): JournalEntry => ({
  ...{ kind: 'utterance', at, who: 'caller', text, itemId: text, cutOff: false },
})
const booked: JournalEntry = {
  ...{ kind: 'tool-answered', at, toolCallId: 'b', tool: 'bookAppointment', status: 'succeeded' },
  ...{ output: '{}', effects: [], tookMs: 1 },
}

describe('what a person hears who is rung', () => {
  test('is who, why, what was done, what was said last and in which language, and the keys', () => {
    const journal: readonly JournalEntry[] = [
      asked('bookAppointment', { customer: { name: 'Anna Vogel' } }),
      booked,
      asked('transferToHuman', { reason: 'Frage zur letzten\nRechnung' }),
      said('My last bill is wrong, I think'),
      said('Yes.'),
      {
        ...{ kind: 'hand-off', at, attempt: 1 },
        did: { step: 'begun', mode: 'warm', emergency: null, back: 'agent', language: 'en' },
      } as const,
    ]
    assert.deepEqual(offerOf(testLine, call, journal), [
      {
        language: 'de',
        text: 'Ein Anruf für Praxis. Am Telefon ist Anna Vogel. Die Nummer endet auf 6 7 8. Der Grund: Frage zur letzten Rechnung. In diesem Gespräch wurde ein Termin gebucht. Zuletzt wurde gesagt:',
      },
      { language: 'en', text: 'My last bill is wrong, I think.' },
      { language: 'de', text: 'Um es anzunehmen, drücken Sie die 1. Um abzulehnen, drücken Sie die 2.' },
    ])
  })

  test('says that the call is recorded, and that a number is withheld', () => {
    const [only, ...more] = offerOf(testLine, { ...call, caller: null, recording: 'expected' }, [])
    assert.equal(more.length, 0)
    assert.match(only?.text ?? '', /unterdrückt\. Das Gespräch wird aufgezeichnet\./)
  })

  test('is not read out for ever', () => {
    const [, quote] = offerOf(testLine, call, [said('und dann '.repeat(200))])
    assert.ok((quote?.text.length ?? 0) < 260)
  })
})
