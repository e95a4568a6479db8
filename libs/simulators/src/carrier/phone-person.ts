import { FRAME_MS, FRAME_SAMPLES } from '@frontdesk/audio/mulaw'
import type { Party, PhoneLine, PhoneOptions } from './party.ts'
import { frameAt, silentFrame } from './tones.ts'

/** A person who says one thing, perhaps presses keys, and stays on the line: see `PhoneOptions`. */
export function phonePerson({ says, presses, hangsUpAfterMs }: PhoneOptions): Party {
  const audio = says ?? new Uint8Array()
  const saysFrames = Math.ceil(audio.length / FRAME_SAMPLES)
  let line: PhoneLine | undefined
  let frames = 0
  return {
    connected(opened) {
      line = opened
    },
    exchange() {
      const at = frames++
      if (at === saysFrames) for (const digit of presses ?? '') line?.press(digit)
      if (hangsUpAfterMs !== undefined && at * FRAME_MS >= hangsUpAfterMs) line?.hangUp()
      return at < saysFrames ? frameAt(audio, at * FRAME_SAMPLES) : silentFrame
    },
    disconnected() {
      line = undefined
    },
  }
}
