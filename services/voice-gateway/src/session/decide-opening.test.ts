import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Aim } from './call-state.ts'
import {
  attached,
  begins,
  callerSaid,
  callerSpeaks,
  commits,
  ends,
  given,
  givenResumed,
  hears,
  lost,
  opened,
  prepared,
  presses,
  ready,
  sentPiece,
  starts,
  stopped,
  stops,
  timer,
  voice,
  words,
} from './testing/given.ts'

describe('a call that begins', () => {
  it('opens the model session before the caller is there, and greets when both are', () => {
    assert.deepEqual(given(prepared).done, ['open-model', 'set-timer'])
    assert.deepEqual(given(prepared, ready).done, ['cancel-timer', 'journal session-started'])
    const greeting = given(prepared, ready, attached)
    assert.deepEqual(greeting.done, ['say', 'set-timer'])
    assert.match(greeting.the('say')[0]?.instructions ?? '', /exactly: "Hello, this is Ada, the AI assistant\."/)
  })

  it('greets as well when the caller is there first', () => {
    assert.deepEqual(given(prepared, attached, ready).the('say').length, 1)
  })

  it('goes on without a greeting when it is resumed', () => {
    const resumed = { openTools: [], settled: [] }
    const going = givenResumed(resumed, prepared, attached, ready)
    assert.match(
      going.the('say')[0]?.instructions ?? '',
      /say exactly: "Sorry, the line was interrupted for a moment\."/,
    )
    assert.deepEqual(going.the('respond'), [])
    assert.equal(going.when(starts('r1'), voice('r1', 100), ends('r1')).the('respond').length, 1)
    assert.equal(going.journalled('session-started')[0]?.resumed, true)
    assert.equal(givenResumed(resumed, prepared).the('open-model')[0]?.seeded, true)
  })

  it('begins the word about the interruption again when the model drops before any of it was heard, and not behind it', () => {
    const excusing = givenResumed({ openTools: [], settled: [] }, prepared, attached, ready, starts('r1'))
    assert.equal(excusing.when(lost, ready).the('say').length, 1)
    const said = excusing.when(voice('r1', 100), ends('r1'), starts('r2'))
    const again = said.when(lost, ready)
    assert.deepEqual([again.the('say').length, again.the('respond').length], [0, 1])
  })

  it('goes on only to say goodbye, or to put the caller through, when that was what it was about to do', () => {
    const resumedTo = (aim: Aim) =>
      givenResumed({ openTools: [], settled: [], aim }, prepared, attached, ready, starts('r1')).when(ends('r1'))
    const leaving = resumedTo({ is: 'hang-up', mayBeCancelled: true })
    assert.match(leaving.the('say')[0]?.instructions ?? '', /goodbye/)
    const said = leaving.when(starts('r2'), voice('r2', 100), sentPiece('0.0', 'r2-item', 100), hears('0.0'))
    assert.deepEqual(said.when(ends('r2')).the('end')[0]?.end, { end: 'hang-up', language: 'en' })
    const leads = resumedTo({ is: 'hand-over', reason: 'a bill' })
    assert.equal(leads.the('respond').length, 1)
    const announced = leads.when(starts('r2'), voice('r2', 100), sentPiece('0.0', 'r2-item', 100), hears('0.0'))
    assert.equal(announced.when(ends('r2')).the('end')[0]?.end.end, 'hand-over')
  })

  it('does not let itself be interrupted before any of the greeting was heard, and answers behind it', () => {
    const speaking = given(prepared, attached, ready, starts('r0'), voice('r0', 200))
    assert.deepEqual(speaking.when(begins()).done, [])
    const answered = speaking.when(begins(), stops(), commits(), ends('r0'))
    assert.equal(answered.the('respond').length, 1)
  })

  it('lets the session go that no caller came for, and opens another when one comes after all', () => {
    const unused = given(prepared, ready, { kind: 'unused' })
    assert.ok(unused.done.includes('close-model'))
    const late = unused.when(attached)
    assert.equal(late.the('open-model').length, 1)
    assert.equal(late.when(ready).the('say').length, 1)
  })
})

