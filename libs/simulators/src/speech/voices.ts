import type { PicoLanguage } from './pico.ts'

export type Voice = {
  language: 'en' | 'de'
  pico: PicoLanguage
  /** Percent of Pico's own: 50 to 200. */
  pitch: number
  /** Percent of Pico's own: 20 to 500. */
  speed: number
  /** Length of the vocal tract against Pico's own: above 1 every formant moves down, as in a larger speaker. */
  tract: number
}

const american: PicoLanguage = { textAnalysis: 'en-US_ta.bin', signalGeneration: 'en-US_lh0_sg.bin' }
const british: PicoLanguage = { textAnalysis: 'en-GB_ta.bin', signalGeneration: 'en-GB_kh0_sg.bin' }
const german: PicoLanguage = { textAnalysis: 'de-DE_ta.bin', signalGeneration: 'de-DE_gl0_sg.bin' }

export const voices = {
  'agent-en': { language: 'en', pico: american, pitch: 100, speed: 105, tract: 1 },
  'caller-en': { language: 'en', pico: british, pitch: 72, speed: 118, tract: 1.13 },
  'agent-de': { language: 'de', pico: german, pitch: 100, speed: 105, tract: 1 },
  'caller-de': { language: 'de', pico: german, pitch: 72, speed: 118, tract: 1.13 },
} as const satisfies Record<string, Voice>

export type VoiceName = keyof typeof voices

export function isVoiceName(name: string): name is VoiceName {
  return Object.hasOwn(voices, name)
}
