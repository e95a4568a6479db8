import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { claimsIn, lastWords } from '@frontdesk/claims'
import { claimKinds } from '@frontdesk/events'
import fc from 'fast-check'
import type { Happening } from './input.ts'
import { sayDoBefore } from './say-do.ts'
import { takingBack } from './say-do-words.ts'
import {
  answers,
  attached,
  begins,
  callerSpeaks,
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
  succeeded,
  timer,
  toolCall,
  voice,
  voiced,
  words,
} from './testing/given.ts'

const slot = { slotId: 's1', customer: { name: 'Ada Lovelace' } }
const book = (id = 'b1') => toolCall(id, 'bookAppointment', slot)
const booked = (id = 'b1') =>
  answers(id, succeeded({ startsAt: 'x', spoken: 'Tuesday', confirmation: 'no-sms' }), 'bookAppointment')
const notBooked = (id = 'b1') =>
  answers(id, { status: 'failed', error: { code: 'slot-taken', message: 'Gone.' } }, 'bookAppointment')

/** One answer, from its beginning to its end, and heard. */
const says = (responseId: string, text: string, calls: Parameters<typeof ends>[2] = []): readonly Happening[] => [
  starts(responseId),
  voice(responseId, 100),
  words(responseId, text),
  ends(responseId, 'completed', calls),
]
const heard = (responseId: string): readonly Happening[] => [
  sentPiece(`${responseId}.0`, `${responseId}-item`, 100),
  hears(`${responseId}.0`),
]
const asking = given(...opened, ...callerSpeaks())
const lie = 'You are booked for Tuesday at ten. Is there anything else I can do for you?'
const claimed = asking.when(...says('r1', lie))
const verdicts = (so: { journalled: (typeof claimed)['journalled'] }) =>
  so.journalled('claim').map(({ claim, is }) => `${claim} ${is}`)

describe('what the agent says was done', () => {
  it('and was not, is taken back in the same call: the model is told, and answers at once', () => {
    assert.deepEqual(verdicts(claimed), ['booked unfounded'])
    assert.match(claimed.the('add-context')[0]?.text ?? '', /you told the caller that an appointment is booked/)
    assert.equal(claimed.the('respond').length, 1)
    const back = claimed.when(...says('r2', 'I am sorry, I was mistaken: it is not booked yet. Shall I book it?'))
    assert.deepEqual([verdicts(back), back.the('respond').length, back.the('say').length], [[], 0, 0])
    const known = back.when(...heard('r1'), ...heard('r2'))
    assert.deepEqual(verdicts(known), ['booked taken-back'])
    assert.deepEqual(known.state.sayDo.open, [])
  })

  it('is said in our words when the model does not take it back, and counts when it was heard', () => {
    const again = claimed.when(...says('r2', 'As I said, you are booked for Tuesday.'))
    assert.match(again.the('say')[0]?.instructions ?? '', /correct myself: The appointment is not booked\./)
    const said = again.when(...says('r3', takingBack('booked', 'en')))
    assert.deepEqual([said.the('say').length, said.the('respond').length], [0, 0])
    assert.deepEqual(verdicts(said.when(...heard('r1'), ...heard('r2'), ...heard('r3'))), ['booked taken-back'])
  })

  it('a second time, after it was taken back, is corrected in our words at once', () => {
    const back = claimed.when(...says('r2', 'I was mistaken, it is not booked.'), ...heard('r1'), ...heard('r2'))
    const again = back.when(...callerSpeaks('u2'), ...says('r3', 'You are booked now.'))
    assert.match(again.the('say')[0]?.instructions ?? '', /The appointment is not booked/)
  })

  it('waits for its turn: never two answers at once, and no answer stands in for it', () => {
    const listening = claimed.when(...says('r2', 'You are booked.'), starts('r3'))
    const busy = listening.when(...callerSpeaks('u2'))
    assert.deepEqual([busy.the('say').length, busy.the('respond').length], [0, 0])
    const held = claimed.when(starts('r2'), voice('r2', 100), words('r2', 'You are booked.'), begins('u2'), ends('r2'))
    assert.equal(held.the('say').length, 0)
    const spoken = held.when(...callerSpeaks('u2').slice(1))
    assert.equal(spoken.the('say').length + spoken.the('respond').length, 1)
  })

  it('is asked for again when the answer was refused, failed, or its session was lost', () => {
    const insisting = claimed.when(...says('r2', 'You are booked.'))
    assert.equal(insisting.the('say').length, 1)
    const failed = insisting.when(starts('r3'), ends('r3', 'failed'))
    assert.match(failed.when(...says('r4', 'One moment.')).the('say')[0]?.instructions ?? '', /not booked/)
    const back = insisting.when(starts('r3'), lost, ready)
    assert.match(back.the('say')[0]?.instructions ?? '', /not booked/)
    assert.match(claimed.when(lost, ready).the('say')[0]?.instructions ?? '', /not booked/)
  })

  it('is given up after three tries that nobody heard, and left to the staff', () => {
    let so = claimed.when(...says('r2', 'You are booked.'))
    for (const id of ['r3', 'r4', 'r5']) so = so.when(...says(id, 'You are booked.'))
    assert.deepEqual([so.the('say').length, so.state.sayDo.open], [0, []])
    assert.ok(so.journalled('noted').some(({ what }) => what === 'claim-not-taken-back'))
  })

  it('keeps a goodbye from ending the call before it is put right', () => {
    const leaving = asking.when(...says('r1', 'You are booked. Goodbye!', [toolCall('e1', 'endCall')]))
    const ended = leaving.when(answers('e1', succeeded({ ending: true }), 'endCall'))
    assert.equal(ended.state.aim.is, 'talk')
    const back = ended.when(...heard('r1'), ...says('r2', 'I was mistaken, it is not booked.'), ...heard('r2'))
    assert.deepEqual([back.the('end').length, back.state.aim.is], [0, 'talk'])
  })

  it('and was heard before the caller interrupted, is put right; what was not heard is not', () => {
    const speaking = asking.when(starts('r1'), voice('r1', 4_000), words('r1', lie), sentPiece('0.1', 'r1-item', 3_900))
    const early = speaking.when(begins('u2'), voiced(500), ends('r1', 'cancelled'))
    assert.deepEqual(verdicts(early), [])
    assert.deepEqual(early.state.sayDo.open, [])
    const late = speaking.later(3_500).when(begins('u2'), voiced(500))
    assert.deepEqual(verdicts(late), ['booked unfounded'])
  })
})

