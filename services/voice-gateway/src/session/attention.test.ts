import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { initialState } from './call-state.ts'
import {
  answers,
  at,
  audioOf,
  begins,
  callerSpeaks,
  commits,
  ends,
  type Given,
  given,
  hears,
  lost,
  opened,
  ready,
  rules,
  sentPiece,
  starts,
  stops,
  succeeded,
  timer,
  toolCall,
  voice,
} from './testing/given.ts'

const clip = audioOf(800)
/** The same, in a voice whose "one moment, please" is held. */
const withClip = at(initialState({ ...rules, clips: { en: clip } }, 'en'), 0, []).when(...opened)
const due = timer('attention')
const noted = (so: Given) => so.journalled('noted').map(({ what }) => what)
const sayings = (so: Given) =>
  so.the('say').map(({ instructions }) => instructions.replace(/^Say exactly: "(.*)" .*$/, '$1'))

/** The agent says something, all of it heard. */
const heardSaying = (id: string) =>
  [starts(id), voice(id, 100), ends(id), sentPiece(`m-${id}`, `${id}-item`, 100), hears(`m-${id}`)] as const

describe('a caller who says nothing', () => {
  it('is asked after eight seconds of everything being heard, again, and then said goodbye to', () => {
    const quiet = given(...opened)
    assert.deepEqual(quiet.watches, { attention: 8_000 })
    const asked = quiet.later(7_990).when(due)
    assert.deepEqual(sayings(asked), ['Are you still there?'])
    const quietAgain = asked.when(...heardSaying('r1'))
    assert.deepEqual(quietAgain.watches, { attention: 8_000 })
    const askedAgain = quietAgain.later(7_990).when(due)
    assert.deepEqual(sayings(askedAgain), ['Are you still there?'])
    const goodbye = askedAgain
      .when(...heardSaying('r2'))
      .later(7_990)
      .when(due)
    assert.deepEqual(noted(goodbye), ['caller-silent'])
    assert.match(goodbye.the('say')[0]?.instructions ?? '', /goodbye/)
    const over = goodbye.when(...heardSaying('r3'))
    assert.deepEqual(over.the('end'), [{ do: 'end', end: { end: 'hang-up', language: 'en' } }])
  })

  it('is not asked before what is said to them was heard to its end', () => {
    const speaking = given(...opened, ...callerSpeaks()).when(starts('r1'), voice('r1', 20_000), ends('r1'))
    assert.ok(!Object.values(speaking.watches).includes(8_000))
    assert.deepEqual(sayings(speaking.later(9_000).when(due)), [])
  })

  it('is asked anew, and as often, once they have spoken or pressed a key', () => {
    const asked = given(...opened)
      .later(7_990)
      .when(due)
      .when(...heardSaying('r1'))
    assert.equal(asked.state.attention.asks, 1)
    assert.equal(asked.when(begins('u1')).state.attention.asks, 0)
    assert.equal(asked.when({ kind: 'leg', event: { kind: 'dtmf', digit: '1' } }).state.attention.asks, 0)
  })
})

