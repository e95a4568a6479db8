import { BYTES_PER_MS } from '@frontdesk/audio/mulaw'
import { PassingAudio } from '@frontdesk/audio/passing-audio'

/** Cuts audio into pieces of at most `maxMs`, in order. Cuts fall on base64's groups of three bytes: no piece needs decoding. */
export function cutIntoPieces(audio: PassingAudio, maxMs: number): readonly PassingAudio[] {
  const { bytes, from, to } = audio
  const step = Math.max(1, Math.floor((maxMs * BYTES_PER_MS) / 3)) * 4
  if (to - from <= step) return from === to ? [] : [audio]
  const pieces: PassingAudio[] = []
  for (let at = from; at < to; at += step) pieces.push(new PassingAudio(bytes, at, Math.min(to, at + step)))
  return pieces
}
