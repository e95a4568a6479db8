import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { JournalEntry } from '@frontdesk/records'
import { isCostly } from './numbers.ts'
import { prefixOf, wasReadBack } from './read-back.ts'

const number = '+4915199999999'
const said = (who: 'agent' | 'caller', text: string, cutOff = false): JournalEntry => ({
  ...{ kind: 'utterance', at: '2026-11-23T09:00:00.000Z', itemId: text, who, text, cutOff },
})
const confirmed = (...entries: readonly JournalEntry[]) => wasReadBack(entries, number, '+49')

describe('a number counts as confirmed', () => {
  for (const readBack of [
    'Ist das die 0151 99 99 99 99?',
    'Also plus vier neun eins fünf eins neun neun neun neun neun neun neun neun, richtig?',
    'That is zero one five one, double nine, double nine, double nine, double nine?',
    'I have +49 151 99999999. Is that right?',
  ]) {
    test(`once it was read back and agreed to: "${readBack}"`, () => {
      assert.equal(confirmed(said('agent', readBack), said('caller', 'Ja, genau.')), true)
      assert.equal(confirmed(said('agent', readBack), said('caller', 'Yes.')), true)
    })
  }

  const asks = said('agent', 'Ist das die 0151 99 99 99 99?')
  for (const [why, entries] of [
    ['nothing was said', []],
    ['only the caller said it', [said('caller', '0151 99999999'), said('agent', 'Gut.'), said('caller', 'Ja.')]],
    ['the caller objected', [asks, said('caller', 'Nein, die 98 am Ende.')]],
    ['the caller agreed and objected', [asks, said('caller', 'Ja, nein, das ist falsch.')]],
    ['the caller has not answered', [asks]],
    ['the agent went on without an answer', [asks, said('agent', 'Ich buche.'), said('caller', 'Ja.')]],
    ['it was not heard to its end', [said('agent', 'Ist das die 0151 99 99 99 99?', true), said('caller', 'Ja.')]],
    ['another number was read', [said('agent', 'Ist das die 0151 99 99 99 98?'), said('caller', 'Ja.')]],
    ['a part of it was read', [said('agent', 'Endet sie auf 99999999?'), said('caller', 'Ja.')]],
    ['the words were not kept', [said('agent', ''), said('caller', '')]],
  ] as const) {
    test(`not when ${why}`, () => assert.equal(confirmed(...entries), false))
  }

  test('of another country only with its country', () => {
    const british = (text: string) => wasReadBack([said('agent', text), said('caller', 'Yes.')], '+447700900999', '+49')
    assert.deepEqual([british('Is it 07700 900999?'), british('Is it plus 44 7700 900999?')], [false, true])
  })
})

test('a country is known by its code', () => {
  assert.deepEqual(['+493012345678', '+14155550100', '+35312345678', '+447700900999'].map(prefixOf), [
    '+49',
    '+1',
    '+353',
    '+44',
  ])
})

test('premium numbers and satellites cost, and telephones of people do not', () => {
  const costly = ['+499001234567', '+4918012345', '+19005550123', '+8816315550123', '+449012345678', '+97912345678']
  assert.ok(costly.every(isCostly))
  for (const number of [
    '+4915112345678',
    '+493056790000',
    '+14155550100',
    '+447700900999',
    '+436641234567',
    '+41791234567',
  ]) {
    assert.equal(isCostly(number), false, number)
  }
})
