import { encodeMulaw, pcmLevelDb, SAMPLE_RATE } from '@frontdesk/audio/mulaw'
import { speechSegments } from '@frontdesk/audio/speech-segments'

const SPEECH_LEVEL_DB = -20
const MOST_GAIN_DB = 30
/** Peaks above this are bent, not cut: a synthesiser's few sharp peaks must not hold the whole level down. */
const KNEE = 0.7
/** Kept of the silence around the speech: enough to breathe, not enough to delay an answer. */
const LEAD_MS = 20
const TAIL_MS = 60

/** Half the filter's length, in samples of the output rate. */
const HALF_TAPS = 24
const PASSBAND = 0.88
const PHASES = 64

/**
 * Rendered speech to what a telephone carries: mu-law at 8 kHz, band-limited, silence trimmed, speech at -20 dBFS.
 * `tract` above 1 plays it slower and lower, with all formants, which makes another speaker of the same voice.
 */
export function toTelephone(samples: Int16Array, sampleRate: number, tract: number): Uint8Array {
  const narrow = resample(samples, sampleRate / (SAMPLE_RATE * tract))
  const { start, end } = speechBounds(narrow)
  return encodeMulaw(levelled(narrow.subarray(start, end)))
}

/** Every `step`-th sample through a Blackman-windowed sinc that ends below the output's Nyquist frequency. `step` >= 1. */
export function resample(samples: Int16Array, step: number): Int16Array {
  const half = Math.ceil(HALF_TAPS * step)
  const kernels = sincKernels(half, PASSBAND / step)
  const resampled = new Int16Array(Math.floor(samples.length / step))
  for (let i = 0; i < resampled.length; i++) {
    const position = i * step
    const centre = Math.floor(position)
    const kernel = kernels[Math.round((position - centre) * PHASES)] as Float64Array
    let sum = 0
    for (let tap = 0; tap < kernel.length; tap++) sum += (kernel[tap] as number) * (samples[centre - half + tap] ?? 0)
    resampled[i] = Math.max(-32768, Math.min(32767, Math.round(sum)))
  }
  return resampled
}

function sincKernels(half: number, cutoff: number): Float64Array[] {
  return Array.from({ length: PHASES + 1 }, (_, phase) => {
    const kernel = Float64Array.from({ length: 2 * half + 1 }, (_, tap) => {
      const x = tap - half - phase / PHASES
      const sinc = x === 0 ? 1 : Math.sin(Math.PI * cutoff * x) / (Math.PI * cutoff * x)
      const turn = (Math.PI * Math.min(Math.abs(x), half)) / half
      return sinc * (0.42 + 0.5 * Math.cos(turn) + 0.08 * Math.cos(2 * turn))
    })
    const sum = kernel.reduce((total, value) => total + value, 0)
    return kernel.map((value) => value / sum)
  })
}

function speechBounds(samples: Int16Array): { start: number; end: number } {
  const segments = speechSegments(samples, { minSpeechMs: 40, padMs: 0 })
  const [first, last] = [segments[0], segments.at(-1)]
  if (!first || !last) return { start: 0, end: samples.length }
  const perMs = SAMPLE_RATE / 1000
  return {
    start: Math.max(0, (first.startMs - LEAD_MS) * perMs),
    end: Math.min(samples.length, (last.endMs + TAIL_MS) * perMs),
  }
}

function levelled(samples: Int16Array): Int16Array {
  const gainDb = SPEECH_LEVEL_DB - speechLevelDb(samples)
  const gain = 10 ** (Math.min(MOST_GAIN_DB, gainDb) / 20) / 32768
  return samples.map((sample) => Math.round(32767 * bent(sample * gain)))
}

/** The level of the 20-ms frames that hold speech: those within 25 dB of the loudest. */
export function speechLevelDb(samples: Int16Array): number {
  const levels = Array.from({ length: Math.floor(samples.length / 160) }, (_, i) =>
    pcmLevelDb(samples.subarray(i * 160, (i + 1) * 160)),
  )
  const loudest = Math.max(...levels)
  const powers = levels.filter((level) => level > loudest - 25).map((level) => 10 ** (level / 10))
  return 10 * Math.log10(powers.reduce((sum, power) => sum + power, 0) / powers.length)
}

function bent(value: number): number {
  const magnitude = Math.abs(value)
  if (magnitude <= KNEE) return value
  return Math.sign(value) * (KNEE + (1 - KNEE) * Math.tanh((magnitude - KNEE) / (1 - KNEE)))
}
