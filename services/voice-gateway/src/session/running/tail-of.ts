import { BYTES_PER_MS, MULAW_SILENCE } from '@frontdesk/audio/mulaw'
import { PassingAudio } from '@frontdesk/audio/passing-audio'
import type { Voice } from './sent-voice.ts'

/** The last `ms` of what the pieces hold of an item; behind silence where they hold less: it is always so long. */
export function tailOf(pieces: readonly Voice[], itemId: string, ms: number): PassingAudio {
  const bytes = Math.max(0, Math.round(ms * BYTES_PER_MS))
  const own = pieces.filter((piece) => piece.itemId === itemId).map(({ audio }) => Buffer.from(audio.text(), 'base64'))
  const tail = bytes === 0 ? Buffer.alloc(0) : Buffer.concat(own).subarray(-bytes)
  const whole = Buffer.concat([Buffer.alloc(bytes - tail.length, MULAW_SILENCE), tail])
  return PassingAudio.of(whole.toString('base64'))
}
