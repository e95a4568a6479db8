import { decodeMulaw, encodeMulaw, MULAW_SILENCE } from '@frontdesk/audio/mulaw'

/** What a line may do to speech, for tests. Chance comes from a fixed seed: a test that fails, fails again. */
const FRAME_BYTES = 160

export type Chance = () => number

export function chance(seed: number): Chance {
  let state = seed
  return () => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff
    return state / 0x80000000
  }
}

export function joined(...parts: Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts))
}

export function silence(ms: number): Uint8Array {
  return new Uint8Array(ms * 8).fill(MULAW_SILENCE)
}

export function louder(mulaw: Uint8Array, db: number): Uint8Array {
  const gain = 10 ** (db / 20)
  return encodeMulaw(decodeMulaw(mulaw).map((sample) => Math.max(-32768, Math.min(32767, sample * gain))))
}

/** White noise of `db` dBFS on top. */
export function noisy(mulaw: Uint8Array, db: number, random: Chance): Uint8Array {
  const amplitude = 32768 * 10 ** (db / 20) * Math.sqrt(3)
  return encodeMulaw(decodeMulaw(mulaw).map((sample) => sample + amplitude * (2 * random() - 1)))
}

/** Lost frames that the receiver filled with silence. */
export function withGaps(mulaw: Uint8Array, share: number, random: Chance): Uint8Array {
  const copy = mulaw.slice()
  for (let at = 0; at < copy.length; at += FRAME_BYTES) {
    if (random() < share) copy.fill(MULAW_SILENCE, at, at + FRAME_BYTES)
  }
  return copy
}

/** Lost frames that nobody filled. */
export function withoutFrames(mulaw: Uint8Array, share: number, random: Chance): Uint8Array {
  const kept: Uint8Array[] = []
  for (let at = 0; at < mulaw.length; at += FRAME_BYTES) {
    if (random() >= share) kept.push(mulaw.subarray(at, at + FRAME_BYTES))
  }
  return joined(...kept)
}
