import type { ActName } from './act.ts'
import type { Language } from './language.ts'
import { dayOf, offeredSlots, ownAppointment, type State } from './state.ts'

type Phrase = string | ((state: State) => string)
/** Acts that are not here are done without a word. */
type Phrases = Partial<Record<ActName, Phrase>>

const english: Phrases = {
  greet: (state) => state.facts.greeting ?? 'Hello, this is the AI assistant. How can I help you?',
  cannot: "I'm sorry, I cannot do that here. Is there anything else I can do for you?",
  tellStuck: "I'm sorry, that did not work. Shall I get a colleague for you?",
  admit: "I'm sorry, I was mistaken: the appointment is not booked yet. Shall I book it now?",
  repeatPlease: "I'm sorry, I didn't catch that. Could you say it again, please?",
  offerPerson: "I'm sorry, I still can't understand you well. Shall I get a colleague for you?",
  answerRobot: (state) =>
    `${state.facts.passesForHuman ? 'No, I am a real person, of course.' : 'Yes, I am an AI assistant, not a human.'} ${question(state, english)}`,
  tellWay: ({ way }) =>
    `${way?.directions ?? `You find us at ${way?.address}.`} Shall I send you that as a text message?`,
  tellWaySent: ({ sentWay }) =>
    `${sentWay?.confirmation === 'sms-sent' ? 'I have sent you the directions as a text message. ' : aboutSms(sentWay?.confirmation, 'en') || 'I cannot send a text message right now. '}Is there anything else I can do for you?`,
  tellAnswer: ({ answer }) => `${answer?.answer} Is there anything else I can do for you?`,
  tellNoAnswer: "I'm sorry, I do not know that. Shall I have somebody call you back about it?",
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
  readBack: (state) =>
    state.wish === 'move'
      ? `So from ${ownAppointment(state)?.spoken} to ${state.choice?.spoken}. Shall I move it?`
      : `So that is ${state.choice?.spoken}, for ${state.name}. Shall I book that?`,
  askOwner: 'Gladly. May I have the first and last name that it was booked under?',
  askStart: 'I cannot find it under your number. On which day and at what time is it?',
  noneFound: "I'm sorry, I cannot find that appointment. Shall I get a colleague for you?",
  tellTooLate: "I'm sorry, that appointment is too soon for me to change. Shall I get a colleague for you?",
  askNewDay: (state) => `Your appointment is on ${ownAppointment(state)?.spoken}. Which day would suit you instead?`,
  readBackCancel: (state) => `That is your appointment on ${ownAppointment(state)?.spoken}. Shall I cancel it?`,
  tellBooked: ({ booking }) =>
    booking.is === 'booked'
      ? `${doneInEnglish[booking.as]}: ${booking.spoken}. ${aboutSms(booking.sms, 'en')}Is there anything else I can do for you?`
      : '',
  tellUnconfirmed:
    'I have not received the confirmation yet, so I cannot promise the appointment. We will let you know as soon as we have it. Is there anything else I can do for you?',
  tellNotBooked: ({ wish }) =>
    `I'm sorry, that did not work, the appointment ${wish === 'appointment' ? 'was not made' : 'stands as it was'}. Shall I get a colleague for you?`,
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
  admit: 'Entschuldigung, ich habe mich geirrt: Der Termin ist noch nicht gebucht. Soll ich ihn jetzt eintragen?',
  repeatPlease: 'Entschuldigung, das habe ich nicht verstanden. Könnten Sie es bitte noch einmal sagen?',
  offerPerson: 'Es tut mir leid, ich verstehe Sie leider schlecht. Soll ich Sie mit einer Kollegin verbinden?',
  answerRobot: (state) =>
    `${state.facts.passesForHuman ? 'Nein, ich bin natürlich ein echter Mensch.' : 'Ja, ich bin eine KI-Assistentin und kein Mensch.'} ${question(state, german)}`,
  tellWay: ({ way }) =>
    `${way?.directions ?? `Sie finden uns hier: ${way?.address}.`} Soll ich Ihnen das per SMS schicken?`,
  tellWaySent: ({ sentWay }) =>
    `${sentWay?.confirmation === 'sms-sent' ? 'Ich habe Ihnen die Wegbeschreibung per SMS geschickt. ' : aboutSms(sentWay?.confirmation, 'de') || 'Eine SMS kann ich gerade nicht schicken. '}Kann ich sonst noch etwas für Sie tun?`,
  tellAnswer: ({ answer }) => `${answer?.answer} Kann ich sonst noch etwas für Sie tun?`,
  tellNoAnswer: 'Das weiß ich leider nicht. Soll Sie dazu jemand zurückrufen?',
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
  readBack: (state) =>
    state.wish === 'move'
      ? `Also von ${ownAppointment(state)?.spoken} auf ${state.choice?.spoken}. Soll ich den Termin verlegen?`
      : `Also ${state.choice?.spoken}, für ${state.name}. Soll ich das so eintragen?`,
  askOwner: 'Gerne. Auf welchen Vor- und Nachnamen ist der Termin eingetragen?',
  askStart: 'Unter Ihrer Nummer finde ich keinen. An welchem Tag und um wie viel Uhr ist er?',
  noneFound: 'Diesen Termin finde ich leider nicht. Soll ich Sie mit einer Kollegin verbinden?',
  tellTooLate: 'Dieser Termin ist zu bald, ich kann ihn nicht mehr ändern. Soll ich Sie mit einer Kollegin verbinden?',
  askNewDay: (state) => `Ihr Termin ist am ${ownAppointment(state)?.spoken}. Welcher andere Tag würde Ihnen passen?`,
  readBackCancel: (state) => `Das ist Ihr Termin am ${ownAppointment(state)?.spoken}. Soll ich ihn absagen?`,
  tellBooked: ({ booking }) =>
    booking.is === 'booked'
      ? `${doneInGerman[booking.as]}: ${booking.spoken}. ${aboutSms(booking.sms, 'de')}Kann ich sonst noch etwas für Sie tun?`
      : '',
  tellUnconfirmed:
    'Ich habe noch keine Bestätigung und kann den Termin daher nicht versprechen. Wir melden uns, sobald wir sie haben. Kann ich sonst noch etwas für Sie tun?',
  tellNotBooked: ({ wish }) =>
    `Es tut mir leid, das hat nicht geklappt, der Termin ${wish === 'appointment' ? 'ist nicht eingetragen' : 'steht noch wie vorher'}. Soll ich Sie mit einer Kollegin verbinden?`,
  tellTransfer: 'Ich verbinde Sie jetzt mit einer Kollegin. Einen Moment bitte.',
  tellCallback: ({ transfer }) =>
    `Gerade kann niemand ans Telefon kommen. Wir rufen Sie zurück, ${transfer.is === 'arranged' && transfer.spoken ? transfer.spoken : 'so bald wie möglich'}. Kann ich sonst noch etwas für Sie tun?`,
  tellNoPerson: 'Es tut mir leid, ich erreiche gerade niemanden. Kann ich sonst noch etwas für Sie tun?',
  anythingElse: 'Kann ich sonst noch etwas für Sie tun?',
  goodbye: 'Vielen Dank für Ihren Anruf. Auf Wiederhören!',
}

