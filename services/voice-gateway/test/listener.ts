import { FRAME_SAMPLES, MULAW_SILENCE } from '@frontdesk/audio/mulaw'
import type { Party, PhoneLine } from '@frontdesk/simulators/carrier'

/** A caller who says nothing and listens: enough to be greeted, and to notice silence. */
export class Listener implements Party {
  readonly line = Promise.withResolvers<PhoneLine>()
  readonly over = Promise.withResolvers<void>()
  /** Frames of 20 ms in which something was heard. */
  soundFrames = 0
  readonly #silence = new Uint8Array(FRAME_SAMPLES).fill(MULAW_SILENCE)

  connected(line: PhoneLine): void {
    this.line.resolve(line)
  }

  exchange(heard: Uint8Array): Uint8Array {
    if (heard.some((byte) => byte !== MULAW_SILENCE)) this.soundFrames++
    return this.#silence
  }

  disconnected(): void {
    this.over.resolve()
  }
}
