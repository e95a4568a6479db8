import type { Language, Line } from '@frontdesk/line'
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

const notNow: Readonly<Record<Language, string>> = {
  de: 'Leider ist gerade niemand zu erreichen.',
  en: 'I am sorry, nobody can take your call right now.',
}
export const nobodyNow = (language: Language): Spoken => ({ language, text: notNow[language] })

const pleaseSpeak: Readonly<Record<Language, string>> = {
  de: 'Bitte hinterlassen Sie nach dem Signalton eine Nachricht. Sie wird aufgezeichnet. Drücken Sie die Rautetaste, wenn Sie fertig sind.',
  en: 'Please leave a message after the tone. It is recorded. Press the hash key when you have finished.',
}
export const voicemailPrompt = (line: Line, language: Language): Spoken => ({
  language,
  text: line.fallback.voicemailPrompt[language] ?? pleaseSpeak[language],
})

const taken: Readonly<
  Record<Language, Readonly<Record<'left' | 'none', Readonly<Record<'known' | 'withheld', string>>>>>
> = {
  de: {
    left: {
      known: 'Vielen Dank. Wir haben Ihre Nachricht und rufen Sie so bald wie möglich zurück. Auf Wiederhören.',
      withheld: 'Vielen Dank, wir haben Ihre Nachricht. Auf Wiederhören.',
    },
    none: {
      known: 'Wir haben keine Nachricht gehört. Wir rufen Sie so bald wie möglich zurück. Auf Wiederhören.',
      withheld: 'Wir haben keine Nachricht gehört. Bitte rufen Sie später noch einmal an. Auf Wiederhören.',
    },
  },
  en: {
    left: {
      known: 'Thank you. We have your message and will ring you back as soon as we can. Goodbye.',
      withheld: 'Thank you, we have your message. Goodbye.',
    },
    none: {
      known: 'We did not hear a message. We will ring you back as soon as we can. Goodbye.',
      withheld: 'We did not hear a message. Please call again later. Goodbye.',
    },
  },
}
/** What becomes of the message; nobody is promised to be rung whose number we do not have. */
export const messageTaken = (language: Language, isLeft: boolean, caller: string | null): Spoken => ({
  language,
  text: taken[language][isLeft ? 'left' : 'none'][caller === null ? 'withheld' : 'known'],
})

// What a member of staff hears who rings a caller back, in the line's first language.

export const ringBackOffer = (language: Language, who: string, business: string, reason: string): Spoken => ({
  language,
  text: {
    de: `Rückruf für ${business}: ${who}. Es geht um: ${reason}. Drücken Sie die 1, um jetzt verbunden zu werden.`,
    en: `This is a callback for ${business}, to ${who}, about: ${reason}. Press 1 to ring them now.`,
  }[language],
})

const notReached = {
  'caller-busy': { de: 'Dort ist gerade besetzt.', en: 'The line is busy.' },
  'caller-no-answer': { de: 'Dort nimmt niemand ab.', en: 'Nobody answered.' },
  'caller-not-reached': { de: 'Die Nummer ist nicht zu erreichen.', en: 'The number cannot be reached.' },
} as const
export const callerNotReached = (language: Language, result: keyof typeof notReached): Spoken => ({
  language,
  text: notReached[result][language],
})

export const callbackGone = (language: Language): Spoken => ({
  language,
  text: {
    de: 'Dieser Rückruf ist bereits erledigt.',
    en: 'This callback has been dealt with already.',
  }[language],
})

export const otherSideLeft = (language: Language): Spoken => ({
  language,
  text: {
    de: 'Ihr Gesprächspartner hat aufgelegt. Auf Wiederhören.',
    en: 'The other side has hung up. Goodbye.',
  }[language],
})

/** What a caller on hold hears between the music. */
export const stillTrying = (language: Language): Spoken => ({
  language,
  text: {
    de: 'Bitte bleiben Sie dran, ich versuche, jemanden für Sie zu erreichen.',
    en: 'Please stay on the line, I am trying to reach somebody for you.',
  }[language],
})

// What a person hears who is rung for a caller, in the line's first language.

export const nowConnected = (language: Language): Spoken => ({
  language,
  text: { de: 'Danke, Sie werden verbunden.', en: 'Thank you, connecting you.' }[language],
})

export const thankYou = (language: Language): Spoken => ({
  language,
  text: { de: 'Danke, auf Wiederhören.', en: 'Thank you, goodbye.' }[language],
})

export const callerGone = (language: Language): Spoken => ({
  language,
  text: {
    de: 'Der Anruf ist nicht mehr in der Leitung. Danke, auf Wiederhören.',
    en: 'The caller is no longer on the line. Thank you, goodbye.',
  }[language],
})
