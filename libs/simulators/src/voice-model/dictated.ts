import type { ToolCall } from './receptionist/acts.ts'
import { type Language, languageOf } from './receptionist/language.ts'
import type { Reply } from './receptionist/receptionist.ts'

/**
 * A caller's turn as text, and a model that obeys it to the letter, whatever its instructions and its tools are: what a caller
 * can talk a model into is for whoever runs it to bear.
 */
export interface Dictated {
  readonly words: string
  /** What is asked in one response after another, each once the one before is answered. */
  readonly asks: readonly (readonly ToolCall[])[]
  /** What is said when all of it is answered. */
  readonly says: string
}

/** The model's next replies. */
export function repliesTo({ words, asks, says }: Dictated): readonly Reply[] {
  const language: Language = languageOf(words) ?? languageOf(says) ?? 'en'
  return [...asks.map((calls) => ({ language, speech: '', calls })), { language, speech: says, calls: [] }]
}
