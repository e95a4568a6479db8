import type { Topic } from './prompt-facts.ts'

/** The topic that a question is about: all of what it is called, or much of how it is said to be asked for. */
export function topicIn(lower: string, topics: readonly Topic[]): string | undefined {
  if (!lower.includes('?')) return undefined
  const said = new Set(stems(lower))
  const shared = (text: string) => stems(text).filter((stem) => said.has(stem)).length
  const isOf = ({ topic, question }: Topic) =>
    shared(topic) === stems(topic).length || (question !== undefined && shared(question) >= WORDS_OF_A_QUESTION)
  return topics.find(isOf)?.topic
}

const WORDS_OF_A_QUESTION = 2

/** The beginnings of the words that say something. */
const stems = (text: string): string[] =>
  [...new Set((text.toLowerCase().match(/\p{L}{4,}/gu) ?? []).filter((word) => !small.test(word)))].map((word) =>
    word.slice(0, 4),
  )
const small = /^(kann|können|muss|müssen|beim|haben|gibt|hier|where|what|when|have|need|with|your|does|there|that)$/
