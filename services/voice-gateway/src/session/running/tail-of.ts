import { MULAW_SILENCE } from '@frontdesk/audio/mulaw'

/** A piece of an item's voice: µ-law in base64. */
export interface Voice {
  readonly itemId: string
  readonly audio: string
}

/** The last `ms` of what the pieces hold of an item, in base64; behind silence where they hold less: it is always so long. */
export function tailOf(pieces: readonly Voice[], itemId: string, ms: number): string {
  const bytes = Math.round(ms * 8)
  if (bytes <= 0) return ''
  const own = pieces.filter((piece) => piece.itemId === itemId).map(({ audio }) => Buffer.from(audio, 'base64'))
  const tail = Buffer.concat(own).subarray(-bytes)
  return Buffer.concat([Buffer.alloc(bytes - tail.length, MULAW_SILENCE), tail]).toString('base64')
}
