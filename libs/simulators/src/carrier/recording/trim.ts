import { FRAME_SAMPLES, pcmLevelDb } from '@frontdesk/audio/mulaw'

const QUIETEST_KEPT_DB = -50

/** Without the silence before the first and after the last sound on any channel: what `trim-silence` does to the time axis. */
export function trimSilence(channels: readonly Int16Array[]): Int16Array[] {
  const frames = Math.ceil((channels[0]?.length ?? 0) / FRAME_SAMPLES)
  const isLoud = (frame: number) => channels.some((samples) => pcmLevelDb(frameOf(samples, frame)) > QUIETEST_KEPT_DB)
  let first = 0
  while (first < frames && !isLoud(first)) first++
  let end = frames
  while (end > first && !isLoud(end - 1)) end--
  return channels.map((samples) => samples.slice(first * FRAME_SAMPLES, end * FRAME_SAMPLES))
}

function frameOf(samples: Int16Array, frame: number): Int16Array {
  return samples.subarray(frame * FRAME_SAMPLES, (frame + 1) * FRAME_SAMPLES)
}
