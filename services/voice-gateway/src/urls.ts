/** Every address of ours that the carrier is told, made of the one it knows us by. */
export interface PublicUrls {
  /** Without a slash at its end, and without a port that goes without saying. */
  readonly base: string
  readonly stream: string
  readonly afterStream: string
  readonly recording: string
  /** Where a message that was left is told, and then its recording; `language` is the one that the caller is spoken to in. */
  voicemail(callId: string, language: string): string
  voicemailRecording(callId: string, language: string): string
  /** Where a member of staff who rings a caller back is asked about: nothing for when they pick up, then what they press, what follows the caller, how it went with the caller, and the end. */
  callback(callbackId: string, ringId: string, about?: 'key' | 'dialled' | 'caller' | 'status'): string
  /** Where the answer goes to the question whether the call may be recorded; `ask` counts from 1 how often it was asked. */
  consent(callId: string, ask: number): string
  /** What a caller on hold hears; and what is asked when their conference is over. */
  handOffCaller(callId: string, about: 'hold' | 'back'): string
  /** `attempt` counts the people rung, from 1. What they hear, what they press, what follows the conference, how their leg stands. */
  handOffPerson(callId: string, attempt: number, about: 'offer' | 'key' | 'left' | 'status'): string
  /** For a person whose caller is gone, or is with somebody else. */
  handOffGone(callId: string): string
  readonly holdMusic: string
  /** Of a person who is dialled without being asked. `language`: what the caller is spoken to in, should nobody answer. */
  handOff(callId: string, attempt: number, language: string): string
}

/**
 * The upgrade's signature is taken over the stream's address exactly as it stands in the TwiML, and holds for neither an
 * explicit default port nor another slash: the address is brought into one form here, once.
 */
export function publicUrls(publicUrl: string): PublicUrls {
  const url = new URL(publicUrl)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw new TypeError(`PUBLIC_URL must be an http or https address, not ${url.protocol}`)
  }
  // `URL` drops a default port by itself.
  const base = `${url.origin}${url.pathname}`.replace(/\/+$/, '')
  return {
    base,
    stream: `${base.replace(/^http/, 'ws')}/voice/stream`,
    afterStream: `${base}/voice/after-stream`,
    recording: `${base}/voice/recording`,
    voicemail: (callId, language) => `${base}/voice/voicemail/${callId}?language=${language}`,
    voicemailRecording: (callId, language) => `${base}/voice/voicemail/${callId}/recording?language=${language}`,
    callback: (callbackId, ringId, about) =>
      [`${base}/voice/callback`, callbackId, ringId, ...(about === undefined ? [] : [about])].join('/'),
    consent: (callId, ask) => `${base}/voice/consent/${callId}/${ask}`,
    handOffCaller: (callId, about) => `${base}/voice/handoff/${callId}/${about}`,
    handOffPerson: (callId, attempt, about) => `${base}/voice/handoff/${callId}/${attempt}/${about}`,
    handOffGone: (callId) => `${base}/voice/handoff/${callId}/gone`,
    holdMusic: `${base}/voice/hold-music.wav`,
    handOff: (callId, attempt, language) => `${base}/voice/handoff/${callId}/${attempt}?language=${language}`,
  }
}
