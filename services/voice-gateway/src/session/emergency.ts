import type { Line } from '@frontdesk/line'
import { says } from './said.ts'

/** One of the line's rules for emergencies that holds now: its place among them, and what is said in one. */
export interface Emergency {
  readonly rule: number
  readonly phrases: readonly string[]
}

export const emergenciesOf = (line: Pick<Line, 'emergency'>, isOpen: boolean): readonly Emergency[] =>
  line.emergency.flatMap(({ words, when }, rule) =>
    when === 'always' || when === (isOpen ? 'open' : 'closed') ? [{ rule, phrases: [...words.de, ...words.en] }] : [],
  )

/**
 * Which rule the caller's words meet, if any: by fixed words, and no model decides whether it is meant. A phrase is met by its
 * words close together, in any order and inflected ("mein Zahn ist ausgeschlagen"); not where it is denied ("kein Notfall"), only
 * imagined ("im Notfall"), long past, or part of another word ("Notfallnummer"). In doubt it is an emergency.
 */
export function emergencyIn(text: string, emergencies: readonly Emergency[]): number | undefined {
  if (emergencies.length === 0) return undefined
  const clauses = text.split(/[.,;:!?–]+| aber | sondern | but /i).map((clause) => says(clause).trim().split(' '))
  return emergencies.find(({ phrases }) =>
    phrases.some((phrase) => {
      const wanted = says(phrase).trim().split(' ')
      return clauses.some((clause) => isSaid(clause, wanted))
    }),
  )?.rule
}

/** So many other words may stand between those of a phrase, and so many before it may deny it. */
const mostBetween = 3
const deniesWithin = 4

function isSaid(clause: readonly string[], phrase: readonly string[]): boolean {
  return clause.some((_, from) => {
    const window = clause.slice(from, from + phrase.length + mostBetween)
    const own = placesOf(window, phrase)
    return own?.includes(0) === true && !isDenied(clause, from, window, own)
  })
}

/** Where in the window the phrase's words are; undefined when one is missing. */
function placesOf(window: readonly string[], phrase: readonly string[]): readonly number[] | undefined {
  const places: number[] = []
  for (const wanted of phrase) {
    const place = window.findIndex((word, index) => !places.includes(index) && isForm(word, wanted))
    if (place < 0) return undefined
    places.push(place)
  }
  return places
}

/** Short words have no endings of their own that could not be another word. */
const shortest = 5
const endings = ['e', 'en', 'er', 'es', 'em', 'n'] as const
const isForm = (word: string, wanted: string): boolean =>
  word === wanted || (wanted.length >= shortest && endings.some((ending) => word === wanted + ending))

const denials = set(
  'kein keine keinen keinem keiner nicht nie niemals ohne weder',
  "no not isn't isnt wasn't never without don't doesn't didn't non",
)
const imagined =
  /(^| )(im|fürs|für den|für einen|in case of|in case of an|in an|for an|if it's an|if it is an|falls es ein|wenn es ein|if)$/
const isOther = set('contact contacts number numbers exit fund service services line lines')
const longPast = /(^| )(letztes jahr|letzten monat|damals|früher|last year|last month|years ago)( |$)/
const deniedBehind = /^(ist|war|wäre) (es|das|dies) (noch |wirklich |eigentlich )?(nicht|keiner)( |$)/

function isDenied(clause: readonly string[], from: number, window: readonly string[], own: readonly number[]): boolean {
  const last = Math.max(...own)
  const before = clause.slice(Math.max(0, from - deniesWithin), from)
  const between = window.slice(0, last).filter((_, index) => !own.includes(index))
  const behind = clause.slice(from + last + 1)
  return (
    [...before, ...between].some((word) => denials.has(word)) ||
    imagined.test(before.join(' ')) ||
    longPast.test(clause.join(' ')) ||
    deniedBehind.test(behind.join(' ')) ||
    isOther.has(behind[0] ?? '')
  )
}

function set(...texts: readonly string[]): ReadonlySet<string> {
  return new Set(texts.flatMap((text) => text.split(' ')))
}
