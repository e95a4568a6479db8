import { buffer } from 'node:stream/consumers'
import { parseWav, type Wav, WavError } from '@frontdesk/audio/wav'
import type { CallRecord, StoredRecording } from '@frontdesk/records'
import type { Desk } from '../desk.ts'

export interface ReadRecording {
  readonly recording: NonNullable<CallRecord['recording']>
  /** Undefined when the file cannot be read: it is kept all the same. */
  readonly audio: Wav | undefined
}

export async function readAudio(desk: Desk, callId: string, stored: StoredRecording): Promise<ReadRecording> {
  const { name, url, bytes, sha256 } = stored
  const audio = parsed(await buffer(await desk.recordings.open(name)))
  if (audio instanceof WavError) {
    desk.log.warn('a stored recording is not readable', { callId, fault: audio.fault })
    return { recording: { name, url, bytes, sha256, durationMs: 0, channels: 1 }, audio: undefined }
  }
  const { channels, sampleRate, samples } = audio
  const durationMs = Math.round(((samples[0]?.length ?? 0) * 1_000) / sampleRate)
  return { recording: { name, url, bytes, sha256, durationMs, channels }, audio }
}

function parsed(file: Uint8Array): Wav | WavError {
  try {
    return parseWav(file)
  } catch (error) {
    if (error instanceof WavError) return error
    throw error
  }
}
