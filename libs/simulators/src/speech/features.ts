import { decodeMulaw } from '@frontdesk/audio/mulaw'
import { BANDS, bandPowers } from './spectrum.ts'

/**
 * Speech as rows of numbers: the shape of the spectrum (12 mel-cepstral coefficients), how that shape moves, and how loud
 * it is against the utterance's own speech. Steady noise is subtracted, and a floor 20 dB under the speech goes under the
 * spectrum, so that silence, what is left of the noise and a lost frame all look alike, and level does not matter.
 * Silence before and after the speech is left out.
 */
export type Features = {
  /** Between two rows. */
  hopMs: number
  frames: number
  /** Numbers in a row. */
  width: number
  rows: Float32Array
  /** Of each row: does it hold sound? */
  sounding: Uint8Array
}

const CEPSTRA = 12
const WIDTH = 2 * CEPSTRA + 1
const POOLED_WIDTH = CEPSTRA + 1
const FLOOR = 0.01
/** A frame sounds when it is within 26 dB of the utterance's speech. */
const SOUNDING = 0.0025
/** -55 dBFS: no speech is quieter. */
const QUIETEST_SPEECH = 10 ** -5.5
/** -80 dBFS: nothing was sent, which says nothing about the noise on the line. */
const NOTHING = 1e-8
const NOISE_QUANTILE = 0.1
const NOISE_EXCESS = 2
const NOISE_FRAMES = 5
const MOST_NOISE = 0.03
const DELTA_MS = 20
const DELTA_WEIGHT = 1.3
const LOUDNESS_WEIGHT = 0.6

const cosines = Float64Array.from({ length: CEPSTRA * BANDS }, (_, i) => {
  const order = Math.floor(i / BANDS) + 1
  // The higher coefficients are smaller and tell vowels apart as well: they are lifted.
  const lift = 0.2 + 0.8 * Math.sin((Math.PI * order) / 22)
  return lift * Math.sqrt(2 / BANDS) * Math.cos((Math.PI * order * ((i % BANDS) + 0.5)) / BANDS)
})

/** Undefined when there is no speech in it. */
export function features(mulaw: Uint8Array, hopMs: number): Features | undefined {
  const spectra = bandPowers(decodeMulaw(mulaw), hopMs * 8)
  const frames = spectra.length / BANDS
  subtractNoise(spectra, frames)
  const powers = totals(spectra, frames)
  const level = speechPower(powers)
  if (level < QUIETEST_SPEECH) return undefined
  const sounding = Uint8Array.from(powers, (power) => (power > level * SOUNDING ? 1 : 0))
  const rows = new Float32Array(frames * WIDTH)
  for (let frame = 0; frame < frames; frame++) {
    writeCepstra(rows, frame, spectra, level)
    rows[(frame + 1) * WIDTH - 1] = LOUDNESS_WEIGHT * Math.log((powers[frame] as number) / level / FLOOR + 1)
  }
  writeDeltas(rows, frames, DELTA_MS / hopMs)
  return slice({ hopMs, frames, width: WIDTH, rows, sounding }, sounding.indexOf(1), sounding.lastIndexOf(1) + 1)
}

/** The rows from `start` up to `end`, sharing memory. */
export function slice(whole: Features, start: number, end: number): Features {
  return {
    ...whole,
    frames: end - start,
    rows: whole.rows.subarray(start * whole.width, end * whole.width),
    sounding: whole.sounding.subarray(start, end),
  }
}

/** A coarser view: the mean of `span` rows, every `step` rows, without the deltas. */
export function pooled(fine: Features, span: number, step: number): Features {
  const frames = Math.max(1, Math.ceil((fine.frames - span / 2) / step))
  const rows = new Float32Array(frames * POOLED_WIDTH)
  const sounding = new Uint8Array(frames)
  for (let frame = 0; frame < frames; frame++) {
    const start = Math.min(frame * step, fine.frames - 1)
    const end = Math.min(start + span, fine.frames)
    for (let i = 0; i < POOLED_WIDTH; i++) {
      const column = i < CEPSTRA ? i : fine.width - 1
      let sum = 0
      for (let row = start; row < end; row++) sum += fine.rows[row * fine.width + column] as number
      rows[frame * POOLED_WIDTH + i] = sum / (end - start)
    }
    sounding[frame] = fine.sounding.subarray(start, end).includes(1) ? 1 : 0
  }
  return { hopMs: fine.hopMs * step, frames, width: POOLED_WIDTH, rows, sounding }
}

/** The noise in a band is what its quietest tenth of a second hold, on average; it may not eat quiet speech. */
function subtractNoise(spectra: Float64Array, frames: number): void {
  const powers = totals(spectra, frames)
  const alive = [...powers.keys()].filter((frame) => (powers[frame] as number) > NOTHING)
  if (alive.length < NOISE_FRAMES) return
  const most = (MOST_NOISE * Math.max(...powers)) / BANDS
  for (let band = 0; band < BANDS; band++) {
    const means = movingMeans(Float64Array.from(alive, (frame) => spectra[frame * BANDS + band] as number))
    const noise = Math.min(most, NOISE_EXCESS * (means.sort()[Math.floor(means.length * NOISE_QUANTILE)] as number))
    for (let at = band; at < spectra.length; at += BANDS) spectra[at] = Math.max(0, (spectra[at] as number) - noise)
  }
}

function movingMeans(values: Float64Array): Float64Array {
  const means = new Float64Array(values.length - NOISE_FRAMES + 1)
  for (let i = 0; i < means.length; i++) {
    for (let k = 0; k < NOISE_FRAMES; k++) means[i] = (means[i] as number) + (values[i + k] as number) / NOISE_FRAMES
  }
  return means
}

function totals(spectra: Float64Array, frames: number): Float64Array {
  const powers = new Float64Array(frames)
  for (let i = 0; i < frames * BANDS; i++) {
    const frame = Math.floor(i / BANDS)
    powers[frame] = (powers[frame] as number) + (spectra[i] as number)
  }
  return powers
}

/** The mean of the louder half of what sounds at all: it hardly moves when the start or the end is missing. */
function speechPower(powers: Float64Array): number {
  const sorted = powers.filter((power) => power > QUIETEST_SPEECH / 10).sort()
  const louder = sorted.subarray(Math.floor(sorted.length / 2))
  return louder.length < 4 ? 0 : louder.reduce((sum, power) => sum + power, 0) / louder.length
}

function writeCepstra(rows: Float32Array, frame: number, spectra: Float64Array, level: number): void {
  const logs = new Float64Array(BANDS)
  for (let band = 0; band < BANDS; band++) {
    logs[band] = Math.log((spectra[frame * BANDS + band] as number) / level + FLOOR / BANDS)
  }
  for (let order = 0; order < CEPSTRA; order++) {
    let value = 0
    for (let band = 0; band < BANDS; band++) value += (cosines[order * BANDS + band] as number) * (logs[band] as number)
    rows[frame * WIDTH + order] = value
  }
}

function writeDeltas(rows: Float32Array, frames: number, reach: number): void {
  for (let frame = 0; frame < frames; frame++) {
    const before = Math.max(0, frame - reach) * WIDTH
    const after = Math.min(frames - 1, frame + reach) * WIDTH
    for (let i = 0; i < CEPSTRA; i++) {
      const slope = ((rows[after + i] as number) - (rows[before + i] as number)) / 2
      rows[frame * WIDTH + CEPSTRA + i] = DELTA_WEIGHT * slope
    }
  }
}
