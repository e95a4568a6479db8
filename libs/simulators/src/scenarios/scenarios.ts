import type { VoiceName } from '../speech/voices.ts'
import { consentSteps, type Scenario, type Step } from './scenario.ts'
import { spareLines } from './spare-lines.ts'

export { consentSteps, type Scenario, type Step, type Trouble } from './scenario.ts'

/**
 * The calls of `pnpm call`. Numbers are of the ranges that regulators keep free for fiction. The voice pauses at every comma,
 * up to 0.9 s at a full stop, and half a second ends an utterance: so each line is one sentence with few commas.
 */
export const scenarios: readonly Scenario[] = [
  {
    name: 'books',
    title: 'A new patient books a check-up for next Tuesday.',
    rings: 'practice',
    language: 'en',
    from: '+447700900118',
    steps: [
      { do: 'say', text: "Hello, I'd like to book a check-up for next Tuesday." },
      { do: 'say', text: 'The first one would be perfect.' },
      { do: 'say', text: 'My name is Emily Carter.' },
      { do: 'say', text: "Yes that's right." },
      { do: 'say', text: 'No thank you, that is all.' },
      { do: 'listen' },
    ],
  },
  {
    name: 'interrupts',
    title: 'A caller talks over the offer and wants another day.',
    rings: 'practice',
    language: 'en',
    from: '+447700900245',
    steps: [
      { do: 'say', text: "Hi there, I'd like to come in for a professional cleaning on Thursday." },
      { do: 'interrupt', afterMs: 1_600, text: 'Sorry, Wednesday would actually be much better for me.' },
      { do: 'say', text: 'I think the second one suits me best.' },
      { do: 'say', text: "It's Oliver Bennett." },
      { do: 'say', text: 'Please go ahead and book it.' },
      { do: 'say', text: 'No thanks that is everything.' },
      { do: 'listen' },
    ],
  },
  {
    name: 'listens-along',
    title: 'A caller says "mm-hm" over the offer and coughs, and the agent goes on.',
    rings: 'practice',
    language: 'en',
    from: '+447700900266',
    steps: [
      { do: 'say', text: 'Hi, could I have a check-up on Thursday?' },
      { do: 'murmur', afterMs: 1_000, text: 'Mm-hm.' },
      { do: 'cough', afterMs: 3_000, ms: 300 },
      { do: 'say', text: 'The second one would be perfect.' },
      { do: 'say', text: 'My name is Amelia Foster.' },
      { do: 'murmur', afterMs: 1_500, text: 'Okay.' },
      { do: 'say', text: "Yes that's right." },
      { do: 'say', text: 'No thank you, that is all.' },
      { do: 'listen' },
    ],
  },
  {
    name: 'wants-a-person',
    title: 'A caller asks whether this is a machine, then for a person about a bill, and is put through.',
    rings: 'practice-open-now',
    language: 'en',
    from: '+447700900372',
    steps: [
      { do: 'say', text: 'Good morning, am I talking to a machine?' },
      { do: 'say', text: "Then I'd rather speak to a real person about my last bill." },
      // From the agent's announcement on: a while on hold, and a word with the person.
      { do: 'hang-up-over', afterMs: 20_000 },
    ],
  },
  {
    name: 'outside-hours',
    title: 'A caller wants a person while the practice is closed, and is promised a call back.',
    rings: 'practice-closed-now',
    language: 'en',
    from: '+447700900409',
    steps: [
      { do: 'say', text: 'Could I please speak to somebody at the reception?' },
      { do: 'say', text: "No that's fine, I will wait for the call." },
      { do: 'listen' },
    ],
  },
  {
    name: 'slot-taken',
    title: 'Somebody else takes the slot between the offer and the booking.',
    rings: 'practice',
    language: 'en',
    from: '+447700900533',
    trouble: { kind: 'slot-taken' },
    steps: [
      { do: 'say', text: 'Hello there, I need an appointment for a check-up on Monday.' },
      { do: 'say', text: "I'll take the first one please." },
      { do: 'say', text: 'The name is Daniel Hughes.' },
      { do: 'say', text: "Yes that's correct." },
      { do: 'say', text: "What a pity, then I'll take the second one." },
      { do: 'say', text: 'Yes go ahead please.' },
      { do: 'say', text: 'No nothing else thank you.' },
      { do: 'listen' },
    ],
  },
  {
    name: 'hangs-up',
    title: 'A caller hangs up in the middle of a sentence.',
    rings: 'practice',
    language: 'en',
    from: '+447700900661',
    steps: [
      { do: 'say', text: 'Hello, do you have any free appointments in the next few days?' },
      { do: 'say', text: "It's for an implant consultation on Wednesday if that is possible." },
      {
        do: 'hang-up-saying',
        afterMs: 1_900,
        text: 'Well the later one might work but I would have to ask my husband before I can say anything.',
      },
    ],
  },
  {
    name: 'model-drops',
    title: 'The connection to the model dies while it offers times, and the call goes on.',
    rings: 'practice',
    language: 'en',
    from: '+447700900784',
    trouble: { kind: 'model-drops', atResponse: 2 },
    steps: [
      { do: 'say', text: 'Good afternoon, I need a check-up on Thursday.' },
      { do: 'say', text: 'The first one is fine for me.' },
      { do: 'say', text: 'My name is Grace Morgan.' },
      { do: 'say', text: 'Yes that is all correct.' },
      { do: 'say', text: "No that's everything, thank you." },
      { do: 'listen' },
    ],
  },
  {
    name: 'speaks-german',
    title: 'Eine Anruferin vereinbart auf Deutsch eine Kontrolluntersuchung.',
    rings: 'practice',
    language: 'de',
    from: '+491713920042',
    consent: 'says-yes',
    steps: [
      { do: 'say', text: 'Hallo, ich hätte gern am Freitag einen Termin für eine Kontrolluntersuchung.' },
      { do: 'say', text: 'Dann nehme ich den ersten Termin.' },
      { do: 'say', text: 'Mein Name ist Sabine Krüger.' },
      { do: 'say', text: 'Ja genau so.' },
      { do: 'say', text: 'Nein danke, das war alles.' },
      { do: 'listen' },
    ],
  },
  {
    name: 'gone-too-soon',
    title: 'A caller books and hangs up before the agent can say that it is booked.',
    rings: 'practice',
    language: 'en',
    from: '+447700900823',
    steps: [
      { do: 'say', text: "Hello, I'd like to book a check-up for next Tuesday." },
      { do: 'say', text: 'The first one would be perfect.' },
      { do: 'say', text: 'My name is Emily Carter.' },
      { do: 'say', text: "Yes that's right." },
      { do: 'hang-up-over', afterMs: 150 },
    ],
  },
  {
    name: 'only-claims',
    title: 'The agent says "booked" without booking, takes it back, and then books.',
    rings: 'practice',
    language: 'en',
    from: '+447700900815',
    trouble: { kind: 'only-claims', again: false },
    steps: [
      { do: 'say', text: 'Good afternoon, I need a check-up on Thursday.' },
      { do: 'say', text: 'The first one is fine for me.' },
      { do: 'say', text: 'My name is Grace Morgan.' },
      { do: 'say', text: 'Yes that is all correct.' },
      { do: 'say', text: 'Please go ahead and book it.' },
      { do: 'say', text: 'No thank you, that is all.' },
      { do: 'listen' },
    ],
  },
  {
    name: 'behauptet-nur',
    title: 'Die Agentin sagt zweimal "gebucht", ohne zu buchen; das System sagt es richtig.',
    rings: 'practice',
    language: 'de',
    from: '+491713920077',
    trouble: { kind: 'only-claims', again: true },
    steps: [
      { do: 'say', text: 'Hallo, ich hätte gern am Freitag einen Termin für eine Kontrolluntersuchung.' },
      { do: 'say', text: 'Dann nehme ich den ersten Termin.' },
      { do: 'say', text: 'Mein Name ist Sabine Krüger.' },
      { do: 'say', text: 'Ja genau so.' },
      { do: 'say', text: 'Ja genau so.' },
      { do: 'say', text: 'Nein danke, das war alles.' },
      { do: 'listen' },
    ],
  },
  {
    name: 'refuses-recording',
    title: 'Ein Anrufer will keine Aufzeichnung, und bekommt seinen Termin trotzdem.',
    rings: 'practice',
    language: 'de',
    from: '+491713920055',
    consent: 'says-no',
    steps: [
      { do: 'say', text: 'Guten Tag, ich brauche am Donnerstag einen Termin für eine Kontrolluntersuchung.' },
      { do: 'say', text: 'Den ersten Termin bitte.' },
      { do: 'say', text: 'Mein Name ist Martin Albrecht.' },
      { do: 'say', text: 'Ja das stimmt.' },
      { do: 'say', text: 'Nein danke, das ist alles gewesen.' },
      { do: 'listen' },
    ],
  },
  {
    name: 'stops-recording',
    title: 'A caller agrees to the recording and changes their mind in the middle of the call.',
    rings: 'practice',
    language: 'en',
    from: '+447700900812',
    consent: 'says-yes',
    steps: [
      { do: 'say', text: 'Hello, could I have a check-up on Wednesday?' },
      { do: 'say', text: 'Please stop recording this call.' },
      { do: 'say', text: 'Thanks, then I will take the first one.' },
      { do: 'say', text: 'My name is Charlotte Reed.' },
      { do: 'say', text: "Yes that's right." },
      { do: 'say', text: 'No thank you, that is all.' },
      { do: 'listen' },
    ],
  },
  {
    name: 'reschedules',
    title: 'A caller moves an appointment to Friday.',
    rings: 'practice',
    language: 'en',
    from: '+447700900867',
    has: { name: 'Hannah Brooks' },
    steps: [
      { do: 'say', text: 'Hello, I need to move my appointment to another day.' },
      { do: 'say', text: 'My name is Hannah Brooks.' },
      { do: 'say', text: 'Friday would be much better.' },
      { do: 'say', text: 'The second one is good for me.' },
      { do: 'say', text: 'Yes please do that.' },
      { do: 'say', text: 'No that was all, thank you.' },
      { do: 'listen' },
    ],
  },
  {
    name: 'cancels',
    title: 'Eine Anruferin sagt ihren Termin ab.',
    rings: 'practice',
    language: 'de',
    from: '+491713920063',
    has: { name: 'Claudia Neumann' },
    steps: [
      { do: 'say', text: 'Guten Tag, ich muss einen Termin absagen.' },
      { do: 'say', text: 'Mein Name ist Claudia Neumann.' },
      { do: 'say', text: 'Ja den meine ich.' },
      { do: 'say', text: 'Nein danke, mehr brauche ich nicht.' },
      { do: 'listen' },
    ],
  },
  {
    name: 'asks-the-way',
    title: 'A caller asks the way, gets it by SMS, and asks where to park.',
    rings: 'practice',
    language: 'en',
    from: '+447700900894',
    steps: [
      { do: 'say', text: 'Hello, how do I get to you by train?' },
      { do: 'say', text: 'Yes please send it to me.' },
      { do: 'say', text: 'And where can I park?' },
      { do: 'say', text: "Great, that's everything." },
      { do: 'listen' },
    ],
  },
  {
    name: 'calls-from-a-landline',
    title: 'Ein Anrufer vom Festnetz bucht und hört, dass er keine SMS bekommt.',
    rings: 'practice',
    language: 'de',
    from: '+493023125042',
    steps: [
      { do: 'say', text: 'Guten Tag, wo kann man bei Ihnen parken?' },
      { do: 'say', text: 'Dann möchte ich am Mittwoch zur Kontrolluntersuchung kommen.' },
      { do: 'say', text: 'Der erste passt mir sehr gut.' },
      { do: 'say', text: 'Mein Name ist Thomas Weidner.' },
      { do: 'say', text: 'Ja so ist es richtig.' },
      { do: 'say', text: 'Danke, auf Wiederhören.' },
      { do: 'listen' },
    ],
  },
]

/** All that the caller does, the answer to a line that asks for consent before anything else. */
export const stepsOf = (scenario: Scenario, asksConsent: boolean): readonly Step[] =>
  asksConsent ? [consentSteps[scenario.consent ?? 'presses-yes'][scenario.language], ...scenario.steps] : scenario.steps

export const findScenario = (name: string): Scenario | undefined => scenarios.find((scenario) => scenario.name === name)

export interface KnownLine {
  readonly text: string
  readonly voice: VoiceName
}

/** What a model that listens to these scenarios must be able to understand, and lines besides, so that it has to choose. */
export function lexiconOf(chosen: readonly Scenario[]): readonly KnownLine[] {
  const spoken = chosen.flatMap((scenario) =>
    stepsOf(scenario, true).flatMap((step) => ('text' in step ? [line(step.text, scenario.language)] : [])),
  )
  const spare = (['en', 'de'] as const).flatMap((language) => spareLines[language].map((text) => line(text, language)))
  return [...new Map([...spoken, ...spare].map((known) => [`${known.voice} ${known.text}`, known])).values()]
}

const line = (text: string, language: 'de' | 'en'): KnownLine => ({ text, voice: `caller-${language}` })
