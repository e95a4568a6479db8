import { FRAME_SAMPLES } from '@frontdesk/audio/mulaw'

/** The four mu-law codes next to zero: about -75 dBFS, a quiet room. */
const codes = [0xff, 0xfe, 0x7f, 0x7e] as const

/** Frames of faint noise, the same every time: no telephone sends digital silence. */
export function comfortNoise(): () => Uint8Array {
  let state = 0x2545_f491
  return () => {
    const frame = new Uint8Array(FRAME_SAMPLES)
    for (let i = 0; i < frame.length; i++) {
      // xorshift32
      state ^= state << 13
      state ^= state >>> 17
      state ^= state << 5
      frame[i] = codes[state & 3] ?? 0xff
    }
    return frame
  }
}
