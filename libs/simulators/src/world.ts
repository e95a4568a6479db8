import { join } from 'node:path'
import { type CalendarSimulator, startCalendar } from './calendar/calendar.ts'
import { scriptedCaller } from './caller/caller.ts'
import { type Carrier, type PlacedCall, startCarrier } from './carrier/carrier.ts'
import { type CrmSimulator, startCrm } from './crm/crm.ts'
import { bookEarlier } from './earlier-booking.ts'
import { type LangfuseSimulator, startLangfuse } from './langfuse/langfuse.ts'
import { type Scenario, stepsOf } from './scenarios/scenarios.ts'
import { type SlackSimulator, startSlack } from './slack/slack.ts'
import { createSpeech, type Speech } from './speech/speech.ts'
import { startVoiceModel, type VoiceModel } from './voice-model/voice-model.ts'
import { armTrouble } from './world-trouble.ts'

/** All the outside parties of a house at once, on local ports, with the credentials that let it in. */
export interface WorldOptions {
  readonly calendars: Readonly<Record<string, { readonly timeZone: string }>>
  readonly slackChannels: readonly string[]
  /** People who can be rung, by number; they answer and take the call. */
  readonly people: readonly string[]
  /** What is spoken to callers besides the model's words: notices and apologies. Recordings of it are transcribed. */
  readonly spoken: readonly { readonly text: string; readonly language: 'de' | 'en' }[]
  /** Whether who rings the number is asked if the call may be recorded; its callers answer then. Default: nobody is. */
  readonly asksConsent?: (number: string, caller: string | null) => boolean
  /** With it, what the vendors know outlives the process, however it dies. */
  readonly stateFolder?: string
  /** The vendors listen from here on, one port each, in the order of `World`; without it the system chooses. */
  readonly firstPort?: number
}

export interface World extends AsyncDisposable {
  readonly speech: Speech
  readonly carrier: Carrier
  readonly voiceModel: VoiceModel
  readonly calendar: CalendarSimulator
  readonly crm: CrmSimulator
  readonly slack: SlackSimulator
  readonly langfuse: LangfuseSimulator
  /** Has the scenario's caller ring `number`, and its trouble wait for the moment. */
  place(scenario: Scenario, number: string): PlacedCall
}

export const worldCredentials = {
  accountSid: `AC${'5'.repeat(32)}`,
  authToken: 'simulated-auth-token',
  openaiKey: 'simulated-openai-key',
  calendarToken: 'simulated-calendar-token',
  hubspotToken: 'simulated-hubspot-token',
  slackToken: 'xoxb-simulated-token',
  langfusePublicKey: 'pk-lf-simulated',
  langfuseSecretKey: 'sk-lf-simulated',
} as const

export async function startWorld(options: WorldOptions): Promise<World> {
  await using opened = new AsyncDisposableStack()
  const use = async <T extends AsyncDisposable>(starting: Promise<T>): Promise<T> => opened.use(await starting)
  const file = (name: string) =>
    options.stateFolder === undefined ? {} : { stateFile: join(options.stateFolder, name) }
  const { accountSid, authToken, openaiKey } = worldCredentials
  const speech = await use(createSpeech())
  let taken = 0
  const port = () => (options.firstPort === undefined ? {} : { port: options.firstPort + taken++ })
  const say = (text: string, language: string) =>
    speech.speak(text, language.startsWith('de') ? 'agent-de' : 'agent-en')
  const recordings =
    options.stateFolder === undefined ? {} : { recordingsFolder: join(options.stateFolder, 'recordings') }
  // Nobody is listened to before all of the world is there.
  let ear: Pick<VoiceModel, 'understand'> | undefined
  const recognise = async (mulaw: Uint8Array) => ear?.understand(mulaw)
  const carrier = await use(
    startCarrier({ accountSid, authToken, say, recognise, ...port(), ...file('carrier.jsonl'), ...recordings }),
  )
  const otherLines = options.spoken.map(({ text, language }) => ({ text, voice: `agent-${language}` as const }))
  const voiceModel = await use(
    startVoiceModel({ speech, apiKey: openaiKey, otherLines, ...port(), ...file('voice-model.jsonl') }),
  )
  ear = voiceModel
  const calendar = await use(startCalendar({ calendars: options.calendars, ...port(), ...file('calendar.jsonl') }))
  const crm = await use(startCrm({ accessTokens: [worldCredentials.hubspotToken], ...port(), ...file('crm.jsonl') }))
  const channels = options.slackChannels.map((id) => ({ id, name: id.toLowerCase() }))
  const slack = await use(
    startSlack({ channels, botTokens: [worldCredentials.slackToken], ...port(), ...file('slack.jsonl') }),
  )
  const langfuse = await use(startLangfuse({ ...port(), ...file('langfuse.jsonl') }))
  for (const number of options.people) await answersInPerson(carrier, speech, number)
  const hello = await speech.speak('Hello?', 'caller-en')
  const closing = opened.move()
  const place = (scenario: Scenario, number: string): PlacedCall => {
    bookEarlier(scenario, calendar, options.calendars)
    armTrouble(scenario, { calendar, voiceModel })
    const asksConsent = options.asksConsent?.(number, scenario.from) ?? false
    const party = scriptedCaller(stepsOf(scenario, asksConsent), {
      ...{ speech, voice: `caller-${scenario.language}`, announcements: asksConsent ? 2 : 1 },
      ...(scenario.patienceMs === undefined ? {} : { patienceMs: scenario.patienceMs }),
    })
    // Who has called can be rung back.
    if (scenario.from !== null)
      carrier.phone(scenario.from, { behaviour: 'answers', says: hello, hangsUpAfterMs: PERSON_TALKS_MS })
    return carrier.call({ from: scenario.from, to: number, party })
  }
  return {
    speech,
    carrier,
    voiceModel,
    calendar,
    crm,
    slack,
    langfuse,
    place,
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  }
}

const PERSON_TALKS_MS = 6_000

/** Hears who is calling for so long, takes the call, and greets the caller once they are connected. */
const PERSON_LISTENS_MS = 3_000
const PERSON_GREETS_AFTER_MS = 6_500

async function answersInPerson(carrier: Carrier, speech: Speech, number: string) {
  const says = await speech.speak('Hello, this is the reception. How can I help you?', 'agent-en')
  carrier.phone(number, {
    ...{ behaviour: 'answers', says, presses: '1' },
    ...{ pressesAfterMs: PERSON_LISTENS_MS, saysAfterMs: PERSON_GREETS_AFTER_MS },
    hangsUpAfterMs: PERSON_GREETS_AFTER_MS + 5 * PERSON_TALKS_MS,
  })
}
