import { FRAME_MS, FRAME_SAMPLES, MULAW_SILENCE } from '@frontdesk/audio/mulaw'
import type { Party, PhoneLine } from '@frontdesk/simulators/carrier'

const silence = new Uint8Array(FRAME_SAMPLES).fill(MULAW_SILENCE)

/** A caller who says what the test has them say, and notes when there was something to hear. */
export class Talker implements Party {
  readonly line = Promise.withResolvers<PhoneLine>()
  readonly over = Promise.withResolvers<void>()
  /** Of each frame of 20 ms, whether it held sound. */
  readonly heard: boolean[] = []
  #saying: Uint8Array = new Uint8Array()

  connected(line: PhoneLine): void {
    this.line.resolve(line)
  }

  /** Speaks from the next frame on. */
  say(audio: Uint8Array): void {
    this.#saying = audio
  }

  exchange(heard: Uint8Array): Uint8Array {
    this.heard.push(heard.some((byte) => byte !== MULAW_SILENCE))
    if (this.#saying.length === 0) return silence
    const frame = new Uint8Array(FRAME_SAMPLES).fill(MULAW_SILENCE)
    frame.set(this.#saying.subarray(0, FRAME_SAMPLES))
    this.#saying = this.#saying.subarray(FRAME_SAMPLES)
    return frame
  }

  disconnected(): void {
    this.over.resolve()
  }

  /** The longest that there was nothing to hear, from the nth frame on until the last sound. */
  longestSilenceMs(fromFrame: number): number {
    let longest = 0
    let frames = 0
    for (const isSound of this.heard.slice(fromFrame, this.heard.lastIndexOf(true) + 1)) {
      frames = isSound ? 0 : frames + 1
      longest = Math.max(longest, frames)
    }
    return longest * FRAME_MS
  }
}
