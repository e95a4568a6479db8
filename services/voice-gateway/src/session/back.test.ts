import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { HandOffStep, JournalEntry } from '@frontdesk/records'
import { backIn, backSentence } from './back.ts'
import { historyOf, openToolsOf } from './resume.ts'
import {
  attached,
  callerSaid,
  commits,
  ends,
  at as from,
  given,
  givenResumed,
  hears,
  opened,
  prepared,
  ready,
  sentPiece,
  starts,
  voice,
} from './testing/given.ts'

const at = '2026-11-22T18:00:00.000Z'
const step = (did: HandOffStep): JournalEntry => ({ kind: 'hand-off', at, attempt: 1, did })
const session: JournalEntry = { kind: 'session-started', at, model: 'm', resumed: false }
const transfer: readonly JournalEntry[] = [
  { kind: 'tool-requested', at, toolCallId: 't', tool: 'transferToHuman', arguments: { reason: 'a bill' } },
  {
    ...{ kind: 'tool-answered', at, toolCallId: 't', tool: 'transferToHuman', status: 'succeeded', tookMs: 1 },
    ...{ output: '{"status":"succeeded","result":{"next":"transfer","spoken":null}}', effects: [] },
  },
]
const begun = step({ step: 'begun', mode: 'warm', emergency: null, back: 'agent', language: 'de' })
const returned = step({ step: 'returned', why: 'nobody', by: 'g' })
const whole = [session, ...transfer, begun, returned]

describe('a caller who is back from people', () => {
  it('is told why, in the language spoken, once', () => {
    assert.deepEqual(backIn(whole), { why: 'nobody', language: 'de' })
    assert.equal(backIn([...whole, session]), undefined)
    assert.equal(backIn([session, ...transfer, begun]), undefined)
  })

  it('is no longer on the way to people, and the agent knows what happened', () => {
    const { aim, back } = openToolsOf(whole, () => 0)
    assert.deepEqual([aim, back?.why], [undefined, 'nobody'])
    assert.match(historyOf(whole) ?? '', /nobody took the call[\s\S]*how "callback"/)
  })

  it('hears one sentence that asks them something, and then it is their turn', () => {
    const back = { why: 'nobody', language: 'de' } as const
    const spoken = givenResumed({ openTools: [], settled: [], back }, prepared, attached, ready)
    assert.deepEqual(
      spoken.the('say').map(({ instructions }) => instructions),
      [`Say exactly: "${backSentence(back)}" Say nothing else.`],
    )
    const heard = spoken.when(
      starts('r1'),
      voice('r1', 100),
      sentPiece('1.0', 'r1-item', 100),
      ends('r1'),
      hears('1.0'),
    )
    assert.deepEqual([...heard.the('respond'), ...heard.the('say')], [])
    assert.equal(heard.state.opening, 'done')
  })
})

describe('a caller who says what the line calls an emergency', () => {
  const emergencies = [{ rule: 1, phrases: ['Notfall'] }]
  const ruled = given(...opened)
  const inCall = { ...ruled, state: { ...ruled.state, rules: { ...ruled.state.rules, emergencies } } }

  it('is put through at once, whatever the agent does meanwhile', () => {
    const call = from(inCall.state, inCall.nowMs, []).when(commits(), starts('r1'), callerSaid('Das ist ein Notfall!'))
    assert.deepEqual(
      call.the('end').map(({ end }) => end),
      [{ end: 'emergency', rule: 1, language: 'en' }],
    )
    assert.equal(call.journalled('utterance').length, 1)
  })

  it('is not, when they say that it is none', () => {
    const call = from(inCall.state, inCall.nowMs, []).when(commits(), callerSaid('Es ist kein Notfall.'))
    assert.deepEqual(call.the('end'), [])
  })
})
