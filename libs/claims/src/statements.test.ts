import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { english, german, widenedBy, writtenAfterwards } from './corpus.ts'
import { claimsIn, lastWords } from './statements.ts'

interface Labelled {
  readonly text: string
  readonly claims: readonly string[]
}

const read = (corpus: string): readonly Labelled[] =>
  corpus
    .split('\n')
    .filter((line) => line.includes('|'))
    .map((line) => {
      const [labels = '', text = ''] = line.split(' | ')
      return { text: text.trim(), claims: labels === '-' ? [] : labels.trim().split('+').sort() }
    })

/** Half by chance, for ever the same: FNV-1a of the sentence. Only the first half was looked at while the rules were made. */
function isHeldOut(text: string): boolean {
  let hash = 0x811c9dc5
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0
  return ((hash >>> 8) & 1) === 1
}

function measured(sentences: readonly Labelled[]) {
  let [hits, made, missed] = [0, 0, 0]
  const wrong: string[] = []
  for (const { text, claims } of sentences) {
    const found = claimsIn(text)
    hits += found.filter((kind) => claims.includes(kind)).length
    const extra = found.filter((kind) => !claims.includes(kind))
    const lacking = claims.filter((kind) => !found.some((each) => each === kind))
    made += extra.length
    missed += lacking.length
    if (extra.length + lacking.length > 0) wrong.push(`${text} [+${extra} -${lacking}]`)
  }
  return { precision: hits / (hits + made), recall: hits / (hits + missed), wrong, count: sentences.length }
}

for (const [language, corpus] of [
  ['english', english],
  ['german', german],
] as const) {
  describe(`claims in ${language}`, () => {
    const all = read(corpus)
    for (const [name, heldOut, least] of [
      ['that the rules were made with', false, { precision: 0.97, recall: 0.95 }],
      ['that were never looked at', true, { precision: 0.9, recall: 0.8 }],
    ] as const) {
      test(`are found among sentences ${name}`, (t) => {
        const { precision, recall, wrong, count } = measured(all.filter(({ text }) => isHeldOut(text) === heldOut))
        t.diagnostic(`${count} sentences, precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)}`)
        const shown = heldOut ? `${wrong.length} wrong` : wrong.join('\n')
        assert.ok(precision >= least.precision && recall >= least.recall, shown)
      })
    }
  })
}

for (const [name, corpus, least] of [
  ['that the rules were widened by', widenedBy, { precision: 0.97, recall: 0.95 }],
  ['that were written when the rules were done', writtenAfterwards, { precision: 0.9, recall: 0.8 }],
] as const) {
  test(`claims are found among sentences ${name}, in both languages`, (t) => {
    const { precision, recall, wrong, count } = measured(read(corpus))
    t.diagnostic(`${count} sentences, precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)}`)
    assert.ok(precision >= least.precision && recall >= least.recall, `${wrong.length} wrong`)
  })
}

test('the last word counts: what is taken back is not claimed, and what is done after all is', () => {
  assert.deepEqual(claimsIn('It is booked. I am sorry, I have to correct myself: it is not booked yet.'), [])
  assert.deepEqual(claimsIn('I was mistaken, it was not booked. Now it is booked for you.'), ['booked'])
  assert.equal(lastWords('Es tut mir leid, der Termin ist doch nicht gebucht.').get('booked'), 'not-done')
  assert.equal(lastWords('I have not received the confirmation yet.').get('cancelled'), 'not-done')
})
