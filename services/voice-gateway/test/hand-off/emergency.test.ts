import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isEvent } from '@frontdesk/events'
import type { Line } from '@frontdesk/line'
import { eventually } from '../../src/testing/eventually.ts'
import { heardOf, missed, put, theCaller } from './heard.ts'
import { openStage } from './stage.ts'

const sentence = { de: 'Ich verbinde Sie sofort.', en: 'I am connecting you at once.' }
const emergency: Line['emergency'] = [
  { words: { de: ['Notfall'], en: ['emergency'] }, number: '+493055500102', sentence, when: 'always' },
]
const wish = { end: 'emergency', rule: 0 } as const

describe('an emergency', { concurrency: 3, timeout: 60_000 }, () => {
  test(`hears “${sentence.en}” and is connected at once to the rule's own number, asked nothing, and people are told`, async () => {
    await using stage = await openStage({ people: ['takes it', 'picks up'], wish, line: { emergency } })
    await stage.untilHeard(() => stage.caller, 'person 2')
    await stage.untilHeard(() => stage.people.at(-1), theCaller)
    const [, ...heard] = heardOf(stage.caller)
    assert.deepEqual(heard, [sentence.en, 'person 2'])
    assert.deepEqual(heardOf(stage.people[0] ?? { heard: [] }), [theCaller])
    await eventually(() =>
      stage.told.some((event) => isEvent(event, 'call.escalated') && event.data.next === 'transfer'),
    )
    stage.people[0]?.hangUp()
    assert.deepEqual(await stage.outcome(1), { rings: ['accepted'], end: 'handed-over' })
  })

  test('where nobody answers, the next is rung, and asked nothing either', async () => {
    await using stage = await openStage({ people: ['picks up', 'is busy'], wish, line: { emergency } })
    await stage.untilHeard(() => stage.caller, 'person 1')
    stage.call.hangUp()
    assert.deepEqual(await stage.outcome(2), { rings: ['busy', 'accepted'], end: 'handed-over' })
  })

  test(`where nobody answers at all: hears “${missed}”, and is rung back`, async () => {
    await using stage = await openStage({ people: ['is busy', 'is busy'], wish, line: { emergency } })
    await stage.untilHeard(() => stage.caller, missed)
    assert.deepEqual(heardOf(stage.caller), [put, sentence.en, missed])
    assert.equal((await stage.records.callbacks.open()).length, 1)
    stage.call.hangUp()
    assert.deepEqual(await stage.outcome(2), { rings: ['busy', 'busy'], end: 'caller-hung-up' })
  })

  test('is connected by another gateway when the one that heard it dies', async () => {
    await using stage = await openStage({
      ...{ people: ['is busy', 'picks up'], wish, line: { emergency } },
      deadly: (what, [, entries]) => what === 'append' && JSON.stringify(entries).includes('then-emergency'),
    })
    await stage.untilHeard(() => stage.caller, 'person 2')
    assert.ok(stage.isDead)
    assert.ok(stage.caller.heard.includes(sentence.en))
    stage.call.hangUp()
    assert.equal((await stage.outcome(1)).end, 'handed-over')
  })
})
