import { BYTES_PER_MS } from '@frontdesk/audio/mulaw'

/** Cuts audio into pieces of at most `maxMs`, in order. Cuts fall on base64's groups of three bytes: no piece needs decoding. */
export function cutIntoPieces(audio: string, maxMs: number): readonly string[] {
  const step = Math.max(1, Math.floor((maxMs * BYTES_PER_MS) / 3)) * 4
  if (audio.length <= step) return audio === '' ? [] : [audio]
  const pieces: string[] = []
  for (let at = 0; at < audio.length; at += step) pieces.push(audio.slice(at, at + step))
  return pieces
}
