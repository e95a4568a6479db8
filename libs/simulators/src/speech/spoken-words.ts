/** Where in an utterance which word is spoken: by the length of the words, pinned to the pauses at the punctuation. */
export type SpokenWord = { word: string; startMs: number; endMs: number }

export type Span = { startMs: number; endMs: number }

/** A word counts as heard when this much of it was. */
const HEARD_SHARE = 0.6
/** A pause and a punctuation mark belong together when they are no further apart than this share of the utterance. */
const PIN_SHARE = 0.2

/** `sounds` are the stretches of speech between the pauses, in order. */
export function spokenWords(text: string, sounds: readonly Span[]): SpokenWord[] {
  const words = text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word))
  const soundingMs = sounds.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0)
  const weights = words.map(weight)
  const perWeight = soundingMs / weights.reduce((sum, value) => sum + value, 0)
  const ends = runningSum(weights.map((value) => value * perWeight))
  const pinned = pinToPauses(words, ends, sounds, soundingMs)
  return words.map((word, i) => ({
    word,
    startMs: toClock(pinned[i - 1] ?? 0, sounds, 'after'),
    endMs: toClock(pinned[i] as number, sounds, 'before'),
  }))
}

/** The words of which the most was spoken between the two times. */
export function wordsBetween(words: readonly SpokenWord[], { startMs, endMs }: Span): string[] {
  return words
    .filter((word) => {
      const heardMs = Math.min(word.endMs, endMs) - Math.max(word.startMs, startMs)
      return heardMs >= HEARD_SHARE * (word.endMs - word.startMs)
    })
    .map(({ word }) => word)
}

/** Letters, and one for the word itself; a digit is a word of its own. */
function weight(word: string): number {
  const digits = word.match(/\p{N}/gu)?.length ?? 0
  const letters = word.match(/\p{L}/gu)?.length ?? 0
  return 1 + letters + 4 * digits
}

/**
 * Word ends on a clock that stops in pauses. Each pause is a point on that clock; the nearest punctuated word end is moved
 * there, and the words between two such pins are stretched evenly.
 */
function pinToPauses(words: string[], ends: number[], sounds: readonly Span[], soundingMs: number): number[] {
  const pauses = runningSum(sounds.map(({ startMs, endMs }) => endMs - startMs)).slice(0, -1)
  const pins = [{ word: -1, from: 0, to: 0 }]
  for (const pause of pauses) {
    const after = pins.at(-1)?.word ?? -1
    const near = ends
      .map((end, word) => ({ word, from: end, to: pause, apart: Math.abs(end - pause) }))
      .filter(({ word, apart }) => word > after && word < words.length - 1 && apart < PIN_SHARE * soundingMs)
      .filter(({ word }) => /[.,;:!?…–-]["')]*$/.test(words[word] as string))
      .sort((a, b) => a.apart - b.apart)[0]
    if (near) pins.push(near)
  }
  pins.push({ word: words.length - 1, from: soundingMs, to: soundingMs })
  return ends.map((end, word) => {
    const next = pins.findIndex((pin) => pin.word >= word)
    const right = pins[next] as (typeof pins)[number]
    const left = pins[next - 1] as (typeof pins)[number]
    return left.to + ((end - left.from) / (right.from - left.from)) * (right.to - left.to)
  })
}

/** From the clock that stops in pauses to the real one; a point at a pause lies before or after it. */
function toClock(soundMs: number, sounds: readonly Span[], side: 'before' | 'after'): number {
  let left = soundMs
  for (const { startMs, endMs } of sounds) {
    const lengthMs = endMs - startMs
    // Sums of fractions miss a pause by a hair.
    if (side === 'before' ? left <= lengthMs + 1e-6 : left < lengthMs - 1e-6) return startMs + left
    left -= lengthMs
  }
  return sounds.at(-1)?.endMs ?? 0
}

function runningSum(values: number[]): number[] {
  let sum = 0
  return values.map((value) => {
    sum += value
    return sum
  })
}
