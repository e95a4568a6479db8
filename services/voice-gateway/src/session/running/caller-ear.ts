import { FRAME_MS } from '@frontdesk/audio/mulaw'
import type { PassingAudio } from '@frontdesk/audio/passing-audio'
import { SpeechDetector } from '@frontdesk/audio/speech-segments'

/** Told when it grew by so much: a conversation decides about a digest, not about frames. */
const tellEveryMs = 100
/** As long as the model takes to hold a turn for over. */
const silenceMs = 500

/** Our own ear on the caller's line: tells how much voice there is in what the caller is saying, as it grows. */
export class CallerEar {
  readonly #detector = new SpeechDetector({ minSilenceMs: silenceMs })
  readonly #onVoice: (voicedMs: number) => void
  #unheardMs = 0
  #voicedMs = 0
  #toldMs = 0

  /** `onVoice`: the voice of this utterance so far, gaps left out; 0 once it is over. */
  constructor(onVoice: (voicedMs: number) => void) {
    this.#onVoice = onVoice
  }

  hear(audio: PassingAudio): void {
    const levelDb = audio.levelDb()
    // Frames are of any length: the detector counts in its own.
    for (this.#unheardMs += audio.ms; this.#unheardMs >= FRAME_MS; this.#unheardMs -= FRAME_MS) this.#hearFrame(levelDb)
  }

  #hearFrame(db: number): void {
    const edge = this.#detector.feedLevel(db)
    if (edge?.kind === 'stopped') {
      this.#voicedMs = 0
      this.#toldMs = 0
      this.#onVoice(0)
      return
    }
    if (edge?.kind === 'started') this.#voicedMs = this.#detector.heardMs - edge.atMs
    else if (this.#detector.speaking && this.#detector.quietMs === 0) this.#voicedMs += FRAME_MS
    if (this.#voicedMs - this.#toldMs < tellEveryMs) return
    this.#toldMs = this.#voicedMs - (this.#voicedMs % tellEveryMs)
    this.#onVoice(this.#voicedMs)
  }
}
