import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findScenario, lexiconOf, scenarios } from './scenarios.ts'

test('the scenarios are those that are promised, and each can be found by its name', () => {
  const names = [
    'books',
    'interrupts',
    'listens-along',
    'wants-a-person',
    'outside-hours',
    'slot-taken',
    'hangs-up',
    'model-drops',
    'speaks-german',
    'gone-too-soon',
    'only-claims',
    'behauptet-nur',
    'refuses-recording',
    'stops-recording',
    'reschedules',
    'cancels',
    'asks-the-way',
    'calls-from-a-landline',
  ]
  assert.deepEqual(
    scenarios.map(({ name }) => name),
    names,
  )
  for (const name of names) assert.equal(findScenario(name)?.name, name)
  assert.equal(findScenario('toString'), undefined)
})

test('a caller rings from where their language is spoken, and the call comes to an end', () => {
  for (const { name, from, language, steps } of scenarios) {
    assert.match(from ?? '', language === 'de' ? /^\+49\d{9,11}$/ : /^\+447700900\d{3}$/, name)
    assert.ok(['listen', 'hang-up', 'hang-up-saying', 'hang-up-over'].includes(steps.at(-1)?.do ?? ''), name)
    assert.ok(steps.length <= 14, name)
  }
})

test('the lexicon holds every line of every scenario once, and more', () => {
  const lexicon = lexiconOf(scenarios)
  const spoken = scenarios.flatMap(({ steps }) => steps.flatMap((step) => ('text' in step ? [step.text] : [])))
  for (const text of spoken) assert.equal(lexicon.filter((known) => known.text === text).length, 1, text)
  assert.ok(lexicon.length > new Set(spoken).size + 20)
})
