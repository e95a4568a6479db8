import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  answers,
  attached,
  begins,
  callerSpeaks,
  commits,
  ends,
  given,
  givenResumed,
  hears,
  lost,
  opened,
  prepared,
  ready,
  sentPiece,
  starts,
  stopped,
  stops,
  succeeded,
  timer,
  toolCall,
  voice,
  voiced,
  words,
} from './testing/given.ts'

const find = toolCall('c1', 'findAvailability', { date: '2026-11-24', service: 'Check-up' })
const thinking = given(...opened, ...callerSpeaks(), starts('r1'))
const asking = thinking.when(ends('r1', 'completed', [find]))

describe('a tool that the model asks for', () => {
  it('is journalled, published, and waited for no longer than its deadline', () => {
    assert.deepEqual(asking.done, ['cancel-timer', 'journal tool-requested', 'ask-tool', 'set-timer'])
    assert.deepEqual(asking.the('set-timer'), [{ do: 'set-timer', timer: 'deadline:c1', ms: 8_000 }])
    assert.deepEqual(asking.the('ask-tool')[0]?.arguments, { date: '2026-11-24', service: 'Check-up' })
  })

  it('is answered once, and then spoken of', () => {
    const answered = asking.when(answers('c1', succeeded({ slots: [] })))
    assert.deepEqual(answered.done, ['journal tool-answered', 'cancel-timer', 'answer-tool', 'respond', 'set-timer'])
    assert.equal(answered.the('answer-tool')[0]?.output, '{"status":"succeeded","result":{"slots":[]}}')
    assert.deepEqual(answered.when(answers('c1', succeeded())).effects, [])
  })

  it('waits for its turn while a response is active or the caller speaks', () => {
    const busy = asking.when(...callerSpeaks('u2'), starts('r2'), answers('c1', succeeded()))
    assert.deepEqual([busy.the('answer-tool').length, busy.the('respond').length], [1, 0])
    assert.equal(busy.when(ends('r2')).the('respond').length, 1)
    const listening = asking.when(begins('u2'), answers('c1', succeeded()))
    assert.equal(listening.the('respond').length, 0)
    assert.equal(listening.when(stops('u2'), commits('u2')).the('respond').length, 1)
  })

  it('is spoken of when all calls of the response are answered', () => {
    const second = toolCall('c2', 'logCallOutcome', { outcome: 'answered', notes: '' })
    const two = thinking.when(ends('r1', 'completed', [find, second]))
    const one = two.when(answers('c1', succeeded()))
    assert.deepEqual([one.the('answer-tool').length, one.the('respond').length], [1, 0])
    assert.equal(one.when(answers('c2', succeeded())).the('respond').length, 1)
  })

  it('is refused with the field when its arguments do not fit', () => {
    const bad = toolCall('c1', 'findAvailability', { date: 'tomorrow', service: 'Check-up' })
    const refused = thinking.when(ends('r1', 'completed', [bad]))
    assert.deepEqual(refused.the('ask-tool'), [])
    assert.match(refused.the('answer-tool')[0]?.output ?? '', /"refused".*date: must be a calendar date/)
    assert.equal(refused.the('respond').length, 1)
  })

  it('is asked for once, however often the same call is told', () => {
    const repeated = asking.when(starts('r2'), ends('r2', 'completed', [find]))
    assert.deepEqual(repeated.the('ask-tool'), [])
    assert.deepEqual(repeated.the('respond'), [])
  })

  it('that has its answer, asked for again without a word, does not leave the caller without one', () => {
    const answered = asking.when(answers('c1', succeeded()))
    const repeated = answered.when(starts('r2'), ends('r2', 'completed', [find]))
    assert.deepEqual([repeated.the('ask-tool').length, repeated.the('respond').length], [0, 1])
  })

  it('that could not be asked for, and is answered all the same, is told of', () => {
    const unasked = asking.when({ kind: 'tool-not-asked', toolCallId: 'c1' })
    const late = unasked.when(starts('r2'), ends('r2'), answers('c1', succeeded({ dayIs: 'full' })))
    assert.match(late.the('add-context')[0]?.text ?? '', /"dayIs":"full"/)
  })

  it('past its deadline is not confirmed yet, and its late answer is told in words', () => {
    const overdue = asking.when(timer('deadline:c1'))
    assert.equal(overdue.the('answer-tool')[0]?.output, '{"status":"not_confirmed_yet"}')
    assert.equal(overdue.the('respond').length, 1)
    const late = overdue.when(starts('r2'), ends('r2'), answers('c1', succeeded({ dayIs: 'full' })))
    assert.deepEqual(late.the('answer-tool'), [])
    assert.match(late.the('add-context')[0]?.text ?? '', /Tool findAvailability\(.*\) -> .*"dayIs":"full"/)
    assert.equal(late.the('respond').length, 1)
  })

  it('that nobody can say the outcome of is waited for on, and told in words when it is known', () => {
    const unknown = asking.when(answers('c1', { status: 'unknown', message: 'Nobody can say yet.' }))
    assert.match(unknown.the('answer-tool')[0]?.output ?? '', /"status":"unknown"/)
    assert.deepEqual(unknown.the('cancel-timer').length, 1)
    const again = unknown.when(starts('r2'), ends('r2'), answers('c1', { status: 'unknown', message: 'Nor now.' }))
    assert.deepEqual([again.the('answer-tool'), again.the('add-context')], [[], []])
    const late = again.when(answers('c1', succeeded({ dayIs: 'full' })))
    assert.match(late.the('add-context')[0]?.text ?? '', /An answer came.*"dayIs":"full"/s)
    assert.equal(late.the('respond').length, 1)
  })

  it('that nobody could be asked for is unknown', () => {
    const failed = asking.when({ kind: 'tool-not-asked', toolCallId: 'c1' })
    assert.match(failed.the('answer-tool')[0]?.output ?? '', /"status":"unknown"/)
    assert.equal(failed.the('respond').length, 1)
  })

  it('is told to the next session in words when its own was lost', () => {
    const reconnected = asking.when(lost)
    const parked = reconnected.when(answers('c1', succeeded({ dayIs: 'full' })))
    assert.deepEqual([parked.the('answer-tool'), parked.the('add-context')], [[], []])
    const told = parked.when(ready)
    assert.match(told.the('add-context')[0]?.text ?? '', /"dayIs":"full"/)
    assert.equal(told.the('respond').length, 1)
  })

  it('asked for before a gateway was lost is answered in the call that goes on', () => {
    const open = asking.state.tools.open.map((tool) => ({ ...tool, session: 0 }))
    const going = givenResumed({ openTools: open, settled: [] }, prepared, attached, ready, starts('r2'), ends('r2'))
    assert.match(going.when(answers('c1', succeeded())).the('add-context')[0]?.text ?? '', /findAvailability/)
  })

  it('asked for by a gateway that was lost is asked for again, with its time when it still had some', () => {
    const [first] = asking.state.tools.open
    assert.ok(first)
    const overdue = { ...first, toolCallId: 'c2', is: 'overdue' as const }
    const going = givenResumed({ openTools: [{ ...first, session: 0 }, overdue], settled: [] }, prepared)
    assert.deepEqual(
      going.the('ask-tool').map(({ toolCallId, deadlineMs, again }) => [toolCallId, deadlineMs, again]),
      [
        ['c1', 8_000, true],
        ['c2', 0, true],
      ],
    )
    assert.ok(going.the('set-timer').some((set) => set.timer === 'deadline:c1' && set.ms === 8_000))
    assert.deepEqual(going.journalled('tool-requested'), [])
  })

  it('that answers when the call is over is journalled as late', () => {
    const late = asking.when(stopped, answers('c1', succeeded()))
    assert.deepEqual(late.done, ['journal tool-answered'])
    assert.equal(late.journalled('tool-answered')[0]?.status, 'late')
  })

  it('that is asked for round after round without the caller gets a way out', () => {
    let so = asking
    for (let round = 2; round <= 13; round++) {
      so = so.when(answers(`c${round - 1}`, succeeded()), starts(`r${round}`))
      so = so.when(ends(`r${round}`, 'completed', [{ ...find, toolCallId: `c${round}` }]))
    }
    const stuck = so.when(answers('c13', succeeded()))
    assert.equal(stuck.the('say').length, 1)
  })
})

