import type { Language } from '@frontdesk/line'

/** What the agent says by the gateway's own decision, word for word: nothing that a model would have to think about. */
const sentences = {
  oneMoment: { de: 'Einen Moment, bitte.', en: 'One moment, please.' },
  stillThere: { de: 'Sind Sie noch da?', en: 'Are you still there?' },
  enoughSaid: {
    de: 'Ich habe jetzt viel erzählt. Was möchten Sie noch wissen?',
    en: 'I have been talking for a while. What else would you like to know?',
  },
  limitReached: {
    de: 'Es tut mir leid, länger kann ich nicht mit Ihnen sprechen.',
    en: 'I am sorry, I cannot talk with you any longer.',
  },
  recordingStopped: { de: 'Ich beende die Aufzeichnung jetzt.', en: 'I am stopping the recording now.' },
  recordingDeleted: {
    de: 'Ich beende die Aufzeichnung jetzt, und was aufgezeichnet wurde, wird gelöscht.',
    en: 'I am stopping the recording now, and what was recorded will be deleted.',
  },
  notRecorded: { de: 'Dieses Gespräch wird nicht aufgezeichnet.', en: 'This call is not being recorded.' },
  isAnAi: { de: 'Ich bin eine künstliche Intelligenz, kein Mensch.', en: 'I am an AI, not a human.' },
  isAnAiAfterAll: {
    de: 'Das muss ich richtigstellen: Ich bin eine künstliche Intelligenz, kein Mensch.',
    en: 'I have to correct that: I am an AI, not a human.',
  },
} as const satisfies Record<string, Record<Language, string>>

export const sentence = (name: keyof typeof sentences, language: Language): string => sentences[name][language]

/** Instructions that make the model say this and nothing else. */
export const exactly = (text: string): string => `Say exactly: "${text}" Say nothing else.`
