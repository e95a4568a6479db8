/** Text without what is noise in it: case, spaces, ways of writing the same letter. */
export const folded = (text: string): string => text.normalize('NFKC').trim().replaceAll(/\s+/g, ' ').toLowerCase()

/**
 * A name as it is compared and kept for looking up: its words in one order, without accents, titles and the two ways of writing
 * an umlaut, for a name that was heard on the telephone is written this way or that.
 */
export function nameKey(name: string): string {
  return wordsOf(name).toSorted().join(' ')
}

/**
 * Whether the name that a caller gives is the one that an appointment is kept under. Of a name that was heard, a letter may be
 * wrong; but who gives the first name or the family name alone is not known by it.
 */
export function isSameName(given: string, kept: string): boolean {
  const [said, known] = [wordsOf(given), wordsOf(kept)]
  const isAmong = (word: string, words: readonly string[]) => words.some((other) => isAlike(word, other))
  if (said.length < 2 || known.length < 2) return nameKey(given) === nameKey(kept)
  const [fewer, more] = said.length <= known.length ? [said, known] : [known, said]
  return fewer.every((word) => isAmong(word, more))
}

const titles = new Set(['dr', 'prof', 'mr', 'mrs', 'ms', 'herr', 'frau', 'med', 'dent'])

function wordsOf(name: string): string[] {
  const plain = name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replaceAll(/([aou])e+/g, '$1')
  const words = plain.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '')
  const own = words.filter((word) => !titles.has(word))
  return [...new Set(own.length > 0 ? own : words)]
}

/** Short words must be the same; in longer ones one letter may be another, missing, or too many. */
function isAlike(a: string, b: string): boolean {
  if (a === b) return true
  if (Math.min(a.length, b.length) < 4 || Math.abs(a.length - b.length) > 1) return false
  const [short, long] = a.length <= b.length ? [a, b] : [b, a]
  let at = 0
  while (at < short.length && short[at] === long[at]) at += 1
  const isOneMore = short.slice(at) === long.slice(at + 1)
  return isOneMore || (short.length === long.length && short.slice(at + 1) === long.slice(at + 1))
}
