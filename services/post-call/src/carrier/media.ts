import { Readable } from 'node:stream'
import { Failure, failureKindOf, kindOfStatus } from '@frontdesk/process/failures'
import type { TwilioAccount } from '@frontdesk/twilio'

/** Twilio sends us on to its storage, at most a few times. */
const mostRedirects = 3
/** Two channels of PCM16 at 8 kHz are 32,000 bytes a second: this is more than two hours. */
const mostBytes = 256 * 1024 * 1024
const withinMs = 120_000

/**
 * Opens a recording's WAV, on two channels where it has two. The address is made of the configured API and ids alone, never
 * of a webhook; our credentials go to that origin and nowhere else.
 * https://www.twilio.com/docs/voice/api/recording#fetch-a-recordings-media-file
 * @throws Failure; the stream itself fails when it is no WAV, longer than is kept, or cut off
 */
export async function openMedia(account: TwilioAccount, recordingSid: string, signal: AbortSignal): Promise<Readable> {
  const base = `${account.apiUrl.replace(/\/$/, '')}/2010-04-01/Accounts/${encodeURIComponent(account.accountSid)}`
  const url = new URL(`${base}/Recordings/${encodeURIComponent(recordingSid)}.wav`)
  const until = AbortSignal.any([signal, AbortSignal.timeout(withinMs)])
  const dual = new URL(url)
  dual.searchParams.set('RequestedChannels', '2')
  try {
    const first = await follow(account, dual, until)
    // 16113: there is but one channel.
    const response = first.status === 400 ? await again(first, () => follow(account, url, until)) : first
    if (!response.ok) {
      await response.body?.cancel()
      throw new Failure(kindOfStatus(response.status), `Twilio answered ${response.status} for a recording's audio`)
    }
    if (response.body === null) throw new Failure('bad-answer', "Twilio's answer for a recording's audio is empty")
    return checked(Readable.fromWeb(response.body))
  } catch (cause) {
    if (cause instanceof Failure) throw cause
    throw new Failure(failureKindOf(cause) ?? 'bad-answer', "a recording's audio could not be fetched", { cause })
  }
}

async function again(answer: Response, ask: () => Promise<Response>): Promise<Response> {
  await answer.body?.cancel()
  return ask()
}

async function follow(account: TwilioAccount, from: URL, signal: AbortSignal): Promise<Response> {
  const home = from.origin
  const authorization = `Basic ${Buffer.from(`${account.accountSid}:${account.authToken}`).toString('base64')}`
  let url = from
  for (let redirects = 0; redirects <= mostRedirects; redirects++) {
    const headers: Record<string, string> = url.origin === home ? { authorization } : {}
    const response = await fetch(url, { headers, redirect: 'manual', signal })
    const location = response.status >= 300 && response.status < 400 ? response.headers.get('location') : null
    if (location === null) return response
    await response.body?.cancel()
    url = next(url, location)
  }
  throw new Failure('bad-answer', `Twilio redirected more than ${mostRedirects} times for a recording's audio`)
}

function next(from: URL, location: string): URL {
  const to = URL.parse(location, from)
  const isSafe = to !== null && (to.protocol === 'https:' || to.protocol === from.protocol)
  if (!isSafe) throw new Failure('bad-answer', "Twilio redirected a recording's audio to an address that is not https")
  return to
}

/** Passes on what begins like a WAV file and is not too long. */
function checked(audio: Readable): Readable {
  return Readable.from(pieces(audio), { objectMode: false })
}

const riff = /^RIFF.{4}WAVE$/s

async function* pieces(audio: Readable): AsyncGenerator<Uint8Array> {
  let head = Buffer.alloc(0)
  let bytes = 0
  for await (const piece of audio) {
    if (!(piece instanceof Uint8Array)) throw new TypeError('fetch gives bytes')
    bytes += piece.length
    if (bytes > mostBytes) throw new Failure('rejected', `a recording is longer than ${mostBytes} bytes`)
    if (head.length < 12) {
      head = Buffer.concat([head, piece.subarray(0, 12 - head.length)])
      if (head.length === 12 && !riff.test(head.toString('latin1')))
        throw new Failure('bad-answer', "what was to be a recording's audio is no WAV file")
    }
    yield piece
  }
  if (head.length < 12) throw new Failure('bad-answer', `a recording of ${bytes} bytes is no WAV file`)
}
