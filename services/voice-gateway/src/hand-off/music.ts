import { wavFile } from '@frontdesk/audio/wav'

/** What is heard on hold: quiet single notes, up and down a pentatonic scale. Computed, so that it belongs to nobody. */
const SAMPLE_RATE = 8_000
const NOTE_MS = 600
const LEVEL = 3_000
const notes = [261.6, 329.6, 392, 440, 523.3, 440, 392, 329.6, 293.7, 392, 440, 523.3, 587.3, 523.3, 440, 392] as const

/** A WAV file of PCM16 at 8 kHz, not quite ten seconds long. */
export function holdMusic(): Uint8Array {
  const perNote = (SAMPLE_RATE * NOTE_MS) / 1_000
  const samples = new Int16Array(perNote * notes.length)
  for (const [nth, hz] of notes.entries()) {
    for (let i = 0; i < perNote; i++) {
      const seconds = i / SAMPLE_RATE
      const fades = Math.min(1, i / 80) * Math.exp(-4 * seconds) * Math.min(1, (perNote - i) / 160)
      samples[nth * perNote + i] = Math.round(LEVEL * fades * Math.sin(2 * Math.PI * hz * seconds))
    }
  }
  return wavFile([samples], SAMPLE_RATE)
}
