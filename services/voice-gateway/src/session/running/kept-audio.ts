import { base64Ms } from '@frontdesk/audio/mulaw'
import { PassingAudio } from '@frontdesk/audio/passing-audio'

/** The newest of what the caller said, up to so many milliseconds (I6). */
export interface KeptAudio {
  keep(audio: PassingAudio | string): void
  /** All of it in order; nothing is kept any more. */
  take(): readonly PassingAudio[]
  /** Milliseconds that went, oldest first, since there was no room. */
  readonly droppedMs: number
}

export function keptAudio(mostMs: number): KeptAudio {
  let kept: string[] = []
  let heldMs = 0
  let droppedMs = 0
  return {
    keep(audio) {
      const text = typeof audio === 'string' ? audio : audio.text()
      kept.push(text)
      heldMs += base64Ms(text)
      while (heldMs > mostMs) {
        const oldestMs = base64Ms(kept.shift() ?? '')
        heldMs -= oldestMs
        droppedMs += oldestMs
      }
    },
    take() {
      const all = kept.map(PassingAudio.of)
      kept = []
      heldMs = 0
      return all
    },
    get droppedMs() {
      return droppedMs
    },
  }
}
