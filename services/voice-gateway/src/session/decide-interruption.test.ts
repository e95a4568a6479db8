import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { interruptionSchema } from '@frontdesk/line'
import { initialState } from './call-state.ts'
import {
  answers,
  at,
  attached,
  begins,
  callerSaid,
  callerSpeaks,
  commits,
  ends,
  given,
  hears,
  lost,
  opened,
  prepared,
  ready,
  rules,
  sentPiece,
  starts,
  stops,
  succeeded,
  timer,
  toolCall,
  voice,
  voiced,
  words,
} from './testing/given.ts'

const text = 'I have Tuesday at ten or Wednesday at four which one suits you'

/** The agent says a sentence of four seconds, of which one second was heard; the response is complete. */
const offering = given(...opened, ...callerSpeaks()).when(
  starts('r1'),
  voice('r1', 4_000),
  words('r1', text),
  ends('r1'),
  sentPiece('1', 'r1-item', 1_000),
  sentPiece('2', 'r1-item', 400),
  hears('1'),
)
/** The caller makes a short sound over it. */
const sound = [begins('u2'), voiced(200), voiced(300)]
const over = [voiced(0), stops('u2'), commits('u2')]
const murmurs = offering.when(...sound).when(...over)

const longer = [begins('u2'), voiced(300), voiced(500)]
const stopped = offering.when(...longer)

describe('a caller who makes a short sound over the agent', () => {
  it('neither stops it nor is answered, until the words are known', () => {
    assert.deepEqual(offering.when(...sound).the('clear'), [])
    assert.deepEqual(murmurs.done, ['set-timer'])
    assert.deepEqual(murmurs.the('set-timer')[0]?.timer, 'words')
  })

  for (const backchannel of ['Mm-hm.', 'Okay.', 'Ja, genau.'])
    it(`is not answered for "${backchannel}", which the journal keeps`, () => {
      const said = murmurs.when(callerSaid(backchannel, 'u2'))
      assert.deepEqual(said.done, ['journal utterance', 'journal noted'])
      assert.deepEqual(said.when(timer('words')).effects, [])
    })

  it('is not answered for a cough', () => {
    assert.deepEqual(murmurs.when(callerSaid('', 'u2')).effects, [])
  })

  it('stops it with words that say something, as soon as they are known, and is answered', () => {
    const said = murmurs.when(callerSaid('Wednesday.', 'u2'))
    assert.deepEqual(
      said.done.filter((each) => !each.startsWith('journal')),
      ['clear', 'stop-speech', 'respond', 'set-timer'],
    )
    assert.equal(said.journalled('utterance').length, 2)
  })

  it('is answered behind the agent’s sentence when the words do not come', () => {
    const late = murmurs.later(2_500).when(timer('words'))
    assert.deepEqual(late.done, ['respond', 'set-timer'])
    assert.deepEqual(late.when(callerSaid('Wednesday.', 'u2')).done, ['journal utterance'])
  })

  it('is answered at once when the agent has finished meanwhile', () => {
    const finished = offering.when(...sound).when(sentPiece('3', 'r1-item', 2_600), hears('3'))
    assert.equal(finished.when(...over).the('respond').length, 1)
  })

  it('answers with a "yes" to the end of the sentence', () => {
    const nearTheEnd = murmurs.when(sentPiece('3', 'r1-item', 2_600), hears('3')).when(callerSaid('Yes.', 'u2'))
    assert.equal(nearTheEnd.the('respond').length, 1)
  })

  it('is answered by whatever is asked for before the words come', () => {
    const asked = murmurs.when(begins('u3'), stops('u3'), voiced(0)).when(commits('u3'))
    assert.deepEqual(asked.the('respond'), [])
    const both = asked.when(callerSaid('Wednesday.', 'u2'))
    assert.equal(both.the('respond').length, 1)
    assert.deepEqual(both.when(callerSaid('At four.', 'u3')).the('respond'), [])
  })

  it('has its turn also over a lost session', () => {
    const again = murmurs.when(lost, ready)
    assert.equal(again.the('respond').length, 1)
  })
})

