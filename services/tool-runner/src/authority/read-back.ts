import type { JournalEntry } from '@frontdesk/records'

const digitWords: Readonly<Record<string, string>> = {
  ...{ null: '0', eins: '1', ein: '1', zwei: '2', zwo: '2', drei: '3', vier: '4' },
  ...{ fünf: '5', sechs: '6', sieben: '7', acht: '8', neun: '9' },
  ...{ zero: '0', oh: '0', o: '0', one: '1', two: '2', three: '3', four: '4', five: '5', six: '6', seven: '7' },
  ...{ eight: '8', nine: '9', plus: '+' },
}
/** "Double four" and "doppel vier". */
const doubles: ReadonlySet<string> = new Set(['double', 'doppel', 'zweimal'])

const agreed =
  /^(ja|jawohl|genau|richtig|korrekt|stimmt|yes|yeah|yep|correct|right|exactly|that's right|that is right|that's correct)\b/
const objected = /\b(nein|nicht|falsch|no|not|wrong|incorrect|isn't)\b/

/**
 * Whether this number was read back to the caller, heard to its end, and the caller's next words agreed. Out of the journal: a
 * model that says that it did has only said so. Of a call whose words are not kept nothing is confirmed.
 */
export function wasReadBack(journal: readonly JournalEntry[], number: string, linePrefix: string): boolean {
  const said = journal.filter((entry) => entry.kind === 'utterance')
  return said.some((entry, index) => {
    if (entry.who !== 'agent' || entry.cutOff || !names(entry.text, number, linePrefix)) return false
    const next = said[index + 1]
    if (next?.who !== 'caller') return false
    const answer = next.text.trim().toLowerCase()
    return agreed.test(answer) && !objected.test(answer)
  })
}

/** The whole number: with its country, or as it is dialled within the line's own. */
function names(text: string, number: string, linePrefix: string): boolean {
  const heard = digitsOf(text)
  const within = number.startsWith(linePrefix)
    ? [`0${number.slice(linePrefix.length)}`, number.slice(linePrefix.length)]
    : []
  const forms = [number, `00${number.slice(1)}`, number.slice(1), ...within]
  return heard.some((one) => forms.includes(one))
}

/** Runs of digits, whether written as digits or as words. */
function digitsOf(text: string): readonly string[] {
  const runs: string[] = ['']
  let twice = false
  for (const word of text
    .toLowerCase()
    .replaceAll('(0)', ' ')
    .match(/[\p{L}]+|\+?\d+|[.!?;:]/gu) ?? []) {
    const digits = /^\+?\d+$/.test(word) ? word : digitWords[word]
    if (digits !== undefined) {
      runs[runs.length - 1] += twice ? digits + digits : digits
    } else if (!doubles.has(word)) runs.push('')
    twice = doubles.has(word)
  }
  return runs.filter((run) => run.length >= 7)
}

/** The country code of a number that we know to be the line's own. */
export const prefixOf = (number: string): string =>
  /^\+(1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|\d{3})/.exec(number)?.[0] ?? number
