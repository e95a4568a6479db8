import type { Language } from '@frontdesk/line'
import type { JournalEntry } from '@frontdesk/records'
import { roundsOf } from './hand-off.ts'

/** Why a caller is back with the agent who was put through to people. */
export interface Back {
  readonly why: 'nobody' | 'left' | 'emergency'
  /** The one that they were spoken to in. */
  readonly language: Language
}

/** Out of the journal; undefined when they are not back, or a session has begun since and told them. */
export function backIn(entries: readonly JournalEntry[]): Back | undefined {
  const last = roundsOf(entries).at(-1)
  if (last?.returned === undefined || last.plan.back !== 'agent') return undefined
  if (entries.findLastIndex(({ kind }) => kind === 'session-started') > last.returned.index) return undefined
  const { language, emergency } = last.plan
  return { why: emergency === null ? last.returned.why : 'emergency', language }
}

const sentences: Readonly<Record<Back['why'], Readonly<Record<Language, string>>>> = {
  nobody: {
    de: 'Es tut mir leid, es kann gerade niemand ans Telefon kommen. Soll ich veranlassen, dass man Sie zurückruft?',
    en: 'I am sorry, nobody can come to the phone right now. Shall I arrange for somebody to call you back?',
  },
  left: {
    de: 'Ihr Gesprächspartner hat aufgelegt. Kann ich noch etwas für Sie tun?',
    en: 'The other side has hung up. Is there anything else that I can do for you?',
  },
  emergency: {
    de: 'Es tut mir leid, dort nimmt niemand ab. Bei Lebensgefahr legen Sie bitte auf und wählen den Notruf. Man ruft Sie so schnell wie möglich zurück. Was kann ich bis dahin tun?',
    en: 'I am sorry, nobody is answering there. If a life is in danger, please hang up and dial the emergency number. Somebody will call you back as soon as possible. What can I do until then?',
  },
}

/** What the caller is told first, word for word. It asks them something. */
export const backSentence = ({ why, language }: Back): string => sentences[why][language]

const lines = {
  nobody:
    'The caller was put through, but nobody took the call, and they are back with you. If they want to be called back, call transferToHuman with how "callback".',
  left: 'The caller was put through, spoke with a person who has hung up, and is back with you.',
} as const satisfies Record<'nobody' | 'left', string>

/** The same, as the history of the call tells the agent. */
export const backLine = (why: keyof typeof lines): string => lines[why]
