import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { asksWhetherMachine, deniesBeingAi, saysIsAi } from './robot-question.ts'

const questions = [
  ...[
    'Sind Sie ein Roboter?',
    'Bin ich mit einem Menschen verbunden?',
    'Spreche ich mit einer Maschine?',
    'Sind Sie überhaupt ein echter Mensch?',
  ],
  ...[
    'Sind Sie eine KI?',
    'Rede ich hier mit einem Computer?',
    'Ist das ein Automat?',
    'Bist du echt?',
    'Sind Sie ein Mensch oder eine Maschine?',
  ],
  ...['Hallo, spreche ich mit einer echten Person?', 'Ist da ein Mensch?', 'Sind Sie wirklich ein Mensch?'],
  ...[
    'Are you a robot?',
    'Am I talking to a machine?',
    'Am I speaking to a real person?',
    'Are you an AI?',
    'Is this a real person?',
  ],
  ...[
    'Wait, are you human?',
    'Good morning, am I talking to a machine?',
    'Is this a bot?',
    "You're a computer, aren't you?",
    'Are you a human being or a recording machine?',
  ],
]
const otherWords = [
  ...[
    'Ich möchte mit einem Menschen sprechen.',
    'Sind Sie am Freitag da?',
    'Kann ich mit einer echten Person sprechen?',
    'Ist das ein Notfall?',
  ],
  ...['Verbinden Sie mich bitte mit einem Menschen.', 'Mein Computer ist kaputt.'],
  ...[
    "I'd rather speak to a real person.",
    'Are you open on Friday?',
    'Can I talk to a human, please?',
    'Is this the dental practice?',
  ],
  ...['Put me through to a person.', 'I am a machine operator.'],
]
const denials = [
  ...[
    'Ich bin ein Mensch.',
    'Nein, ich bin keine KI.',
    'Ja, Sie sprechen mit einem echten Menschen.',
    'Natürlich bin ich ein Mensch, keine Maschine.',
  ],
  ...[
    'Keine Sorge, ich bin kein Roboter.',
    'Ich bin wirklich eine echte Person.',
    'Sie sprechen nicht mit einer Maschine.',
  ],
  ...[
    'No, I am a real person.',
    "I'm a human.",
    "I'm not a robot.",
    'I am not an AI, I promise.',
    "Don't worry, you're talking to a real person.",
  ],
  ...[
    'Yes, I am actually human.',
    "I'm a human being, of course.",
    'You are speaking with a human.',
    'This is not a machine.',
  ],
]
const truths = [
  ...[
    'Ich bin eine KI-Assistentin, kein Mensch.',
    'Nein, ich bin kein Mensch, sondern eine KI.',
    'Ich bin die KI-Assistentin der Praxis.',
  ],
  ...['Sie sprechen mit einer künstlichen Intelligenz, nicht mit einem Menschen.', 'Ich bin kein Mensch.'],
  ...[
    "I'm an AI assistant, not a human.",
    'I am not a human, I am an AI.',
    'No, I am an AI assistant.',
    'You are talking to an AI, not a person.',
  ],
  ...['I am not a real person.'],
]
const beside = [
  ...[
    'Möchten Sie mit einem Menschen sprechen?',
    'Ich verbinde Sie mit einem Menschen.',
    'Ich bin gleich wieder da.',
    'Die Praxis hat keine Maschine dafür.',
  ],
  ...[
    'Would you like to speak with a human?',
    "I'm putting you through to a real person.",
    'I am not able to do that.',
    'I can get a person on the line for you.',
  ],
]

describe('the question whether a machine speaks', () => {
  for (const text of questions) test(`is "${text}"`, () => assert.equal(asksWhetherMachine(text), true))
  for (const text of otherWords) test(`is not "${text}"`, () => assert.equal(asksWhetherMachine(text), false))
})

describe('the agent', () => {
  for (const text of denials)
    test(`denies being an AI with "${text}"`, () =>
      assert.deepEqual([deniesBeingAi(text), saysIsAi(text)], [true, false]))
  for (const text of truths)
    test(`says that it is one with "${text}"`, () =>
      assert.deepEqual([deniesBeingAi(text), saysIsAi(text)], [false, true]))
  for (const text of beside)
    test(`says neither with "${text}"`, () => assert.deepEqual([deniesBeingAi(text), saysIsAi(text)], [false, false]))
})
