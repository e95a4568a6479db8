/** Letters, digits and apostrophes alone, in lower case, one space around every word: so that a phrase is found as whole words. */
export const says = (text: string): string =>
  ` ${text
    .toLowerCase()
    .replaceAll('’', "'")
    .replace(/[^\p{L}\p{N}']+/gu, ' ')
    .trim()} `

/** Phrases written as texts, between semicolons. */
export const phrases = (...texts: readonly string[]): readonly string[] => texts.flatMap((text) => text.split('; '))
