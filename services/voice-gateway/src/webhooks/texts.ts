import type { Language } from '@frontdesk/line'
import type { Spoken } from '../carrier/twilio/twiml.ts'

/** What the caller hears from the gateway itself, where no line's own text fits. */
const inBoth = (de: string, en: string): readonly Spoken[] => [
  { language: 'de', text: de },
  { language: 'en', text: en },
]

/** Nobody knows which language the caller of an unknown number speaks. */
export const unknownNumber = inBoth(
  'Diese Rufnummer wird hier leider nicht beantwortet. Bitte prüfen Sie die Nummer. Auf Wiederhören.',
  'We are sorry, this number is not answered here. Please check the number. Goodbye.',
)

export const outOfOrder = inBoth(
  'Es tut uns leid, wir haben gerade eine technische Störung. Bitte rufen Sie später noch einmal an. Auf Wiederhören.',
  'We are sorry, we are having technical trouble. Please call again later. Goodbye.',
)

const moments: Readonly<Record<Language, string>> = { de: 'Einen Moment, bitte.', en: 'One moment, please.' }
export const oneMoment = (language: Language): Spoken => ({ language, text: moments[language] })

const ringBack: Readonly<Record<Language, string>> = {
  de: 'Leider ist gerade niemand zu erreichen. Wir rufen Sie so bald wie möglich zurück. Auf Wiederhören.',
  en: 'I am sorry, nobody can take your call right now. We will ring you back as soon as we can. Goodbye.',
}
/** No callback is promised to somebody whose number we do not have. */
const callAgain: Readonly<Record<Language, string>> = {
  de: 'Leider ist gerade niemand zu erreichen. Bitte rufen Sie später noch einmal an. Auf Wiederhören.',
  en: 'I am sorry, nobody can take your call right now. Please call again later. Goodbye.',
}
export const nobodyThere = (language: Language, caller: string | null): Spoken => ({
  language,
  text: (caller === null ? callAgain : ringBack)[language],
})
