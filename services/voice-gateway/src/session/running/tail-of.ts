import { MULAW_SILENCE } from '@frontdesk/audio/mulaw'
import type { Voice } from './sent-voice.ts'

/** The last `ms` of what the pieces hold of an item, in base64; behind silence where they hold less: it is always so long. */
export function tailOf(pieces: readonly Voice[], itemId: string, ms: number): string {
  const bytes = Math.round(ms * 8)
  if (bytes <= 0) return ''
  const own = pieces.filter((piece) => piece.itemId === itemId).map(({ audio }) => bytesOf(audio))
  const tail = Buffer.concat(own).subarray(-bytes)
  return Buffer.concat([Buffer.alloc(bytes - tail.length, MULAW_SILENCE), tail]).toString('base64')
}

const bytesOf = (audio: Voice['audio']): Uint8Array =>
  typeof audio === 'string' ? Buffer.from(audio, 'base64') : audio
