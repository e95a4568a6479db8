/** The spectrum in 24 mel bands, as telephone speech needs it: 32-ms windows, 120 to 3,800 Hz. */
export const BANDS = 24

const WINDOW = 256
const LOWEST_HZ = 120
const HIGHEST_HZ = 3800
/** Power of a Hann window: its squares' mean over the one-sided half of the spectrum. */
const WINDOW_POWER = WINDOW * WINDOW * 0.1875

type Band = { from: number; weights: Float64Array }

const hann = Float64Array.from({ length: WINDOW }, (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / WINDOW))
const cosines = Float64Array.from({ length: WINDOW / 2 }, (_, i) => Math.cos((2 * Math.PI * i) / WINDOW))
const sines = Float64Array.from({ length: WINDOW / 2 }, (_, i) => -Math.sin((2 * Math.PI * i) / WINDOW))
const bands = melBands()

/** Power of each band in each window, `BANDS` numbers a window, one window every `hop` samples; full scale is 1. */
export function bandPowers(samples: Int16Array, hop: number): Float64Array {
  const frames = Math.max(0, Math.floor((samples.length - WINDOW) / hop) + 1)
  const powers = new Float64Array(frames * BANDS)
  const real = new Float64Array(WINDOW)
  const imaginary = new Float64Array(WINDOW)
  for (let frame = 0; frame < frames; frame++) {
    for (let i = 0; i < WINDOW; i++) real[i] = ((samples[frame * hop + i] as number) / 32768) * (hann[i] as number)
    imaginary.fill(0)
    fft(real, imaginary)
    for (let band = 0; band < BANDS; band++) {
      powers[frame * BANDS + band] = bandPower(bands[band] as Band, real, imaginary)
    }
  }
  return powers
}

function bandPower({ from, weights }: Band, real: Float64Array, imaginary: Float64Array): number {
  let power = 0
  for (let i = 0; i < weights.length; i++) {
    power += (weights[i] as number) * ((real[from + i] as number) ** 2 + (imaginary[from + i] as number) ** 2)
  }
  return power / WINDOW_POWER
}

/** Triangles that overlap by half, evenly spaced on the mel scale. */
function melBands(): Band[] {
  const mel = (hz: number) => 1127 * Math.log(1 + hz / 700)
  const bin = (value: number) => (700 * (Math.exp(value / 1127) - 1)) / (8000 / WINDOW)
  const step = (mel(HIGHEST_HZ) - mel(LOWEST_HZ)) / (BANDS + 1)
  return Array.from({ length: BANDS }, (_, band) => {
    const low = bin(mel(LOWEST_HZ) + band * step)
    const centre = bin(mel(LOWEST_HZ) + (band + 1) * step)
    const high = bin(mel(LOWEST_HZ) + (band + 2) * step)
    const from = Math.ceil(low)
    // The lowest triangles are narrower than two bins: a little of each bin keeps none of them empty.
    const weights = Float64Array.from({ length: Math.max(1, Math.floor(high) - from + 1) }, (_, i) =>
      Math.max(0.05, from + i <= centre ? (from + i - low) / (centre - low) : (high - from - i) / (high - centre)),
    )
    return { from, weights }
  })
}

/** In place, radix 2, `WINDOW` points. */
function fft(real: Float64Array, imaginary: Float64Array): void {
  reverseBits(real)
  for (let size = 2; size <= WINDOW; size *= 2) {
    const half = size / 2
    const stride = WINDOW / size
    for (let start = 0; start < WINDOW; start += size) {
      for (let i = 0; i < half; i++) butterfly(real, imaginary, start + i, half, i * stride)
    }
  }
}

function butterfly(real: Float64Array, imaginary: Float64Array, a: number, half: number, turn: number): void {
  const b = a + half
  const cos = cosines[turn] as number
  const sin = sines[turn] as number
  const re = (real[b] as number) * cos - (imaginary[b] as number) * sin
  const im = (real[b] as number) * sin + (imaginary[b] as number) * cos
  real[b] = (real[a] as number) - re
  imaginary[b] = (imaginary[a] as number) - im
  real[a] = (real[a] as number) + re
  imaginary[a] = (imaginary[a] as number) + im
}

/** The imaginary part is all zero before the transform, so that only the real one needs its order. */
function reverseBits(real: Float64Array): void {
  for (let i = 1, j = 0; i < WINDOW; i++) {
    let bit = WINDOW >> 1
    for (; j & bit; bit >>= 1) j ^= bit
    j ^= bit
    if (i >= j) continue
    const held = real[i] as number
    real[i] = real[j] as number
    real[j] = held
  }
}
