import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { loadLines } from './load.ts'
import { openingLanguage, systemPrompt } from './prompt.ts'
import type { Line } from './schema.ts'

const [berlin, salon] = (await loadLines(new URL('../../../lines/', import.meta.url).pathname)) as [Line, Line]
const now = Temporal.Instant.from('2026-11-23T10:05:00Z')
const prompt = systemPrompt(berlin, { now, caller: '+4915112345678', language: 'de' })

describe('the system prompt', () => {
  test('opens with the greeting that discloses the AI, in the language of the call', () => {
    assert.match(
      prompt,
      /Open the call by saying exactly: "Zahnarztpraxis am Lietzensee, guten Tag\. Hier ist Mila, die KI-Assistentin/,
    )
    const english = systemPrompt(berlin, { now, caller: null, language: 'en' })
    assert.match(english, /saying exactly: "Hello, this is the dental practice.*AI assistant/)
  })

  test("says what day it is in the line's own zone", () => {
    assert.match(prompt, /Today is Monday, 2026-11-23, 11:05 in Europe\/Berlin\./)
    assert.match(
      systemPrompt(salon, { now, caller: null, language: 'en' }),
      /Today is Monday, 2026-11-23, 02:05 in America\/Los_Angeles\./,
    )
  })

  for (const [rule, words] of [
    ['reads back before it books', /read back date, time and name, and wait for a clear yes/],
    ['offers a person when asked or unsure', /when the caller asks for a person, and whenever you are unsure/],
    ['transfers medical advice, billing and insurance', /for medical advice, for billing, and for insurance disputes/],
    ['never jokes about delays or prices', /Never joke about delays or prices/],
    ['never pretends to be human', /never pretend to be a human/],
    ['always logs the outcome', /logCallOutcome[\s\S]*Always do so, once, at the end of every call/],
    ['never says booked before it is', /Say that it is booked only after it succeeded/],
  ] as const) {
    test(`holds the rule that the agent ${rule}`, () => assert.match(prompt, words))
  }

  test('names the topics that the line answers, and none of the answers: those come from the tool', () => {
    assert.match(prompt, /\n- The topics of answerFromLine:\n {2}- parking \(Wo kann ich parken\?\)\n/)
    assert.doesNotMatch(prompt, /Parkschein|paid spaces/)
    const silent = { ...berlin, business: { ...berlin.business, answers: [] } }
    assert.doesNotMatch(systemPrompt(silent, { now, caller: null, language: 'de' }), /topics of answerFromLine/)
  })

  test('names services with their minutes and the hours with the lunch break', () => {
    assert.match(prompt, /Check-up \/ Kontrolluntersuchung \(30 minutes\)/)
    assert.match(prompt, /Monday: 09:00–13:00, 14:00–18:00/)
    assert.match(prompt, /Sunday: closed/)
  })

  test('names the days to come that differ from the week: holidays, closures, special days', () => {
    assert.match(
      prompt,
      /\nDays to come that differ from that:\n2026-12-23: 09:00–13:00 \(The afternoon before the holidays\)\n2026-12-24 to 2027-01-01: closed \(Christmas holidays\)\nServices:/,
    )
    const summer = systemPrompt(berlin, {
      now: Temporal.Instant.from('2027-07-01T10:00Z'),
      caller: null,
      language: 'de',
    })
    assert.doesNotMatch(summer, /Days to come/)
  })

  test('is the same to the byte for the same context, and holds no number of the caller', () => {
    assert.equal(systemPrompt(berlin, { now, caller: '+4915112345678', language: 'de' }), prompt)
    assert.doesNotMatch(prompt, /15112345678/)
  })
})

test('a call begins in German for German-speaking countries, else in English, where the line speaks it', () => {
  assert.equal(openingLanguage(berlin, '+4366012345678'), 'de')
  assert.equal(openingLanguage(berlin, '+447700900123'), 'en')
  assert.equal(openingLanguage(berlin, null), 'de')
  assert.equal(openingLanguage(salon, '+4915112345678'), 'en')
})
