import { FRAME_MS } from '@frontdesk/audio/mulaw'
import type { PassingAudio } from '@frontdesk/audio/passing-audio'
import { SpeechDetector } from '@frontdesk/audio/speech-segments'

/** Our own ear on the caller's line: tells how much voice there is in what the caller is saying, as it grows. */
export interface CallerEar {
  hear(audio: PassingAudio): void
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
      const levelDb = audio.levelDb()
      // Frames are of any length: the detector counts in its own.
      for (unheardMs += audio.ms; unheardMs >= FRAME_MS; unheardMs -= FRAME_MS) frame(levelDb)
    },
  }
}
