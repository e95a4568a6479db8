import { FRAME_MS, FRAME_SAMPLES } from '@frontdesk/audio/mulaw'
import type { Party, PhoneLine, PhoneOptions } from './party.ts'
import { frameAt, silentFrame } from './tones.ts'

/** A person who says one thing, perhaps presses keys, and stays on the line: see `PhoneOptions`. */
export function phonePerson(options: PhoneOptions): Party {
  const { says: audio = new Uint8Array(), saysAfterMs = 0, presses = '', hangsUpAfterMs } = options
  const saysFrom = Math.floor(saysAfterMs / FRAME_MS)
  const saysTo = saysFrom + Math.ceil(audio.length / FRAME_SAMPLES)
  const pressesAt = options.pressesAfterMs === undefined ? saysTo : Math.floor(options.pressesAfterMs / FRAME_MS)
  let line: PhoneLine | undefined
  let frames = 0
  return {
    connected(opened) {
      line = opened
    },
    exchange() {
      const at = frames++
      if (at === pressesAt) for (const digit of presses) line?.press(digit)
      if (hangsUpAfterMs !== undefined && at * FRAME_MS >= hangsUpAfterMs) line?.hangUp()
      return at >= saysFrom && at < saysTo ? frameAt(audio, (at - saysFrom) * FRAME_SAMPLES) : silentFrame
    },
    disconnected() {
      line = undefined
    },
  }
}