describe('a claim while its tool runs', () => {
  const running = asking.when(...says('r1', 'I have booked that for you.', [book()]))

  it('is held, and nothing is corrected when it comes true', () => {
    assert.deepEqual([verdicts(running), running.the('add-context')], [[], []])
    const done = running.when(booked())
    assert.deepEqual([verdicts(done), done.the('add-context'), done.state.sayDo.open], [[], [], []])
    assert.equal(done.the('respond').length, 1)
  })

  it('is unfounded when the tool fails: the answer that follows is looked at, and corrected if need be', () => {
    const failed = running.when(notBooked())
    assert.deepEqual([verdicts(failed), failed.the('respond').length], [['booked unfounded'], 1])
    const honest = failed.when(...says('r2', 'I am sorry, that did not work, the appointment was not made.'))
    assert.deepEqual([honest.the('say').length, honest.the('respond').length], [0, 0])
    const liar = failed.when(...says('r2', 'Wonderful, anything else?'))
    assert.match(liar.the('say')[0]?.instructions ?? '', /not booked/)
  })

  it('is unfounded past the deadline, and came true when the answer comes late and is told', () => {
    const overdue = running.when(timer('deadline:b1'))
    assert.deepEqual(verdicts(overdue), ['booked unfounded'])
    const honest = overdue.when(...says('r2', 'I have not received the confirmation yet.'))
    assert.equal(honest.the('say').length, 0)
    const late = honest.when(...heard('r1'), booked())
    assert.deepEqual([verdicts(late), late.the('respond').length], [['booked came-true'], 1])
    assert.match(late.the('add-context')[0]?.text ?? '', /Tell the caller of it/)
  })

  it('is put right by doing it: a model that is corrected may book at last', () => {
    const doing = claimed.when(starts('r2'), ends('r2', 'completed', [book('b2')]))
    assert.deepEqual([doing.the('say').length, doing.state.sayDo.open[0]?.is], [0, 'held'])
    assert.deepEqual(verdicts(doing.when(booked('b2'))), ['booked came-true'])
  })
})

describe('an honest agent', () => {
  const kindsOf = [
    'It is booked for you.',
    'Your appointment is booked.',
    'Der Termin ist gebucht.',
    'Shall I book it?',
  ]

  it('is never corrected, whatever it says once the effect is there', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...kindsOf), { minLength: 1, maxLength: 6 }), (texts) => {
        let so = asking.when(starts('r1'), ends('r1', 'completed', [book()]), booked())
        for (const [at, text] of texts.entries()) {
          so = so.when(...says(`s${at}`, text), ...heard(`s${at}`))
          assert.deepEqual([verdicts(so), so.the('add-context'), so.the('say')], [[], [], []])
        }
      }),
      { numRuns: 100 },
    )
  })

  it('is not corrected over what another gateway did, and is over what it left open', () => {
    const at = '2026-11-22T10:00:00.000Z'
    const answered = { kind: 'tool-answered', toolCallId: 'b1', tool: 'bookAppointment', at, tookMs: 1 } as const
    const output = JSON.stringify({ status: 'succeeded', result: { confirmation: 'sms-sent' } })
    const done = sayDoBefore([{ ...answered, status: 'succeeded', output, effects: [] }])
    assert.deepEqual(done.proven, ['booked', 'message-sent'])
    const open = sayDoBefore([{ kind: 'claim', at, claim: 'booked', itemId: 'i1', is: 'unfounded' }])
    const resumed = givenResumed({ openTools: [], settled: [], sayDo: open }, prepared, attached, ready)
    const excused = resumed.when(...says('r1', 'Sorry, the line was interrupted for a moment.'))
    assert.match(excused.the('say')[0]?.instructions ?? '', /not booked/)
  })

  it('who is hung up on leaves an open claim in the journal, and nothing is said', () => {
    assert.deepEqual(claimed.when(stopped).the('say'), [])
  })
})

it('our own sentences take back what they are for, and claim nothing', () => {
  for (const kind of claimKinds)
    for (const language of ['de', 'en'] as const) {
      const text = takingBack(kind, language)
      assert.equal(lastWords(text).get(kind), 'not-done', text)
      assert.deepEqual(claimsIn(text), [], text)
    }
})
