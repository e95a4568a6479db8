import type { ActName } from './act.ts'
import type { Language } from './language.ts'
import { dayOf, offeredSlots, type State } from './state.ts'

type Phrase = string | ((state: State) => string)
/** Acts that are not here are done without a word. */
type Phrases = Partial<Record<ActName, Phrase>>

const english: Phrases = {
  greet: (state) => state.facts.greeting ?? 'Hello, this is the AI assistant. How can I help you?',
  cannot: "I'm sorry, I cannot do that here. Is there anything else I can do for you?",
  tellStuck: "I'm sorry, that did not work. Shall I get a colleague for you?",
  repeatPlease: "I'm sorry, I didn't catch that. Could you say it again, please?",
  offerPerson: "I'm sorry, I still can't understand you well. Shall I get a colleague for you?",
  answerRobot: (state) => `Yes, I am an AI assistant, not a human. ${question(state, english)}`,
  answerAddress: ({ facts }) =>
    `${facts.address ? `You find us at ${facts.address}.` : 'I do not have the address here.'} Is there anything else I can do for you?`,
  answerHours: (state) => `${hoursIn(state, 'en')} Is there anything else I can do for you?`,
  notFree: (state) => `I'm afraid that time is not free. I can offer you ${listed(state, 'or')}. Which one suits you?`,
  wait: 'One moment, please, I am still waiting for the answer.',
  askHelp: 'What can I do for you?',
  askDay: 'Gladly. Which day would suit you?',
  lookUpFailed: "I'm sorry, I cannot reach the calendar right now. Shall I get a colleague for you?",
  offer: (state) => `${lead(state, 'en')}I can offer you ${listed(state, 'or')}. Which one suits you?`,
  nothingFree: "I'm sorry, there is nothing free then. Which other day would suit you?",
  askName: 'Very good. May I have your first and last name, please?',
  readBack: (state) => `So that is ${state.choice?.spoken}, for ${state.name}. Shall I book that?`,
  tellBooked: ({ booking }) =>
    booking.is === 'booked'
      ? `It is booked: ${booking.spoken}. ${booking.smsSent ? 'You will get a text message with the details. ' : ''}Is there anything else I can do for you?`
      : '',
  tellUnconfirmed:
    'I have not received the confirmation yet, so I cannot promise the appointment. We will let you know as soon as we have it. Is there anything else I can do for you?',
  tellNotBooked: "I'm sorry, that did not work, the appointment was not made. Shall I get a colleague for you?",
  tellTransfer: "I'm putting you through to a colleague now. One moment, please.",
  tellCallback: ({ transfer }) =>
    `Nobody can come to the phone right now. Somebody will call you back ${transfer.is === 'arranged' && transfer.spoken ? transfer.spoken : 'as soon as possible'}. Is there anything else I can do for you?`,
  tellNoPerson: "I'm sorry, I could not reach anybody just now. Is there anything else I can do for you?",
  anythingElse: 'Is there anything else I can do for you?',
  goodbye: 'Thank you for calling. Goodbye!',
}

