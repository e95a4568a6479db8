/** Every address of ours that the carrier is told, made of the one it knows us by. */
export interface PublicUrls {
  /** Without a slash at its end, and without a port that goes without saying. */
  readonly base: string
  readonly stream: string
  readonly afterStream: string
  readonly recording: string
  /** `attempt` counts the people rung, from 1. `language`: what the caller is spoken to in, should nobody answer. */
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
    handOff: (callId, attempt, language) => `${base}/voice/handoff/${callId}/${attempt}?language=${language}`,
  }
}
