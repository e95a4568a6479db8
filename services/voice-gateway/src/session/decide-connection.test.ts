import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  attached,
  begins,
  callerSpeaks,
  ends,
  fatal,
  given,
  hears,
  lost,
  opened,
  prepared,
  ready,
  refuses,
  sentPiece,
  starts,
  timer,
  voice,
  voiced,
  words,
} from './testing/given.ts'

const speaking = given(...opened, ...callerSpeaks()).when(
  starts('r1'),
  voice('r1', 1_000),
  words('r1', 'one two three four'),
  sentPiece('0.1', 'r1-item', 500),
)

describe('a model that is lost', () => {
  it('is replaced at once by one that knows what the caller will have heard', () => {
    const again = speaking.when(lost)
    assert.equal(again.journalled('session-lost')[0]?.cause, 'closed-1006')
    assert.equal(again.journalled('utterance')[0]?.text, 'one two three four')
    assert.deepEqual(again.the('open-model'), [{ do: 'open-model', seeded: true }])
    assert.ok(!again.done.includes('clear'), 'what is queued is still heard')
  })

  it('owes the answer that was under way', () => {
    assert.equal(speaking.when(lost, ready).the('respond').length, 1)
    assert.equal(speaking.when(lost, ready).journalled('session-started')[0]?.resumed, true)
  })

  it('owes an answer to a caller in mid-sentence, and none to one who listens', () => {
    assert.equal(
      given(...opened)
        .when(begins('u2'), lost, ready)
        .the('respond').length,
      1,
    )
    assert.equal(
      given(...opened)
        .when(lost, ready)
        .the('respond').length,
      0,
    )
  })

  it('before the greeting was heard greets again', () => {
    const greeting = given(prepared, attached, ready, starts('r0')).when(lost, ready)
    assert.equal(greeting.the('say').length, 1)
    assert.equal(greeting.the('respond').length, 0)
  })

  it('is tried again after a while, three times in all, and then given up', () => {
    const second = speaking.when(lost, lost)
    assert.deepEqual(second.the('set-timer'), [{ do: 'set-timer', timer: 'reconnect', ms: 500 }])
    const third = second.when(timer('reconnect'), lost)
    assert.deepEqual(third.the('set-timer'), [{ do: 'set-timer', timer: 'reconnect', ms: 1_500 }])
    const given_up = third.when(timer('reconnect'), lost)
    assert.deepEqual(given_up.the('end')[0]?.end, { end: 'give-up', cause: 'closed-1006', language: 'en' })
  })

  it('has all its tries again once it spoke', () => {
    const spoke = speaking.when(lost, ready, starts('r2'), voice('r2', 100), lost)
    assert.equal(spoke.the('open-model').length, 1)
  })

  it('is given up when the time is over', () => {
    const over = speaking.when(lost, timer('reconnect-budget'))
    assert.equal(over.the('end')[0]?.end.end, 'give-up')
    assert.deepEqual(speaking.when(lost, ready, timer('reconnect-budget')).effects, [])
  })

  it('for good is given up at once, or as soon as there is a caller', () => {
    assert.deepEqual(speaking.when(fatal).the('end')[0]?.end, {
      end: 'give-up',
      cause: 'invalid_api_key',
      language: 'en',
    })
    const early = given(prepared, fatal)
    assert.deepEqual(early.the('end'), [])
    assert.equal(early.when(attached).the('end')[0]?.end.end, 'give-up')
  })

  it('shows by silence that it is lost', () => {
    const asked = given(...opened, ...callerSpeaks())
    assert.deepEqual(asked.the('set-timer'), [{ do: 'set-timer', timer: 'reply', ms: 8_000 }])
    const alive = asked.later(5_000).when(starts('r1')).later(3_000).when(timer('reply'))
    assert.deepEqual(alive.the('set-timer')[0]?.timer, 'reply')
    const silent = alive.later(5_000).when(timer('reply'))
    assert.equal(silent.journalled('session-lost')[0]?.cause, 'silent')
    assert.equal(silent.the('open-model').length, 1)
  })

  it('hears from us when the caller interrupted what its predecessor said', () => {
    const cut = speaking.when(lost, ready, hears('0.1'), begins('u2'), voiced(500))
    assert.ok(cut.done.includes('clear'))
    assert.deepEqual(cut.the('stop-speech')[0]?.heard, [])
    assert.match(cut.the('add-context')[0]?.text ?? '', /heard only: "one two"/)
  })
})

describe('a response that is refused', () => {
  it('because another is active waits for the end of that one', () => {
    const refused = given(...opened, ...callerSpeaks()).when(refuses('active', true))
    assert.equal(refused.the('respond').length, 0)
    assert.equal(refused.when(ends('other')).the('respond').length, 1)
  })

  it('otherwise is asked for again, a few times', () => {
    const refused = given(...opened, ...callerSpeaks()).when(refuses('invalid_value'))
    assert.equal(refused.the('respond').length, 1)
    assert.equal(refused.when(refuses('x'), refuses('x')).journalled('session-lost').length, 1)
  })
})
