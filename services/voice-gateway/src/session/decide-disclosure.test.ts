import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { CallDisclosure } from './call.ts'
import { initialState } from './call-state.ts'
import { at, callerSaid, callerSpeaks, ends, opened, rules, sentPiece, starts, voice, words } from './testing/given.ts'

const law = { jurisdictions: ['DE'], table: 't1', onWithdrawal: 'delete' } as const
const recorded: CallDisclosure = { recording: true, words: true, withdrawn: false, law }
const begun = (disclosure: CallDisclosure = recorded) =>
  at(initialState({ ...rules, disclosure }, 'en'), 0, []).when(...opened)
const says = (call: ReturnType<typeof begun>) => call.the('say').map(({ instructions }) => instructions)

describe('a caller who wants no recording', () => {
  const wish = callerSaid('Please stop recording this.')

  test('gets none from now on, is told so word for word, and the journal says so', () => {
    const call = begun()
      .when(...callerSpeaks())
      .when(starts('r1'), ends('r1'))
      .when(wish)
    assert.equal(call.the('stop-recording').length, 1)
    const [withdrawn] = call.journalled('consent-withdrawn')
    assert.deepEqual([withdrawn?.before, withdrawn?.jurisdictions, withdrawn?.table], ['delete', ['DE'], 't1'])
    assert.match(
      says(call)[0] ?? '',
      /exactly: "I am stopping the recording now, and what was recorded will be deleted\."/,
    )
  })

  test('is answered behind what the agent is saying', () => {
    const call = begun()
      .when(...callerSpeaks(), starts('r1'))
      .when(wish)
    assert.equal(call.the('stop-recording').length, 1)
    assert.deepEqual(says(call), [])
    assert.equal(says(call.when(ends('r1'))).length, 1)
  })

  test('who says it again changes nothing', () => {
    const call = begun()
      .when(...callerSpeaks(), wish)
      .when(...callerSpeaks('u2'), callerSaid('No recording!', 'u2'))
    assert.deepEqual([call.the('stop-recording').length, call.journalled('consent-withdrawn').length], [0, 0])
  })

  test('of a call that is not recorded is told just that', () => {
    const call = begun({ ...recorded, recording: false, words: false }).when(
      ...callerSpeaks(),
      starts('r1'),
      ends('r1'),
      wish,
    )
    assert.deepEqual([call.the('stop-recording').length, call.journalled('consent-withdrawn').length], [0, 0])
    assert.match(says(call)[0] ?? '', /"This call is not being recorded\."/)
  })

  test('where the law lets what was recorded be kept is not promised that it is deleted', () => {
    const keeps = begun({ ...recorded, law: { ...law, onWithdrawal: 'keep' } })
    const call = keeps.when(...callerSpeaks(), starts('r1'), ends('r1'), wish)
    assert.match(says(call)[0] ?? '', /"I am stopping the recording now\."/)
  })
})

describe('a caller who asks whether a machine speaks', () => {
  const question = callerSaid('Are you a robot?')
  const asking = begun().when(...callerSpeaks(), question)

  test('and is told the truth hears nothing of ours', () => {
    const call = asking.when(starts('r1'), voice('r1', 500), words('r1', "Yes, I'm an AI assistant."), ends('r1'))
    assert.deepEqual([says(call), call.the('clear').length], [[], 0])
  })

  test('and is told something else hears the truth behind it', () => {
    const call = asking.when(starts('r1'), voice('r1', 500), words('r1', 'How funny! How can I help?'), ends('r1'))
    assert.deepEqual(says(call), ['Say exactly: "I am an AI, not a human." Say nothing else.'])
  })

  test('is owed no second answer when the words come after it', () => {
    const call = begun()
      .when(...callerSpeaks(), starts('r1'), voice('r1', 500), words('r1', 'I am an AI.'), ends('r1'))
      .when(question)
    assert.deepEqual(says(call), [])
  })

  test('is answered at once when the words come late and no truth was told', () => {
    const call = begun()
      .when(...callerSpeaks(), starts('r1'), voice('r1', 500), words('r1', 'I am Ada.'), ends('r1'))
      .when(question)
    assert.equal(says(call).length, 1)
  })
})

describe('an agent that denies being an AI', () => {
  const denying = begun()
    .when(...callerSpeaks(), starts('r1'), voice('r1', 2_000), sentPiece('0.1', 'r1-item', 100))
    .when(words('r1', 'No, I am a real person. How can I help?'))

  test('is cut off at once, and corrects itself', () => {
    assert.deepEqual([denying.the('clear').length, denying.the('stop-speech').length], [1, 1])
    assert.ok(denying.journalled('noted').some(({ what }) => what === 'denied-being-ai'))
    const corrected = denying.when(ends('r1', 'cancelled'))
    assert.deepEqual(says(corrected), [
      'Say exactly: "I have to correct that: I am an AI, not a human." Say nothing else.',
    ])
  })

  test('is judged by whole sentences: half of one may say the opposite', () => {
    const half = { kind: 'agent-words', itemId: 'r1-item', text: 'I am a human', final: false } as const
    const call = begun().when(...callerSpeaks(), starts('r1'), voice('r1', 900), { kind: 'model', event: half })
    assert.equal(call.the('clear').length, 0)
    const whole = call.when({ kind: 'model', event: { ...half, text: ' being, of course. And' } })
    assert.equal(whole.the('clear').length, 1)
  })

  test('and does it again and again is let go, and the line apologises', () => {
    let call = denying
    for (const nth of [2, 3, 4]) {
      call = call
        .when(ends(`r${nth - 1}`, 'cancelled'), starts(`r${nth}`), voice(`r${nth}`, 900))
        .when(words(`r${nth}`, 'I am a human.'))
    }
    assert.deepEqual(
      call.the('end').map(({ end }) => (end.end === 'give-up' ? end.cause : end.end)),
      ['denies-being-ai'],
    )
  })
})