describe('a caller who waits', () => {
  it('for the model hears that it takes a moment before three seconds of silence are over, and again', () => {
    const waiting = withClip.when(begins(), stops(), commits())
    // The model told of the silence half a second late.
    assert.deepEqual(waiting.watches, { attention: 2_800 - 510 })
    const filled = waiting.later(2_280).when(due)
    assert.deepEqual(
      filled.the('play').map(({ audio }) => audio.text()),
      [clip],
    )
    const itemId = filled.the('play')[0]?.itemId ?? ''
    const heard = filled.when(sentPiece('f', itemId, 800), hears('f'))
    assert.deepEqual(
      heard.journalled('utterance').map(({ who, text }) => [who, text]),
      [['agent', 'One moment, please.']],
    )
    assert.equal(heard.journalled('turn-latency').length, 0, 'it is no answer')
    assert.deepEqual(heard.watches, { attention: 6_000 })
    assert.equal(heard.later(5_990).when(due).the('play').length, 1)
  })

  it('for a tool hears so after two and a half seconds, and then the answer', () => {
    const asks = [toolCall('c1', 'findAvailability', { date: '2026-11-24', service: 'Check-up' })]
    const waiting = withClip.when(...callerSpeaks(), starts('r1'), ends('r1', 'completed', asks))
    assert.equal(waiting.state.attention.mood, 'waits-for-tool')
    const filled = waiting.later(2_500).when(due)
    assert.equal(filled.the('play').length, 1)
    assert.equal(filled.when(answers('c1', succeeded())).the('respond').length, 1)
  })

  it('without a clip hears the model say so where it is idle, and the gap is noted where it is not', () => {
    const asks = [toolCall('c1', 'findAvailability', { date: '2026-11-24', service: 'Check-up' })]
    const idle = given(...opened, ...callerSpeaks()).when(starts('r1'), ends('r1', 'completed', asks))
    assert.deepEqual(sayings(idle.later(2_500).when(due)), ['One moment, please.'])
    const busy = given(...opened, ...callerSpeaks())
    assert.deepEqual(noted(busy.later(2_800).when(due)), ['filler-missing'])
  })

  it('while the model is away hears so after a second, and nothing when it is back before', () => {
    const away = withClip.when(...callerSpeaks(), lost)
    assert.deepEqual(away.watches, { attention: 1_000 })
    assert.equal(away.later(990).when(due).the('play').length, 1)
    assert.equal(away.when(ready).the('respond').length, 1)
    assert.equal(away.when(ready).later(990).when(due).the('play').length, 0)
  })

  it('who interrupts the filler has no model told to unsay it', () => {
    const waiting = withClip
      .when(...callerSpeaks(), starts('r1'))
      .later(2_800)
      .when(due)
    const itemId = waiting.the('play')[0]?.itemId ?? ''
    const interrupted = waiting.when(sentPiece('f', itemId, 400), begins('u2'), {
      kind: 'caller-voice',
      voicedMs: 2_000,
    })
    assert.ok(interrupted.the('stop-speech').every(({ heard }) => heard.every((item) => item.itemId !== itemId)))
    assert.deepEqual(interrupted.the('add-context'), [])
  })
})

describe('the clip', () => {
  it('is asked for beside the conversation once, and held', () => {
    const able = { ...rules, capabilities: { ...rules.capabilities, aside: true } }
    const asked = at(initialState(able, 'en'), 0, []).when({ kind: 'prepared' }, ready)
    assert.deepEqual(
      asked.the('say-aside').map(({ name }) => name),
      ['one-moment-en'],
    )
    const held = asked.when({ kind: 'model', event: { kind: 'aside-spoken', name: 'one-moment-en', audio: clip } })
    assert.equal(held.state.clips.held.en, clip)
    assert.equal(held.when({ kind: 'leg-attached' }).the('say-aside').length, 0)
    const nothing = asked.when({ kind: 'model', event: { kind: 'aside-spoken', name: 'one-moment-en', audio: '' } })
    assert.equal(nothing.state.clips.held.en, undefined)
  })
})

describe('an agent that talks and talks', () => {
  it('is stopped after a minute and a half and asks what else there is; the next time the call falls back', () => {
    const talks = given(...opened, ...callerSpeaks()).when(starts('r1'), voice('r1', 100_000))
    assert.deepEqual(talks.watches, { attention: 90_000 })
    const stopped = talks.later(90_000).when(due)
    assert.ok(stopped.done.includes('clear'))
    assert.deepEqual(noted(stopped), ['monologue'])
    const asks = stopped.when(ends('r1', 'cancelled'))
    assert.match(sayings(asks)[0] ?? '', /What else/)
    const again = asks.when(starts('r2'), voice('r2', 100_000)).later(90_000).when(due)
    assert.deepEqual(noted(again), ['monologue', 'limit-longest-monologue'])
    const last = again.when(ends('r2', 'cancelled'))
    assert.match(sayings(last)[0] ?? '', /any longer/)
    const over = last.when(...heardSaying('r3'))
    assert.deepEqual(over.the('end')[0]?.end, { end: 'limit', limit: 'longest-monologue', language: 'en' })
  })
})
