import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { readAnswer } from './answer.ts'

const said: Readonly<Record<'yes' | 'no' | 'unclear', readonly string[]>> = {
  yes: [
    ...[
      'Ja.',
      'Ja, gerne.',
      'Jawohl',
      'Klar',
      'Einverstanden.',
      'In Ordnung',
      'Von mir aus',
      'Okay, machen Sie',
      'Ja bitte!',
    ],
    ...['Kein Problem', 'Ich habe nichts dagegen.', 'Na warum nicht?', 'Ja, kein Problem', 'Natürlich dürfen Sie das'],
    ...[
      'Yes.',
      'Yeah sure',
      'Yes, please.',
      'That’s fine',
      'OK',
      'I agree.',
      'No problem',
      "I don't mind",
      'Sure, why not?',
    ],
    ...[
      'Of course',
      'go ahead',
      'Yes, no problem.',
      'Yes, that is absolutely fine with me',
      'Ja, das ist in Ordnung für mich',
    ],
  ],
  no: [
    ...[
      'Nein.',
      'Nein, danke.',
      'Nee',
      'Lieber nicht',
      'Ja, aber bitte nicht aufzeichnen',
      'Das möchte ich nicht',
      'Auf keinen Fall, nein',
    ],
    ...[
      'Ich bin damit nicht einverstanden',
      'Da bin ich nicht einverstanden.',
      'Keine Aufzeichnung bitte',
      'Ohne Aufzeichnung? Nein',
    ],
    ...[
      'No.',
      'No, thank you.',
      "I'd rather not",
      "Please don't record this",
      'I do not agree',
      'Yes I mean no',
      'I decline',
      'Absolutely not',
    ],
    ...['Nope', "No, I don't want that"],
  ],
  unclear: [
    ...[
      'Wie bitte?',
      'Hallo?',
      'Ich weiß nicht',
      'Warum denn?',
      'Ich hätte gern einen',
      'Vielleicht',
      'Guten Tag, Krüger hier',
    ],
    ...[
      'Ich hätte gerne einen Termin',
      'Ja, guten Tag, ich möchte einen Termin',
      'Ja, ich brauche etwas gegen Schmerzen',
      'Das ist ja interessant, was Sie da machen',
    ],
    ...['Yes, I would like to come in on Tuesday', 'Sure thing, so I have this terrible toothache'],
    ...['Pardon?', 'What for?', 'Who is this?', 'Maybe', 'I need a check-up', "I don't know", 'Hmm'],
  ],
}

describe('the answer to the question whether a call may be recorded', () => {
  for (const [answer, texts] of Object.entries(said)) {
    for (const speech of texts) {
      test(`"${speech}" is ${answer}`, () => {
        assert.deepEqual(readAnswer({ digits: undefined, speech }), { answer, by: 'voice' })
      })
    }
  }

  test('a key says it without a doubt, and stands above what was said', () => {
    assert.deepEqual(readAnswer({ digits: '1', speech: 'no' }), { answer: 'yes', by: 'key' })
    assert.deepEqual(readAnswer({ digits: '2', speech: undefined }), { answer: 'no', by: 'key' })
    assert.deepEqual(readAnswer({ digits: '7', speech: undefined }), { answer: 'unclear', by: 'key' })
  })

  test('silence is no yes', () => {
    assert.deepEqual(readAnswer({ digits: '', speech: '' }), { answer: 'unclear', by: 'silence' })
    assert.deepEqual(readAnswer({ digits: undefined, speech: undefined }), { answer: 'unclear', by: 'silence' })
  })
})
