import { base64Ms, FRAME_MS, levelDb, SILENCE_DB } from '@frontdesk/audio/mulaw'
import { SpeechDetector } from '@frontdesk/audio/speech-segments'

/** Our own ear on the caller's line: tells how much voice there is in what the caller is saying, as it grows. */
export interface CallerEar {
  /** µ-law in base64, as it arrives. */
  hear(audio: string): void
}

/** Told when it grew by so much: a conversation decides about a digest, not about frames. */
const tellEveryMs = 100
/** As long as the model takes to hold a turn for over. */
const silenceMs = 500

/** `onVoice`: the voice of this utterance so far, gaps left out; 0 once it is over. */
export function callerEar(onVoice: (voicedMs: number) => void): CallerEar {
  const detector = new SpeechDetector({ minSilenceMs: silenceMs })
  let unheardMs = 0
  let voicedMs = 0
  let toldMs = 0

  function frame(db: number) {
    const edge = detector.feedLevel(db)
    if (edge?.kind === 'stopped') {
      voicedMs = 0
      toldMs = 0
      onVoice(0)
      return
    }
    if (edge?.kind === 'started') voicedMs = detector.heardMs - edge.atMs
    else if (detector.speaking && detector.quietMs === 0) voicedMs += FRAME_MS
    if (voicedMs - toldMs < tellEveryMs) return
    toldMs = voicedMs - (voicedMs % tellEveryMs)
    onVoice(voicedMs)
  }

  return {
    hear(audio) {
      const db = loudness(audio)
      // Frames are of any length: the detector counts in its own.
      for (unheardMs += base64Ms(audio); unheardMs >= FRAME_MS; unheardMs -= FRAME_MS) frame(db)
    },
  }
}

const energyOf = Float64Array.from({ length: 256 }, (_, byte) => {
  const db = levelDb(Uint8Array.of(byte))
  return db <= SILENCE_DB ? 0 : 10 ** (db / 10)
})
const sextets = new Uint8Array(128)
for (const [value, digit] of [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'].entries()) {
  sextets[digit.charCodeAt(0)] = value
}

/**
 * The level of µ-law in base64 by every third sample of it, in dBFS: the first byte of each group of four digits. A third tells the
 * level of speech to a decibel, and nothing is decoded or allocated for it: this runs on every frame of every call.
 */
export function loudness(audio: string): number {
  let sum = 0
  let count = 0
  for (let at = 0; at + 3 < audio.length; at += 4, count++) {
    const high = sextets[audio.charCodeAt(at) & 127] as number
    const low = sextets[audio.charCodeAt(at + 1) & 127] as number
    sum += energyOf[(high << 2) | (low >> 4)] as number
  }
  return sum > 0 ? Math.max(SILENCE_DB, 10 * Math.log10(sum / count)) : SILENCE_DB
}
