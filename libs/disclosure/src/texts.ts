/** What is said around recording where a line has no words of its own. Change the version with the words. */
export const textsVersion = '2026-11-22.1'

export type TextLanguage = 'de' | 'en'
type ByLanguage = Readonly<Record<TextLanguage, string>>

/** Said to its end before an answer counts: who speaks, what is kept and what for, and that one may refuse. */
export const consentNotice = (business: string): ByLanguage => ({
  de: `${business}, hier antwortet eine künstliche Intelligenz. Wir möchten das Gespräch aufzeichnen und mitschreiben, um Ihr Anliegen zu bearbeiten.`,
  en: `${business}, an AI is answering. We would like to record and transcribe this call, to take care of what you ask for.`,
})

/** May be answered before it is over. */
export const consentQuestion: ByLanguage = {
  de: 'Sind Sie einverstanden? Ja oder Nein, oder Taste 1 für Ja, 2 für Nein.',
  en: 'Is that all right with you? Say yes or no, or press 1 for yes, 2 for no.',
}

export const consentAgain: ByLanguage = {
  de: 'Das habe ich nicht verstanden. Dürfen wir aufzeichnen? Ja oder Nein, oder Taste 1 für Ja, 2 für Nein.',
  en: 'I did not catch that. May we record? Yes or no, or 1 for yes, 2 for no.',
}

/** While it is said the agent comes to the telephone. */
export const consentGiven: ByLanguage = {
  de: 'Vielen Dank, einen Moment bitte.',
  en: 'Thank you, one moment please.',
}

export const consentRefused: ByLanguage = {
  de: 'In Ordnung, es wird nichts aufgezeichnet.',
  en: 'All right, nothing is recorded.',
}

export const consentRefusedEnd: ByLanguage = {
  de: 'In Ordnung, es wird nichts aufgezeichnet. Ohne Aufzeichnung können wir das Gespräch hier leider nicht führen. Auf Wiederhören.',
  en: 'All right, nothing is recorded. I am sorry, without recording we cannot take the call here. Goodbye.',
}

/** On the recording itself, where the law wants the announcement there. */
export const recordingBegins: ByLanguage = {
  de: 'Dieses Gespräch wird jetzt aufgezeichnet.',
  en: 'This call is now being recorded.',
}

/** What recognisers of speech are told to expect as an answer. */
export const answerHints: ByLanguage = {
  de: 'ja, nein, einverstanden, ja gerne, nein danke, lieber nicht',
  en: 'yes, no, yes please, no thank you, I agree, I do not agree',
}