const german: Phrases = {
  greet: (state) => state.facts.greeting ?? 'Guten Tag, hier ist die KI-Assistentin. Was kann ich für Sie tun?',
  cannot: 'Das kann ich hier leider nicht. Kann ich sonst noch etwas für Sie tun?',
  tellStuck: 'Es tut mir leid, das hat nicht geklappt. Soll ich Sie mit einer Kollegin verbinden?',
  repeatPlease: 'Entschuldigung, das habe ich nicht verstanden. Könnten Sie es bitte noch einmal sagen?',
  offerPerson: 'Es tut mir leid, ich verstehe Sie leider schlecht. Soll ich Sie mit einer Kollegin verbinden?',
  answerRobot: (state) => `Ja, ich bin eine KI-Assistentin und kein Mensch. ${question(state, german)}`,
  answerAddress: ({ facts }) =>
    `${facts.address ? `Sie finden uns hier: ${facts.address}.` : 'Die Adresse liegt mir nicht vor.'} Kann ich sonst noch etwas für Sie tun?`,
  answerHours: (state) => `${hoursIn(state, 'de')} Kann ich sonst noch etwas für Sie tun?`,
  notFree: (state) =>
    `Diese Zeit ist leider nicht frei. Ich kann Ihnen ${listed(state, 'oder')} anbieten. Was passt Ihnen?`,
  wait: 'Einen Moment bitte, ich warte noch auf die Antwort.',
  askHelp: 'Was kann ich für Sie tun?',
  askDay: 'Sehr gerne. An welchem Tag möchten Sie kommen?',
  lookUpFailed: 'Es tut mir leid, ich komme gerade nicht an den Kalender. Soll ich Sie mit einer Kollegin verbinden?',
  offer: (state) => `${lead(state, 'de')}Ich kann Ihnen ${listed(state, 'oder')} anbieten. Was passt Ihnen?`,
  nothingFree: 'Da ist leider nichts frei. Welcher andere Tag würde Ihnen passen?',
  askName: 'Sehr gut. Nennen Sie mir bitte Ihren Vor- und Nachnamen?',
  readBack: (state) => `Also ${state.choice?.spoken}, für ${state.name}. Soll ich das so eintragen?`,
  tellBooked: ({ booking }) =>
    booking.is === 'booked'
      ? `Der Termin ist gebucht: ${booking.spoken}. ${booking.smsSent ? 'Sie bekommen eine SMS mit den Angaben. ' : ''}Kann ich sonst noch etwas für Sie tun?`
      : '',
  tellUnconfirmed:
    'Ich habe noch keine Bestätigung und kann den Termin daher nicht versprechen. Wir melden uns, sobald wir sie haben. Kann ich sonst noch etwas für Sie tun?',
  tellNotBooked:
    'Es tut mir leid, das hat nicht geklappt, der Termin ist nicht eingetragen. Soll ich Sie mit einer Kollegin verbinden?',
  tellTransfer: 'Ich verbinde Sie jetzt mit einer Kollegin. Einen Moment bitte.',
  tellCallback: ({ transfer }) =>
    `Gerade kann niemand ans Telefon kommen. Wir rufen Sie zurück, ${transfer.is === 'arranged' && transfer.spoken ? transfer.spoken : 'so bald wie möglich'}. Kann ich sonst noch etwas für Sie tun?`,
  tellNoPerson: 'Es tut mir leid, ich erreiche gerade niemanden. Kann ich sonst noch etwas für Sie tun?',
  anythingElse: 'Kann ich sonst noch etwas für Sie tun?',
  goodbye: 'Vielen Dank für Ihren Anruf. Auf Wiederhören!',
}

const phrases: Record<Language, Phrases> = { de: german, en: english }

export function phraseFor(act: ActName, state: State): string {
  return said(phrases[state.language][act], state).trim()
}

/** The sentences that need nothing of a call: what a recogniser of the receptionist's own voice can know beforehand. */
export function standingPhrases(language: Language): string[] {
  return Object.values(phrases[language]).filter((phrase) => typeof phrase === 'string')
}

const said = (phrase: Phrase | undefined, state: State) =>
  phrase === undefined ? '' : typeof phrase === 'string' ? phrase : phrase(state)

/** What was asked, once more, after something else was answered. */
function question(state: State, own: Phrases): string {
  const again = { help: 'askHelp', day: 'askDay', slot: 'offer', name: 'askName', confirm: 'readBack' } as const
  const asked = state.asked === undefined || state.asked === 'person' || state.asked === 'else' ? 'help' : state.asked
  return said(own[again[asked]], { ...state, aside: undefined })
}

function listed(state: State, or: string): string {
  return offeredSlots(state)
    .map((slot) => slot.spoken)
    .join(` ${or} `)
}

/** Why these slots are not those that were asked for. */
function lead(state: State, language: Language): string {
  const first = offeredSlots(state)[0]
  if (state.lostSlot) {
    return language === 'de'
      ? 'Es tut mir leid, dieser Termin ist gerade vergeben worden. '
      : "I'm sorry, that time has just been taken. "
  }
  if (!(first && state.day) || dayOf(first).equals(state.day)) return ''
  return language === 'de' ? 'An dem Tag ist leider nichts frei. ' : "I'm afraid there is nothing free that day. "
}

const dayNames: Record<Language, readonly string[]> = {
  en: ['Mondays', 'Tuesdays', 'Wednesdays', 'Thursdays', 'Fridays', 'Saturdays', 'Sundays'],
  de: ['Montags', 'Dienstags', 'Mittwochs', 'Donnerstags', 'Freitags', 'Samstags', 'Sonntags'],
}

function hoursIn({ facts, hoursOf }: State, language: Language): string {
  const day = dayNames[language][hoursOf - 1]
  const hours = facts.hours.get(dayNames.en[hoursOf - 1]?.toLowerCase().slice(0, -1) ?? '')
  const spans = hours?.split(', ').map((span) => span.split('–')) ?? []
  if (language === 'de') {
    if (!hours) return 'Die Öffnungszeiten liegen mir nicht vor.'
    if (hours === 'closed') return `${day} ist geschlossen.`
    return `${day} sind wir ${spans.map(([from, to]) => `von ${from} bis ${to} Uhr`).join(' und ')} da.`
  }
  if (!hours) return 'I do not have the opening hours here.'
  if (hours === 'closed') return `On ${day} we are closed.`
  return `On ${day} we are open ${spans.map(([from, to]) => `from ${from} to ${to}`).join(' and ')}.`
}