describe('an interruption that was not meant', () => {
  const coughed = stopped.when(voiced(0), stops('u2'), commits('u2'))

  it('is not answered before its words are known', () => {
    assert.equal(stopped.the('clear').length, 1)
    assert.deepEqual(coughed.done, ['set-timer'])
  })

  for (const nothing of ['', 'Mm-hm.'])
    it(`lets the sentence go on where it was cut: "${nothing}"`, () => {
      const resumed = coughed.when(callerSaid(nothing, 'u2'))
      const [rest] = resumed.the('play-rest')
      const heardMs = stopped.journalled('barge-in')[0]?.heardMs ?? 0
      assert.deepEqual([rest?.itemId, rest?.as, Math.ceil(rest?.ms ?? 0)], ['r1-item', 'r1-item.rest', 4_000 - heardMs])
      assert.match(resumed.the('add-context')[0]?.text ?? '', /heard the rest of it: "at ten or Wednesday at four/)
      assert.deepEqual(resumed.the('respond'), [])
      assert.ok(resumed.journalled('noted').some(({ what }) => what === 'interruption-not-meant'))
      const heard = resumed.when(sentPiece('3', 'r1-item.rest', 4_000 - heardMs), hears('3'))
      const [kept] = heard.journalled('utterance')
      assert.deepEqual([kept?.itemId, kept?.cutOff], ['r1-item.rest', false])
      const told = stopped.journalled('utterance')[0]?.text
      assert.equal(`${told} ${kept?.text}`, text)
    })

  it('can be interrupted again, and the model is told in words what was heard', () => {
    const resumed = coughed.when(callerSaid('', 'u2')).when(sentPiece('3', 'r1-item.rest', 500), hears('3'))
    const again = resumed.when(begins('u4'), voiced(500))
    assert.deepEqual(
      again.done.filter((each) => !each.startsWith('journal')),
      ['clear', 'add-context'],
    )
    assert.match(again.the('add-context')[0]?.text ?? '', /heard only/)
  })

  it('asks a model that was not through to go on', () => {
    const half = given(...opened, ...callerSpeaks())
      .when(starts('r1'), voice('r1', 4_000), words('r1', text), sentPiece('1', 'r1-item', 1_000), hears('1'))
      .when(...longer)
    assert.equal(half.the('stop-speech')[0]?.cancelResponse, true)
    const resumed = half.when(ends('r1', 'cancelled'), voiced(0), stops('u2'), commits('u2'), callerSaid('', 'u2'))
    assert.deepEqual([resumed.the('play-rest').length, resumed.the('respond').length], [1, 1])
  })

  it('is over when the turn is never committed', () => {
    const silent = stopped.when(voiced(0))
    const [watch] = silent.the('set-timer')
    assert.equal(watch?.timer, 'turn')
    const resumed = silent.later(watch?.ms ?? 0).when(timer('turn'))
    assert.equal(resumed.the('play-rest').length, 1)
    assert.equal(resumed.state.replies.held, false)
  })
})

describe('an interruption that was meant', () => {
  it('is answered at once when it is long', () => {
    const said = stopped.when(voiced(900), voiced(0), stops('u2'), commits('u2'))
    assert.equal(said.the('respond').length, 1)
    assert.deepEqual(said.when(callerSaid('', 'u2')).effects, [])
  })

  it('is answered when its words are known, or do not come', () => {
    const short = stopped.when(voiced(0), stops('u2'), commits('u2'))
    assert.equal(short.when(callerSaid('No, Wednesday.', 'u2')).the('respond').length, 1)
    assert.equal(short.when(timer('words')).the('respond').length, 1)
  })

  it('is believed by the model’s word alone when our own ear hears nothing', () => {
    const deaf = offering.when(begins('u2'))
    const [watch] = deaf.the('set-timer')
    assert.deepEqual([watch?.timer, watch?.ms], ['interruption', 1_500])
    assert.equal(deaf.later(1_500).when(timer('interruption')).the('clear').length, 1)
    assert.deepEqual(deaf.when(stops('u2'), commits('u2')).when(timer('interruption')).the('clear'), [])
  })
})

describe('a caller who makes a sound over the goodbye', () => {
  const ending = given(...opened, ...callerSpeaks()).when(
    starts('r1'),
    voice('r1', 2_000),
    words('r1', 'Thank you for calling, goodbye'),
    sentPiece('1', 'r1-item', 2_000),
    ends('r1', 'completed', [toolCall('e1', 'endCall')]),
    answers('e1', succeeded(), 'endCall'),
  )
  const over = ending.when(begins('u2'), voiced(300), voiced(0), stops('u2'), commits('u2'))

  for (const nothing of ['', 'Bye!', 'Mm-hm.'])
    it(`hears it to its end, and the call is over: "${nothing}"`, () => {
      assert.deepEqual(over.the('respond'), [])
      const still = over.when(callerSaid(nothing, 'u2'))
      assert.deepEqual([still.the('clear'), still.the('respond'), still.the('end')], [[], [], []])
      assert.equal(still.when(hears('1')).the('end')[0]?.end.end, 'hang-up')
      assert.equal(over.when(hears('1')).when(callerSaid(nothing, 'u2')).the('end').length, 1)
    })

  it('keeps the agent on the line with words', () => {
    const stays = over.when(callerSaid('One more thing', 'u2'))
    assert.deepEqual([stays.the('respond').length, stays.state.aim.is], [1, 'talk'])
  })
})

describe('a greeting that the line protects', () => {
  const greeting = (protectedGreetingMs: number | 'whole') =>
    at(initialState({ ...rules, interruption: interruptionSchema.parse({ protectedGreetingMs }) }, 'en'), 0, [])
      .when(
        prepared,
        attached,
        ready,
        starts('r0'),
        voice('r0', 3_000),
        words('r0', 'Hello this is Ada speaking'),
        ends('r0'),
      )
      .when(sentPiece('0', 'r0-item', 500), sentPiece('1', 'r0-item', 500), hears('0'))

  it('is not interrupted as long as it is protected, and the caller is answered behind it', () => {
    assert.equal(greeting(0).when(begins('u1'), voiced(500)).the('clear').length, 1)
    for (const until of [600, 'whole'] as const) {
      const said = greeting(until).when(begins('u1'), voiced(500))
      assert.deepEqual(said.the('clear'), [])
      const answered = said.when(voiced(0), stops('u1'), commits('u1'), callerSaid('I need an appointment', 'u1'))
      assert.deepEqual([answered.the('clear').length, answered.the('respond').length], [0, 1])
    }
    assert.equal(greeting(600).later(200).when(begins('u1'), voiced(500)).the('clear').length, 1)
  })

  it('yields to words that always stop the agent', () => {
    const said = greeting('whole').when(begins('u1'), voiced(300), voiced(0), stops('u1'), commits('u1'))
    assert.deepEqual(said.the('clear'), [])
    const stop = said.when(callerSaid('Stop!', 'u1'))
    assert.deepEqual([stop.the('clear').length, stop.the('respond').length], [1, 1])
  })
})
