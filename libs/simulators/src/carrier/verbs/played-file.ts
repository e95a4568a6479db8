import { encodeMulaw, SAMPLE_RATE } from '@frontdesk/audio/mulaw'
import { parseWav, WavError } from '@frontdesk/audio/wav'
import { mixDown } from '../recording/tape.ts'
import { signature } from '../signature.ts'
import type { Stage } from '../stage.ts'

const NOT_FETCHED = 11_200
const NOT_AUDIO = 12_300

/** What lies at the address, as mu-law; undefined, with a warning, for what cannot be had or is no WAV file of 8 kHz. */
export async function playedFile(url: string, stage: Stage): Promise<Uint8Array | undefined> {
  const { network, callSid, signal } = stage
  const bytes = await fetched(url, stage)
  if (bytes === undefined) return undefined
  try {
    const { samples, sampleRate } = parseWav(bytes)
    if (sampleRate === SAMPLE_RATE) return encodeMulaw(mixDown(samples))
    network.warn(callSid, NOT_AUDIO, `${url} has ${sampleRate} samples a second; this carrier plays ${SAMPLE_RATE}`)
  } catch (error) {
    signal.throwIfAborted()
    if (!(error instanceof WavError)) throw error
    network.warn(callSid, NOT_AUDIO, `${url} is not played: ${error.message}`)
  }
  return undefined
}

async function fetched(url: string, { network, callSid, signal }: Stage): Promise<Uint8Array | undefined> {
  const timeout = AbortSignal.timeout(network.settings.webhookTimeoutMs)
  try {
    const headers = { 'x-twilio-signature': signature(network.authToken, url, {}) }
    const response = await fetch(url, { headers, signal: AbortSignal.any([signal, timeout]) })
    const bytes = new Uint8Array(await response.arrayBuffer())
    if (response.ok) return bytes
    network.warn(callSid, NOT_FETCHED, `${url} was answered with ${response.status}`)
  } catch {
    signal.throwIfAborted()
    network.warn(callSid, NOT_FETCHED, `${url} cannot be had`)
  }
  return undefined
}