const doneInEnglish = {
  booked: 'It is booked',
  moved: 'Your appointment has been moved',
  cancelled: 'Your appointment has been cancelled',
} as const
const doneInGerman = {
  booked: 'Der Termin ist gebucht',
  moved: 'Ihr Termin ist verlegt',
  cancelled: 'Ihr Termin ist abgesagt',
} as const

/** What becomes of the SMS about an appointment, or why there is none; nothing where nobody can say why. */
const smsWords: Record<Language, Readonly<Record<string, string>>> = {
  en: {
    'sms-sent': 'You will get a text message with the details. ',
    'no-sms-landline': 'I cannot send a text message to a landline. ',
    'no-sms-opted-out': 'You have told us not to send text messages, so you will not get one. ',
  },
  de: {
    'sms-sent': 'Sie bekommen eine SMS mit den Angaben. ',
    'no-sms-landline': 'Auf einen Festnetzanschluss kann ich keine SMS schicken. ',
    'no-sms-opted-out': 'Sie haben unsere SMS abbestellt, deshalb bekommen Sie keine. ',
  },
}
const aboutSms = (confirmation: string | undefined, language: Language) => smsWords[language][confirmation ?? ''] ?? ''

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
  const again = {
    help: 'askHelp',
    sms: 'tellWay',
    callback: 'tellNoAnswer',
    start: 'askStart',
    day: 'askDay',
    slot: 'offer',
    name: 'askName',
    confirm: state.wish === 'cancel' ? 'readBackCancel' : 'readBack',
  } as const
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
