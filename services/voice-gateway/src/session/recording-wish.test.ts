import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { wantsNoRecording } from './recording-wish.ts'

const wishes = [
  ...[
    'Bitte nicht aufzeichnen.',
    'Ich möchte nicht, dass das aufgezeichnet wird.',
    'Zeichnen Sie das bitte nicht auf!',
  ],
  ...[
    'Stoppen Sie die Aufnahme.',
    'Können Sie die Aufzeichnung beenden?',
    'Ich widerrufe meine Einwilligung in die Aufzeichnung.',
  ],
  ...[
    'Hören Sie auf, das mitzuschneiden, keine Aufnahme.',
    'Nehmen Sie das Gespräch bitte nicht auf.',
    'Keine Aufzeichnung, bitte.',
  ],
  ...[
    'Ja, am Freitag. Aber bitte ohne Aufzeichnung.',
    'Schalten Sie die Aufnahme aus, bitte stoppen.',
    'Löschen Sie die Aufnahme.',
  ],
  ...[
    'Stop recording this.',
    'Please stop recording.',
    "I don't want to be recorded.",
    'Can you turn off the recording?',
    'Do not record this call.',
  ],
  ...[
    'Friday is fine. And stop recording, please.',
    'I do not want this call taped.',
    'No recording, please.',
    'Please end the recording.',
  ],
  ...["Don't transcribe this.", 'I withdraw my consent to the recording.', 'Could you please not record me?'],
]
const others = [
  ...[
    'Wird das aufgezeichnet?',
    'Warum zeichnen Sie das nicht auf?',
    'Ich habe nichts dagegen, dass Sie aufzeichnen.',
    'Nehmen Sie auch neue Patienten auf?',
  ],
  ...[
    'Nehmen Sie keine neuen Patienten mehr auf?',
    'Ich nehme den Termin nicht.',
    'Das passt mir nicht.',
    'Können Sie den Termin aufnehmen?',
  ],
  ...['Bitte stoppen Sie, ich möchte etwas anderes.', 'Nein, Freitag geht nicht.', 'Aufzeichnen ist in Ordnung.'],
  ...[
    'Is this call being recorded?',
    "I don't mind if you record this.",
    'Stop, I would rather come on Friday.',
    'I need my dental records.',
  ],
  ...[
    'You can record me, no problem.',
    'No, that does not suit me.',
    'I was not there last week.',
    'Are you recording this?',
  ],
]

describe('the wish not to be recorded', () => {
  for (const text of wishes) test(`is heard in "${text}"`, () => assert.equal(wantsNoRecording(text), true))
  for (const text of others) test(`is not heard in "${text}"`, () => assert.equal(wantsNoRecording(text), false))
})
