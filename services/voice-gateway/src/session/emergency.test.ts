import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Emergency, emergenciesOf, emergencyIn } from './emergency.ts'

const rules: readonly Emergency[] = [
  {
    rule: 2,
    phrases: [
      ...['Notfall', 'Zahn ausgeschlagen', 'Kiefer gebrochen', 'blutet stark', 'hört nicht auf zu bluten'],
      ...[
        'emergency',
        'tooth knocked out',
        'broken jaw',
        'bleeding heavily',
        'does not stop bleeding',
        "can't breathe",
      ],
    ],
  },
]

const emergencies = [
  'Das ist ein Notfall!',
  'Hilfe, Notfall.',
  'Nein, das ist ein Notfall, bitte schnell',
  'Meinem Sohn wurde gerade ein Zahn ausgeschlagen',
  'Der Zahn ist mir ausgeschlagen worden',
  'Ich glaube, mein Kiefer ist gebrochen',
  'Es blutet sehr stark',
  'Die Wunde, die blutet ganz stark seit einer Stunde',
  'Es hört einfach nicht auf zu bluten',
  "It's an emergency",
  'Please help, this is an emergency, I cannot wait',
  "My son's tooth got knocked out",
  'I think I have a broken jaw',
  'My jaw is broken',
  'He is bleeding really heavily',
  'It just does not stop bleeding.',
  'I can’t breathe',
  'I do not want an appointment, it is an emergency',
]

const ordinary = [
  'Es ist kein Notfall.',
  'Nein, kein Notfall, ich möchte nur einen Termin',
  'Das ist wirklich kein medizinischer Notfall',
  'Ein Notfall ist es nicht, aber es zieht ein wenig',
  'Was mache ich denn im Notfall?',
  'Haben Sie eine Notfallnummer?',
  'Notfalls komme ich morgen',
  'Letztes Jahr hatte ich einen Notfall bei Ihnen',
  'Der Zahn blutet nicht mehr stark',
  'Es blutet zum Glück nicht stark',
  "It's not an emergency",
  'No, nothing urgent, no emergency at all',
  'This isn’t an emergency, I just want a check-up',
  'What do I do in an emergency?',
  'In case of emergency, whom do I call?',
  'Shall I leave an emergency contact?',
  'I broke a nail',
  'My tooth hurts a bit when I brush',
  'Ich möchte einen Termin zur Kontrolle',
  'Last year I had an emergency there',
]

describe('words of an emergency', () => {
  for (const text of emergencies) it(`are “${text}”`, () => assert.equal(emergencyIn(text, rules), 2))
  for (const text of ordinary) it(`are not “${text}”`, () => assert.equal(emergencyIn(text, rules), undefined))

  it('are looked for only by the rules that hold at the hour, and keep their place among the line’s', () => {
    const [words, number, sentence] = [{ de: ['Notfall'], en: [] }, '+49301234567', { de: 'x' }]
    const emergency = (['closed', 'open', 'always'] as const).map((when) => ({ words, number, sentence, when }))
    assert.deepEqual(
      emergenciesOf({ emergency }, true).map(({ rule }) => rule),
      [1, 2],
    )
    assert.deepEqual(
      emergenciesOf({ emergency }, false).map(({ rule }) => rule),
      [0, 2],
    )
  })
})
