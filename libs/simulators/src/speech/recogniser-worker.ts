import { Lexicon, type Recognition } from './lexicon.ts'
import { answerQuestions } from './worker-answers.ts'

export type RecogniserQuestion =
  | { kind: 'learn'; key: string; text: string; mulaw: Uint8Array }
  | { kind: 'recognise'; mulaw: Uint8Array }

export type RecogniserAnswer = { learned: boolean; size: number } | { recognition: Recognition | undefined }

const MOST_ENTRIES = 1500

const lexicon = new Lexicon(MOST_ENTRIES)

answerQuestions<RecogniserQuestion, RecogniserAnswer>((question) => {
  if (question.kind === 'recognise') return { recognition: lexicon.recognise(question.mulaw) }
  const learned = lexicon.learn(question.key, question.text, question.mulaw)
  return { learned, size: lexicon.size }
})
