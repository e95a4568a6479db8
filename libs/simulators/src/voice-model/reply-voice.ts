import { BYTES_PER_MS, MULAW_SILENCE } from '@frontdesk/audio/mulaw'
import type { Speech, VoiceName } from '../speech/speech.ts'
import type { Language } from './receptionist/language.ts'

/** A reply as sound, with each word and the byte at which it begins. */
export interface Spoken {
  readonly audio: Uint8Array
  readonly words: readonly { readonly text: string; readonly at: number }[]
}

/** Shorter than what ends an utterance, for whoever listens. */
const PAUSE_BETWEEN_SENTENCES_MS = 280

export const agentVoice = (language: Language): VoiceName => `agent-${language}`

/** Sentence by sentence: the common ones are rendered once, and a recording of them can be recognised. */
export async function voiceReply(speech: Speech, text: string, language: Language): Promise<Spoken> {
  const pause = new Uint8Array(PAUSE_BETWEEN_SENTENCES_MS * BYTES_PER_MS).fill(MULAW_SILENCE)
  const sounds: Uint8Array[] = []
  const words: { text: string; at: number }[] = []
  let length = 0
  for (const sentence of sentencesOf(text)) {
    const sound = await speech.speak(sentence, agentVoice(language))
    words.push(...wordsAlong(sentence, length, sound.length))
    sounds.push(sound, pause)
    length += sound.length + pause.length
  }
  return { audio: Buffer.concat(sounds.slice(0, -1)), words }
}

/** A full stop behind a digit belongs to a German date: "24. November". */
export function sentencesOf(text: string): string[] {
  return text.split(/(?<=[^\d\s][.!?])\s+(?=[\p{Lu}\d])/u).filter((sentence) => sentence.trim() !== '')
}

/** Words take time by their length. Each carries the space before it, so that the deltas add up to the text. */
function wordsAlong(sentence: string, from: number, length: number): { text: string; at: number }[] {
  const words = sentence.match(/\s*\S+/g) ?? []
  let before = 0
  return words.map((word, i) => {
    const at = from + Math.floor((before / sentence.length) * length)
    before += word.length
    return { text: i === 0 && from > 0 ? ` ${word}` : word, at }
  })
}
