import { base64Ms } from '@frontdesk/audio/mulaw'

/** The newest of what the caller said, up to so many milliseconds (I6). */
export interface KeptAudio {
  keep(audio: string): void
  /** All of it in order; nothing is kept any more. */
  take(): readonly string[]
  /** Milliseconds that went, oldest first, since there was no room. */
  readonly droppedMs: number
}

export function keptAudio(mostMs: number): KeptAudio {
  let kept: string[] = []
  let heldMs = 0
  let droppedMs = 0
  return {
    keep(audio) {
      kept.push(audio)
      heldMs += base64Ms(audio)
      while (heldMs > mostMs) {
        const oldestMs = base64Ms(kept.shift() ?? '')
        heldMs -= oldestMs
        droppedMs += oldestMs
      }
    },
    take() {
      const all = kept
      kept = []
      heldMs = 0
      return all
    },
    get droppedMs() {
      return droppedMs
    },
  }
}
