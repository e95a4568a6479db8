import { encodeMulaw, SAMPLE_RATE } from '@frontdesk/audio/mulaw'

/** How long the sound of a cough dies away. */
const DECAY_MS = 90
const LOUDEST = 9_000

/** A cough of so many milliseconds: bursts of noise that die away, a quarter of a second apart, and no word in it. */
export function cough(ms: number): Uint8Array {
  let noise = 1
  const sample = (_: unknown, at: number) => {
    noise = (Math.imul(noise, 1_103_515_245) + 12_345) & 0x7fffffff
    const inBurstMs = ((at * 1_000) / SAMPLE_RATE) % 250
    return Math.round((noise / 0x3fffffff - 1) * LOUDEST * Math.exp(-inBurstMs / DECAY_MS))
  }
  return encodeMulaw(Int16Array.from({ length: (ms * SAMPLE_RATE) / 1_000 }, sample))
}
