import type { Language, Line } from '@frontdesk/line'
import type { JournalEntry, LiveCall } from '@frontdesk/records'
import type { Spoken } from '../carrier/twilio/twiml.ts'

/**
 * What a person who is rung hears: for whom, who is calling, why, and what became of it so far, out of the conversation. The
 * number is told by its last digits: a mailbox may be listening, and the whole of it is in the callback and in the record.
 */
export function offerOf(line: Line, call: LiveCall, journal: readonly JournalEntry[]): readonly Spoken[] {
  const language = line.languages[0] ?? 'en'
  const words = texts[language]
  const reason = reasonIn(journal)
  const quote = lastWordsIn(journal)
  const spoken = (...parts: readonly (string | undefined)[]): Spoken => ({
    language,
    text: parts.filter((part) => part !== undefined).join(' '),
  })
  const about = [
    words.callFor(line.business.name),
    words.from(nameIn(journal), lastDigits(call.caller)),
    reason === undefined ? undefined : words.reason(reason),
    ...doneIn(journal).map((tool) => words.done[tool]),
  ]
  const choice = [call.recording === 'expected' ? words.recorded : undefined, words.choice]
  if (quote === undefined) return [spoken(...about, ...choice)]
  // The caller's own words are read in their own language.
  return [spoken(...about, words.said), { language: spokenIn(journal) ?? language, text: quote }, spoken(...choice)]
}

const doneTools = ['bookAppointment', 'rescheduleAppointment', 'cancelAppointment', 'logLead'] as const
type DoneTool = (typeof doneTools)[number]

interface Texts {
  callFor(business: string): string
  from(name: string | undefined, digits: string | undefined): string
  reason(reason: string): string
  readonly done: Readonly<Record<DoneTool, string>>
  readonly said: string
  readonly recorded: string
  readonly choice: string
}

const texts: Readonly<Record<Language, Texts>> = {
  de: {
    callFor: (business) => `Ein Anruf für ${business}.`,
    from(name, digits) {
      const number = digits === undefined ? 'Die Nummer ist unterdrückt.' : `Die Nummer endet auf ${digits}.`
      return name === undefined ? number : `Am Telefon ist ${name}. ${number}`
    },
    reason: (reason) => `Der Grund: ${reason}`,
    done: {
      bookAppointment: 'In diesem Gespräch wurde ein Termin gebucht.',
      rescheduleAppointment: 'In diesem Gespräch wurde ein Termin verschoben.',
      cancelAppointment: 'In diesem Gespräch wurde ein Termin abgesagt.',
      logLead: 'Die Kontaktdaten sind notiert.',
    },
    said: 'Zuletzt wurde gesagt:',
    recorded: 'Das Gespräch wird aufgezeichnet.',
    choice: 'Um es anzunehmen, drücken Sie die 1. Um abzulehnen, drücken Sie die 2.',
  },
  en: {
    callFor: (business) => `A call for ${business}.`,
    from(name, digits) {
      const number = digits === undefined ? 'The number is withheld.' : `The number ends in ${digits}.`
      return name === undefined ? number : `It is ${name}. ${number}`
    },
    reason: (reason) => `The reason: ${reason}`,
    done: {
      bookAppointment: 'An appointment was booked in this call.',
      rescheduleAppointment: 'An appointment was moved in this call.',
      cancelAppointment: 'An appointment was cancelled in this call.',
      logLead: 'Their contact details are noted.',
    },
    said: 'The last thing said was:',
    recorded: 'The call is being recorded.',
    choice: 'To take it, press 1. To decline, press 2.',
  },
}

/** What the agent told the person to come. */
export function reasonIn(journal: readonly JournalEntry[]): string | undefined {
  const asked = journal.findLast((entry) => entry.kind === 'tool-requested' && entry.tool === 'transferToHuman')
  const reason = asked?.kind === 'tool-requested' ? asked.arguments.reason : undefined
  return typeof reason === 'string' && reason.trim() !== '' ? sentence(reason) : undefined
}

const mostCharacters = 240

/** One line that ends like a sentence, and is not read out for ever. */
function sentence(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  const short = line.length <= mostCharacters ? line : `${line.slice(0, line.lastIndexOf(' ', mostCharacters))} …`
  return /[.!?…]$/.test(short) ? short : `${short}.`
}

function nameIn(journal: readonly JournalEntry[]): string | undefined {
  const named = journal.flatMap((entry) => {
    if (entry.kind !== 'tool-requested') return []
    const { name, customer } = entry.arguments
    const given = typeof customer === 'object' && customer !== null && 'name' in customer ? customer.name : name
    return typeof given === 'string' && given.trim() !== '' ? [given.replaceAll(/\s+/g, ' ').trim()] : []
  })
  return named.at(-1)?.slice(0, mostCharacters)
}

const isDone = (tool: string): tool is DoneTool => doneTools.some((done) => done === tool)

const doneIn = (journal: readonly JournalEntry[]): readonly DoneTool[] => [
  ...new Set(
    journal.flatMap((entry) =>
      entry.kind === 'tool-answered' && entry.status === 'succeeded' && isDone(entry.tool) ? [entry.tool] : [],
    ),
  ),
]

const fewestWords = 3

/** The last thing that the caller said at some length. */
function lastWordsIn(journal: readonly JournalEntry[]): string | undefined {
  const said = journal.findLast(
    (entry) => entry.kind === 'utterance' && entry.who === 'caller' && entry.text.split(/\s+/).length >= fewestWords,
  )
  return said?.kind === 'utterance' ? sentence(said.text) : undefined
}

/** The language that the conversation was in when the caller was put on hold. */
function spokenIn(journal: readonly JournalEntry[]): Language | undefined {
  const begun = journal.findLast((entry) => entry.kind === 'hand-off' && entry.did.step === 'begun')
  return begun?.kind === 'hand-off' && begun.did.step === 'begun' ? begun.did.language : undefined
}

const lastDigits = (caller: string | null): string | undefined => caller?.slice(-3).split('').join(' ')