describe('ending the call', () => {
  const goodbye = [
    starts('r1'),
    voice('r1', 200),
    words('r1', 'Goodbye.'),
    ends('r1', 'completed', [toolCall('e1', 'endCall')]),
  ] as const
  const ending = given(...opened, ...callerSpeaks()).when(
    ...goodbye,
    answers('e1', succeeded({ ending: true }), 'endCall'),
  )

  it('hangs up when the goodbye was heard to its end', () => {
    assert.deepEqual(ending.the('end'), [])
    assert.deepEqual(ending.the('respond'), [])
    const half = ending.when(sentPiece('0.1', 'r1-item', 100), sentPiece('0.2', 'r1-item', 100), hears('0.1'))
    assert.deepEqual(half.the('end'), [])
    assert.deepEqual(half.when(hears('0.2')).the('end')[0]?.end, { end: 'hang-up', language: 'en' })
  })

  it('does not wait for ever for marks that do not come back', () => {
    assert.deepEqual(ending.the('set-timer'), [{ do: 'set-timer', timer: 'goodbye', ms: 8_200 }])
    assert.equal(ending.when(timer('goodbye')).the('end').length, 1)
  })

  it('asks once for a goodbye when there was none', () => {
    const mute = thinking.when(
      ends('r1', 'completed', [toolCall('e1', 'endCall')]),
      answers('e1', succeeded(), 'endCall'),
    )
    assert.match(mute.the('say')[0]?.instructions ?? '', /goodbye/)
    const said = mute.when(starts('r2'), voice('r2', 100), ends('r2'), sentPiece('0.1', 'r2-item', 100))
    assert.deepEqual(said.the('end'), [])
    assert.equal(said.when(hears('0.1')).the('end').length, 1)
  })

  it('lets a caller who speaks during the goodbye have it, once', () => {
    const back = ending.when(begins('u2'))
    assert.ok(back.done.includes('cancel-timer') && back.when(voiced(500)).done.includes('clear'))
    const talking = back.when(voiced(1_000), voiced(0), stops('u2'), commits('u2'))
    assert.equal(talking.the('respond').length, 1)
    const again = talking.when(
      starts('r2'),
      voice('r2', 100),
      ends('r2', 'completed', [toolCall('e2', 'endCall')]),
      answers('e2', succeeded(), 'endCall'),
    )
    assert.deepEqual(again.when(begins('u3')).effects, [])
    assert.deepEqual(again.when(...callerSpeaks('u3')).the('respond'), [])
  })

  it('ends also when nobody answers that it may', () => {
    const overdue = given(...opened, ...callerSpeaks()).when(
      ...goodbye,
      sentPiece('0.1', 'r1-item', 200),
      hears('0.1'),
      timer('deadline:e1'),
    )
    assert.equal(overdue.the('end').length, 0)
    assert.equal(overdue.when(timer('goodbye')).the('end').length, 1)
  })

  it('needs no model for the rest of its goodbye', () => {
    const deaf = ending.when(lost)
    assert.deepEqual(deaf.the('open-model'), [])
    assert.equal(deaf.when(sentPiece('0.1', 'r1-item', 200), hears('0.1')).the('end').length, 1)
  })
})

describe('putting the caller through', () => {
  const transfer = toolCall('t1', 'transferToHuman', { reason: 'wants a person' })
  const waiting = thinking.when(ends('r1', 'completed', [transfer]))

  it('hands over when the announcement was heard', () => {
    const announcing = waiting.when(answers('t1', succeeded({ next: 'transfer', spoken: null }), 'transferToHuman'))
    assert.equal(announcing.the('respond').length, 1)
    const said = announcing.when(starts('r2'), voice('r2', 100), ends('r2'), sentPiece('0.1', 'r2-item', 100))
    const through = said.when(hears('0.1')).the('end')[0]?.end
    assert.deepEqual(through, { end: 'hand-over', reason: 'wants a person', language: 'en' })
    assert.equal(announcing.when(timer('announcement')).the('end')[0]?.end.end, 'hand-over')
  })

  it('goes on talking when a callback was arranged', () => {
    const callback = waiting.when(answers('t1', succeeded({ next: 'callback', spoken: 'today' }), 'transferToHuman'))
    assert.equal(callback.the('respond').length, 1)
    assert.equal(callback.state.aim.is, 'talk')
  })
})
