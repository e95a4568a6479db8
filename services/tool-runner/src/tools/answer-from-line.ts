import { type Line, textIn } from '@frontdesk/line'
import { succeeded } from '../answers.ts'
import { folded } from '../person.ts'
import type { Tool } from '../tool.ts'

/** The line's own words on a topic, or none: what the line does not say nobody answers. */
export const answerFromLine: Tool<'answerFromLine'> = async ({ topic }, { line, language }) => {
  const found = answerTo(topic, line.business.answers)
  return succeeded<'answerFromLine'>({
    topic: found?.topic ?? null,
    answer: found === undefined ? null : textIn(found.answer, language, line),
  })
}

type Answer = Line['business']['answers'][number]

/**
 * By the topic as the line names it; else by the one topic whose every word is among those asked for. Where several would do, or
 * none, it is not known: an answer to another question is worse than none.
 */
function answerTo(asked: string, answers: readonly Answer[]): Answer | undefined {
  const same = answers.find(({ topic }) => folded(topic) === folded(asked))
  if (same !== undefined) return same
  const words = new Set(wordsOf(asked))
  const fitting = answers.filter(({ topic }) => wordsOf(topic).every((word) => words.has(word)))
  return fitting.length === 1 ? fitting[0] : undefined
}

const wordsOf = (text: string): string[] => folded(text).match(/[\p{L}\p{N}]+/gu) ?? []
