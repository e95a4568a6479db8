import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { otherSideLeft, stillTrying } from '../../src/webhooks/texts.ts'
import { connecting, heardOf, nobody, theCaller } from './heard.ts'
import { openStage } from './stage.ts'

const goodbye = 'I am sorry, nobody can take your call right now. We will ring you back as soon as we can. Goodbye.'

describe('a hand-off', { concurrency: 4, timeout: 60_000 }, () => {
  test('offers the person who, why and what was said, that it is recorded, and the keys; then the caller', async () => {
    await using stage = await openStage({ people: ['takes it'] })
    await stage.untilHeard(() => stage.people[0], theCaller)
    const [about, said, choice, ...then] = heardOf(stage.people[0] ?? { heard: [] })
    assert.match(
      about ?? '',
      /^Ein Anruf für Praxis\. Die Nummer endet auf 1 2 3\. Der Grund: A question about the last bill\./,
    )
    assert.equal(said, "I'd rather speak to a person about my last bill.")
    assert.match(choice ?? '', /Das Gespräch wird aufgezeichnet.*drücken Sie die 1/)
    assert.deepEqual(then, [connecting, theCaller])
    stage.call.hangUp()
    await stage.outcome(1)
  })

  test('is no silence on hold, and the caller is spoken to meanwhile', async () => {
    await using stage = await openStage({ people: ['lets it ring', 'lets it ring', 'takes it'] })
    await stage.untilHeard(() => stage.caller, 'person 3')
    assert.ok(stage.caller.heard.includes(stillTrying('en').text))
    const longestMs = stage.caller.longestSilenceFrames * 20
    assert.ok(longestMs < 3_000, `the caller heard nothing for ${longestMs} ms`)
    stage.call.hangUp()
    await stage.outcome(3)
  })

  test('is recorded to the end, the person on the channel of what the caller hears', async () => {
    await using stage = await openStage({ people: ['takes it'] })
    await stage.untilHeard(() => stage.caller, 'person 1')
    stage.call.hangUp()
    await stage.outcome(1)
    const [recording, ...more] = stage.carrier.recordings
    assert.equal(more.length, 0)
    const [caller = [], heard = []] = await stage.recorded(recording?.sid ?? '')
    assert.ok(caller.includes(theCaller) && heard.includes('person 1') && heard.includes('♪'))
  })

  test('that nobody takes for want of an agent ends in a callback, said to the caller', async () => {
    const people = ['is busy', 'declines'] as const
    const apology = { de: 'Ich kann nicht weiter.', en: 'I cannot go on; I will put you through.' }
    await using stage = await openStage({
      ...{ people, wish: { end: 'give-up', cause: 'model-lost' } },
      line: { fallback: { apology, next: 'person', voicemailPrompt: {} } },
    })
    const [, ...heard] = await stage.untilHeard(() => stage.caller, goodbye).then(() => heardOf(stage.caller))
    assert.deepEqual(heard, [apology.en, goodbye])
    assert.equal((await stage.records.callbacks.open()).length, 1)
    assert.deepEqual(await stage.outcome(2), { rings: ['busy', 'declined'], end: 'agent-ended' })
  })

  test('that somebody takes for want of an agent is over when they hang up', async () => {
    const apology = { de: 'Ich kann nicht weiter.', en: 'I cannot go on; I will put you through.' }
    await using stage = await openStage({
      ...{ people: ['takes it and hangs up'], wish: { end: 'give-up', cause: 'model-lost' } },
      line: { fallback: { apology, next: 'person', voicemailPrompt: {} } },
    })
    await stage.untilHeard(() => stage.caller, otherSideLeft('en').text)
    assert.deepEqual(await stage.outcome(1), { rings: ['accepted'], end: 'handed-over' })
    assert.deepEqual(await stage.records.callbacks.open(), [])
  })

  test('is forwarded, and nobody asked, where the line wants that', async () => {
    await using stage = await openStage({
      people: ['is busy', 'picks up'],
      line: { people: { transfer: [], handOff: { mode: 'cold' }, callbackWithinMinutes: 60 } },
    })
    await stage.untilHeard(() => stage.caller, 'person 2')
    assert.deepEqual(heardOf(stage.people[0] ?? { heard: [] }), [theCaller])
    stage.people[0]?.hangUp()
    assert.deepEqual(await stage.outcome(2), { rings: ['busy', 'accepted'], end: 'handed-over' })
  })

  test(`that is forwarded and not answered is back with the agent: “${nobody}”`, async () => {
    await using stage = await openStage({
      people: ['is busy'],
      line: { people: { transfer: [], handOff: { mode: 'cold' }, callbackWithinMinutes: 60 } },
    })
    await stage.untilHeard(() => stage.caller, nobody)
    stage.call.hangUp()
    assert.equal((await stage.outcome(1)).end, 'caller-hung-up')
  })
})
