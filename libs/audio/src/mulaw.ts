/** One mu-law byte of digital silence (+0). */
export const MULAW_SILENCE = 0xff

/** Telephone audio: 8,000 samples a second, one mu-law byte a sample, in frames of 20 ms. */
export const SAMPLE_RATE = 8000
export const FRAME_MS = 20
export const FRAME_SAMPLES = 160
export const BYTES_PER_MS = SAMPLE_RATE / 1000

/** What `levelDb` answers for digital silence: below anything that 16 bits can hold. */
export const SILENCE_DB = -100

// ITU-T G.711, table 2a: the magnitude is biased by 33 (132 on the 16-bit scale), cut at 8158 (32635), and kept as
// 3 bits of exponent and 4 of mantissa; every bit is inverted on the wire.
const BIAS = 132
const LARGEST_MAGNITUDE = 32635

const decodeTable = Int16Array.from({ length: 256 }, (_, byte) => decodeByte(byte))
const encodeTable = Uint8Array.from({ length: 65536 }, (_, index) => encodeSample(index - 32768))
const energyTable = Float64Array.from(decodeTable, (sample) => (sample / 32768) ** 2)

function decodeByte(byte: number): number {
  const bits = ~byte & 0xff
  const magnitude = ((((bits & 0x0f) << 3) + BIAS) << ((bits & 0x70) >> 4)) - BIAS
  return bits & 0x80 ? -magnitude : magnitude
}

function encodeSample(sample: number): number {
  const magnitude = Math.min(Math.abs(sample), LARGEST_MAGNITUDE) + BIAS
  const exponent = 24 - Math.clz32(magnitude)
  const mantissa = (magnitude >> (exponent + 3)) & 0x0f
  return ~((sample < 0 ? 0x80 : 0) | (exponent << 4) | mantissa) & 0xff
}

/** G.711 mu-law bytes to PCM16 samples, one for one. */
export function decodeMulaw(mulaw: Uint8Array): Int16Array {
  const samples = new Int16Array(mulaw.length)
  for (let i = 0; i < mulaw.length; i++) samples[i] = decodeTable[mulaw[i] as number] as number
  return samples
}

/** PCM16 samples to G.711 mu-law bytes, one for one. */
export function encodeMulaw(samples: Int16Array): Uint8Array {
  const mulaw = new Uint8Array(samples.length)
  for (let i = 0; i < samples.length; i++) mulaw[i] = encodeTable[(samples[i] as number) + 32768] as number
  return mulaw
}

const pad = 0x3d

/** How long mu-law in base64 lasts, in milliseconds: by its length alone. */
export function base64Ms(mulaw: string): number {
  const { length } = mulaw
  return digitsMs(length, mulaw.charCodeAt(length - 1), mulaw.charCodeAt(length - 2))
}

/** How long so many digits of base64 last, of which these are the last two. */
export function digitsMs(length: number, last: number | undefined, lastButOne: number | undefined): number {
  if (length === 0) return 0
  const padding = last !== pad ? 0 : lastButOne === pad ? 2 : 1
  return Math.max(0, (length * 3) / 4 - padding) / BYTES_PER_MS
}

const sextets = new Uint8Array(128)
for (const [value, digit] of [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'].entries()) {
  sextets[digit.charCodeAt(0)] = value
}

/**
 * The level of mu-law in base64, whose ASCII is in `digits[from..to)`, by every third sample of it: the first byte of each group
 * of four digits. A third tells the level of speech to a decibel, and nothing is decoded or allocated for it.
 */
export function base64LevelDb(digits: Uint8Array, from: number, to: number): number {
  let sum = 0
  let count = 0
  for (let at = from; at + 3 < to; at += 4, count++) {
    const high = sextets[(digits[at] as number) & 127] as number
    const low = sextets[(digits[at + 1] as number) & 127] as number
    sum += energyTable[((high << 2) | (low >> 4)) & 255] as number
  }
  return energyDb(sum, count)
}

/** Root mean square of mu-law bytes in dBFS: 0 is a full-scale square wave, `SILENCE_DB` is digital silence or nothing. */
export function levelDb(mulaw: Uint8Array): number {
  let sum = 0
  for (let i = 0; i < mulaw.length; i++) sum += energyTable[mulaw[i] as number] as number
  return energyDb(sum, mulaw.length)
}

/** `levelDb` for PCM16 samples. */
export function pcmLevelDb(samples: Int16Array): number {
  let sum = 0
  for (let i = 0; i < samples.length; i++) sum += (samples[i] as number) ** 2
  return energyDb(sum / 32768 ** 2, samples.length)
}

function energyDb(sum: number, count: number): number {
  return sum > 0 ? Math.max(SILENCE_DB, 10 * Math.log10(sum / count)) : SILENCE_DB
}
