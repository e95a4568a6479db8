/** What Twilio is told to do with a call: TwiML documents. Pure; every text is escaped. https://www.twilio.com/docs/voice/twiml */
export type SpokenLanguage = 'de' | 'en'

export interface Spoken {
  readonly language: SpokenLanguage
  readonly text: string
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
}
/** Everything below a space but tab and line breaks has no place in XML 1.0, not even escaped. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are exactly the characters to take out
const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g
export const escapeXml = (text: string): string =>
  text.replace(forbidden, '').replace(/[&<>"']/g, (character) => entities[character] ?? character)

type Attributes = Readonly<Record<string, string>>

export function element(name: string, attributes: Attributes, ...children: readonly string[]): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeXml(value)}"`)
  const opened = `<${name}${written.join('')}`
  return children.length === 0 ? `${opened}/>` : `${opened}>${children.join('')}</${name}>`
}

export const response = (...verbs: readonly string[]): string =>
  `<?xml version="1.0" encoding="UTF-8"?>${verbs.length === 0 ? '<Response/>' : element('Response', {}, ...verbs)}`

const locales = { de: 'de-DE', en: 'en-GB' } as const
/** Twilio refuses a `<Say>` of more than 4,096 characters. */
export const say = ({ language, text }: Spoken): string =>
  element('Say', { language: locales[language] }, escapeXml(text.slice(0, 4_096)))
export const hangUp = element('Hangup', {})
export const redirect = (url: string): string => element('Redirect', { method: 'POST' }, escapeXml(url))

export interface StreamDocument {
  /** Spoken first, before anything is recorded; absent for a call that goes on. */
  readonly notice?: Spoken
  /** Where Twilio tells of the recording; absent when nothing is recorded. */
  readonly recordingUrl?: string
  /** Said once it is recorded, where the announcement belongs on the recording. */
  readonly announcement?: Spoken
  readonly streamUrl: string
  readonly token: string
  readonly afterStreamUrl: string
}

/**
 * The notice, the recording, the media stream, and where to ask when the stream has ended. The redirect stands behind the
 * stream for the case that the action is not asked: with nothing behind it, Twilio would hang up.
 */
export function streamTwiml(document: StreamDocument): string {
  const { notice, recordingUrl, announcement, streamUrl, token, afterStreamUrl } = document
  const connect = element(
    'Connect',
    { action: afterStreamUrl, method: 'POST' },
    element('Stream', { url: streamUrl }, element('Parameter', { name: 'token', value: token })),
  )
  return response(
    ...(notice === undefined ? [] : [say(notice)]),
    ...(recordingUrl === undefined ? [] : [recording(recordingUrl)]),
    ...(announcement === undefined ? [] : [say(announcement)]),
    connect,
    redirect(afterStreamUrl),
  )
}

/** What the call's own recording is stopped by. */
const callRecording = 'call'

const recording = (callbackUrl: string): string =>
  element(
    'Start',
    {},
    element('Recording', {
      name: callRecording,
      channels: 'dual',
      track: 'both',
      // The default may cut silence away, and with it the common time axis of call and recording.
      trim: 'do-not-trim',
      recordingStatusCallback: callbackUrl,
      recordingStatusCallbackMethod: 'POST',
      recordingStatusCallbackEvent: 'in-progress completed absent',
    }),
  )

export interface ConsentDocument {
  /** Heard to its end, whatever the caller says meanwhile; absent when it is asked again. */
  readonly notice?: Spoken
  /** May be answered before it is over, by key or by voice. */
  readonly question: Spoken
  /** Words that are likely in the answer. */
  readonly hints: string
  readonly actionUrl: string
}

/** How long an answer is waited for behind the question, and its end behind the last word. */
const answerWithinSeconds = '4'
const spokenWithinSeconds = '1'

/** Asks the caller for a yes or a no. The action is told of silence too; the redirect stands behind for the case that it is not asked. */
export const consentTwiml = ({ notice, question, hints, actionUrl }: ConsentDocument): string =>
  response(
    ...(notice === undefined ? [] : [say(notice)]),
    element(
      'Gather',
      {
        ...{ input: 'dtmf speech', numDigits: '1', finishOnKey: '', language: locales[question.language], hints },
        ...{ timeout: answerWithinSeconds, speechTimeout: spokenWithinSeconds, actionOnEmptyResult: 'true' },
        ...{ action: actionUrl, method: 'POST' },
      },
      say(question),
    ),
    redirect(actionUrl),
  )

export const hangUpTwiml = (): string => response(hangUp)

/** For webhooks of a call that is over: Twilio does nothing with the answer. */
export const nothingTwiml = (): string => response()

export const sayAndHangUpTwiml = (...texts: readonly Spoken[]): string => response(...texts.map(say), hangUp)

/** Refused without being answered: the caller hears the busy tone, and nothing is charged. */
export const rejectTwiml = (): string => response(element('Reject', { reason: 'busy' }))

/** Speaks, waits, and asks again: for the moment in which nobody here may take the call on. */
export const waitTwiml = (text: Spoken, pauseSeconds: number, thenUrl: string): string =>
  response(say(text), element('Pause', { length: String(pauseSeconds) }), redirect(thenUrl))

export interface DialDocument {
  /** Spoken to the caller before anybody is rung. */
  readonly before?: Spoken
  readonly number: string
  readonly timeoutSeconds: number
  readonly actionUrl: string
}

/** Rings one person and connects the caller when they answer; the action says how it went, and who is next. */
export const dialTwiml = ({ before, number, timeoutSeconds, actionUrl }: DialDocument): string =>
  response(
    ...(before === undefined ? [] : [say(before)]),
    element(
      'Dial',
      { action: actionUrl, method: 'POST', timeout: String(timeoutSeconds), answerOnBridge: 'true' },
      element('Number', {}, escapeXml(number)),
    ),
  )

export interface VoicemailDocument {
  readonly texts: readonly Spoken[]
  /** The call is being recorded: that ends first. */
  readonly stopsRecording: boolean
  readonly longestSeconds: number
  readonly actionUrl: string
  readonly recordingUrl: string
}

/** The caller leaves a message behind a tone. Of a caller who says nothing the action is not told: then the redirect is followed. */
export const voicemailTwiml = (voicemail: VoicemailDocument): string =>
  response(
    ...(voicemail.stopsRecording ? [element('Stop', {}, element('Recording', { name: callRecording }))] : []),
    ...voicemail.texts.map(say),
    element('Record', {
      action: voicemail.actionUrl,
      method: 'POST',
      timeout: '5',
      finishOnKey: '#',
      maxLength: String(voicemail.longestSeconds),
      playBeep: 'true',
      trim: 'do-not-trim',
      recordingStatusCallback: voicemail.recordingUrl,
      recordingStatusCallbackMethod: 'POST',
      recordingStatusCallbackEvent: 'completed absent',
    }),
    redirect(voicemail.actionUrl),
  )
