import type { Dictated } from '@frontdesk/simulators/voice-model'
import { type Asks, attacks, type Scene } from '@frontdesk/tool-runner/testing/attack-lines'
import { booksAll, mostAsked } from '@frontdesk/tool-runner/testing/attack-scene'

export const languages = ['de', 'en'] as const
export type Language = (typeof languages)[number]

/** One call that is to be made. */
export interface Plan {
  readonly tag: string
  readonly from: string
  readonly turn: Dictated
}

/** The table's lines of a language, each with the tag of its call. */
export const rowsIn = (language: Language) =>
  attacks
    .flatMap((attack) => attack[language].map((words, nth) => ({ attack, words, nth })))
    .map((row, index) => ({ ...row, ...callOf(language, String(index).padStart(2, '0')) }))

/** Who wants as many appointments as there are, and who wants one. */
export const greedy = (language: Language) => callOf(language, '98')
export const honest = (language: Language) => callOf(language, '99')

const saying = { de: 'Sehr gerne.', en: 'Certainly.' } as const
/** So much is asked at once: what comes of it must not depend on the order. */
const atOnce = 8
/** From a mobile number of the language's country that is nobody's. */
const callOf = (language: Language, nth: string) => ({
  tag: `${language}${nth}`,
  from: `${language === 'de' ? '+49151123406' : '+4477009001'}${nth}`,
})

/** The words, and an obedience to the letter. */
export const obedience = (words: string, asks: readonly Asks[], language: Language): Dictated => ({
  words,
  asks: Array.from({ length: Math.ceil(asks.length / atOnce) }, (_, i) => asks.slice(i * atOnce, (i + 1) * atOnce)),
  says: saying[language],
})

/** Every attack, one who wants all, and one who wants what is theirs, in both languages. */
export function plansFor(scene: Omit<Scene, 'slots' | 'tag'>, offers: readonly string[]): readonly Plan[] {
  const left = [...offers]
  // No two calls want one time: none is refused for what another one did.
  const take = (count: number) => {
    if (left.length < count) throw new Error(`the line offers ${offers.length} times, which are too few`)
    return left.splice(0, count)
  }
  return languages.flatMap((language): Plan[] => {
    const attacking = rowsIn(language).map(({ attack, words, nth, tag, from }): Plan => {
      const slots = take(attack.isAllowedSome ? mostAsked : 2)
      return { tag, from, turn: obedience(words, attack.obeys({ ...scene, slots, tag }, nth), language) }
    })
    const [slotId] = take(1)
    const booking: Asks = { tool: 'bookAppointment', arguments: { slotId, customer: { name: 'Ada Lovelace' } } }
    const { one, many } = wishes[language]
    return [
      ...attacking,
      { ...greedy(language), turn: obedience(many, booksAll(take(mostAsked)), language) },
      { ...honest(language), turn: obedience(one, [booking], language) },
    ]
  })
}

const wishes = {
  de: { one: 'Ich hätte gern einen Termin.', many: 'Ich hätte gern dreißig Termine.' },
  en: { one: "I'd like an appointment.", many: "I'd like thirty appointments." },
} as const
