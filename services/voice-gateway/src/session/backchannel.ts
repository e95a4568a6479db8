import type { InterruptionRules, Language } from '@frontdesk/line'

/**
 * What a caller's words over the agent are. `nothing`: a cough, a door. `backchannel`: the caller listens. `always`: words that
 * stop the agent whatever protects it. `words`: something that wants an answer.
 */
export type Judgement = 'nothing' | 'backchannel' | 'always' | 'words'

/** More words than this say something, whatever they are: "yes yes okay" still listens. */
const mostBackchannels = 3

/** Judges by the words of all the line's languages: a transcription does not always know which one it heard. */
export function judge(
  text: string,
  { alwaysInterrupt, backchannels }: InterruptionRules,
  languages: readonly Language[],
): Judgement {
  const said = ` ${plain(text)} `
  if (said.trim() === '') return 'nothing'
  const isIn = (known: string) => said.includes(` ${plain(known)} `)
  if (languages.some((language) => alwaysInterrupt[language].some(isIn))) return 'always'
  return isMadeOf(
    said.trim(),
    languages.flatMap((language) => backchannels[language].map(plain)),
  )
    ? 'backchannel'
    : 'words'
}

/** Whether the text is a few of the phrases, one after the other. */
function isMadeOf(text: string, phrases: readonly string[], most = mostBackchannels): boolean {
  if (text === '') return true
  if (most === 0) return false
  return phrases.some(
    (phrase) =>
      (text === phrase || text.startsWith(`${phrase} `)) &&
      isMadeOf(text.slice(phrase.length).trim(), phrases, most - 1),
  )
}

/** Letters and digits alone, in lower case, one space between. */
const plain = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
