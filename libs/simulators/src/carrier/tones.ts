import { encodeMulaw, FRAME_MS, FRAME_SAMPLES, MULAW_SILENCE, SAMPLE_RATE } from '@frontdesk/audio/mulaw'

export const silentFrame: Uint8Array = new Uint8Array(FRAME_SAMPLES).fill(MULAW_SILENCE)

/** Mu-law at 8 kHz; the level is that of an ordinary voice. */
export function tone(hz: number, ms: number): Uint8Array {
  const samples = Int16Array.from({ length: (ms * SAMPLE_RATE) / 1000 }, (_, index) =>
    Math.round(4_000 * Math.sin((2 * Math.PI * hz * index) / SAMPLE_RATE)),
  )
  return encodeMulaw(samples)
}

/** 425 Hz, 1 s on and 4 s off: what a caller in most of Europe hears while a phone rings. */
const RING_ON_MS = 1_000
const RING_PERIOD_MS = 5_000
const ringing = tone(425, RING_ON_MS)

export function ringbackFrame(frameIndex: number): Uint8Array {
  const atMs = (frameIndex * FRAME_MS) % RING_PERIOD_MS
  if (atMs >= RING_ON_MS) return silentFrame
  const start = (atMs * SAMPLE_RATE) / 1000
  return ringing.subarray(start, start + FRAME_SAMPLES)
}

/** The frame that starts at `offset`, filled up with silence at the end of the audio. */
export function frameAt(audio: Uint8Array, offset: number): Uint8Array {
  if (offset + FRAME_SAMPLES <= audio.length) return audio.subarray(offset, offset + FRAME_SAMPLES)
  const frame = Uint8Array.from(silentFrame)
  if (offset < audio.length) frame.set(audio.subarray(offset))
  return frame
}
