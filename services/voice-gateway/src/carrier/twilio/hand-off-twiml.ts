import { element, escapeXml, hangUp, redirect, response, type Spoken, say } from './twiml.ts'

/** Documents for a caller who is put through, and for whoever is rung for them. https://www.twilio.com/docs/voice/twiml/conference */
export interface HoldDocument {
  /** Spoken to the caller first. */
  readonly before?: Spoken
  readonly conference: string
  /** Says what the caller hears until a person is there. */
  readonly waitUrl: string
  readonly actionUrl: string
}

/**
 * The caller waits in a conference that begins when a person comes. It ends when either of the two leaves, so that neither is
 * left alone in it: whoever stays is asked after by the action.
 */
export const holdTwiml = ({ before, conference, waitUrl, actionUrl }: HoldDocument): string =>
  response(
    ...(before === undefined ? [] : [say(before)]),
    element(
      'Dial',
      { action: actionUrl, method: 'POST' },
      element(
        'Conference',
        {
          ...{ beep: 'false', startConferenceOnEnter: 'false', endConferenceOnExit: 'true' },
          ...{ waitUrl, waitMethod: 'POST', participantLabel: 'caller' },
        },
        escapeXml(conference),
      ),
    ),
  )

/** What is heard while waiting, once around: the carrier asks for it again and again. */
export const waitingTwiml = (musicUrl: string, text: Spoken): string =>
  response(element('Play', {}, escapeXml(musicUrl)), say(text))

export interface OfferDocument {
  /** Who is calling and why; told twice, for one who had to find the key. */
  readonly texts: readonly Spoken[]
  readonly actionUrl: string
  /** After the last word. */
  readonly waitSeconds: number
}

/** A person decides by a key. Who presses none is told of all the same: a mailbox does not. */
export const offerTwiml = ({ texts, actionUrl, waitSeconds }: OfferDocument): string =>
  response(
    element(
      'Gather',
      {
        ...{ input: 'dtmf', numDigits: '1', finishOnKey: '', timeout: String(waitSeconds) },
        ...{ action: actionUrl, method: 'POST', actionOnEmptyResult: 'true' },
      },
      ...texts.map(say),
      element('Pause', { length: '2' }),
      ...texts.map(say),
    ),
    hangUp,
  )

export interface JoinDocument {
  readonly before: Spoken
  readonly conference: string
  readonly actionUrl: string
}

/** The person comes to the caller. Alone in the conference they hear nothing: the caller is there, or they are told. */
export const joinTwiml = ({ before, conference, actionUrl }: JoinDocument): string =>
  response(
    say(before),
    element(
      'Dial',
      { action: actionUrl, method: 'POST' },
      element(
        'Conference',
        {
          ...{ beep: 'false', startConferenceOnEnter: 'true', endConferenceOnExit: 'true' },
          ...{ waitUrl: '', participantLabel: 'person' },
        },
        escapeXml(conference),
      ),
    ),
  )

export const redirectTwiml = (url: string): string => response(redirect(url))