describe('taking turns', () => {
  it('answers when the caller has spoken, and not before', () => {
    const speaking = given(...opened).when(begins())
    assert.deepEqual(speaking.done, [])
    assert.deepEqual(speaking.when(stops()).done, [])
    assert.deepEqual(speaking.when(stops(), commits()).done, ['respond', 'set-timer'])
  })

  it('measures the wait from the end of the speech to the first piece of the answer', () => {
    const answer = given(...opened, ...callerSpeaks())
      .when(starts('r1'), voice('r1', 100))
      .later(700)
    const latency = answer.when(sentPiece('0.1', 'r1-item', 100)).journalled('turn-latency')
    // 10 ms apart: stopped, committed, started, audio, then 700 ms; 500 ms of silence had passed when we were told.
    assert.deepEqual(latency, [{ kind: 'turn-latency', itemId: 'u1', ms: 1_240 }])
    const second = answer.when(sentPiece('0.1', 'r1-item', 50), sentPiece('0.2', 'r1-item', 50))
    assert.deepEqual(second.journalled('turn-latency'), [])
  })

  it('keeps the words of both, the agent’s when they were heard', () => {
    const said = given(...opened, ...callerSpeaks()).when(callerSaid(' I need a check-up. '))
    const [caller] = said.journalled('utterance')
    assert.deepEqual(caller, {
      kind: 'utterance',
      who: 'caller',
      text: 'I need a check-up.',
      itemId: 'u1',
      cutOff: false,
    })
    const answered = said.when(starts('r1'), voice('r1', 100), words('r1', 'Gladly.'), ends('r1'))
    assert.deepEqual(answered.journalled('utterance'), [])
    const [agent] = answered.when(sentPiece('0.1', 'r1-item', 100), hears('0.1')).journalled('utterance')
    assert.deepEqual(agent, {
      kind: 'utterance',
      who: 'agent',
      text: 'Gladly.',
      itemId: 'r1-item',
      cutOff: false,
      heardMs: 100,
    })
  })

  it('tells the model of keys that were pressed one after the other at once, and answers them', () => {
    const pressed = given(...opened).when(presses('4'), presses('2'))
    assert.deepEqual(pressed.done, ['journal dtmf', 'set-timer'])
    const told = pressed.when(timer('digits'))
    assert.deepEqual(
      told.the('add-context').map(({ text }) => text),
      ["The caller pressed 4 2 on the telephone's keypad."],
    )
    assert.equal(told.the('respond').length, 1)
    assert.equal(told.when(timer('digits')).effects.length, 0)
    assert.equal(pressed.when(presses('#')).the('respond').length, 1, 'a hash ends a number')
  })

  it('asks again for a response that failed, and takes the session as lost when that goes on', () => {
    const failing = given(...opened, ...callerSpeaks(), starts('r1')).when(ends('r1', 'failed'))
    assert.equal(failing.the('respond').length, 1)
    const again = failing.when(starts('r2'), ends('r2', 'failed'))
    assert.equal(again.the('respond').length, 1)
    const lost = again.when(starts('r3'), ends('r3', 'failed'))
    assert.deepEqual(lost.journalled('session-lost'), [{ kind: 'session-lost', cause: 'response-failed' }])
    assert.equal(lost.the('open-model').length, 1)
  })

  it('ends when the carrier says so, keeping what was heard of a sentence', () => {
    const halfway = given(...opened, ...callerSpeaks()).when(
      starts('r1'),
      voice('r1', 1_000),
      words('r1', 'one two three four'),
      sentPiece('0.1', 'r1-item', 500),
      hears('0.1'),
      stopped,
    )
    assert.equal(halfway.journalled('utterance')[0]?.text, 'one two')
    assert.deepEqual(halfway.the('end')[0]?.end, { end: 'carrier-stopped', language: 'en' })
    assert.deepEqual(halfway.when(...callerSpeaks('u2'), stopped).effects, [])
  })
})
