import { FRAME_MS, FRAME_SAMPLES, pcmLevelDb } from './mulaw.ts'
import { SpeechDetector, speechDetectorDefaults } from './speech-detector.ts'

export { SpeechDetector, type SpeechDetectorOptions, type SpeechEdge } from './speech-detector.ts'

export type SpeechSegment = { startMs: number; endMs: number }

export type SpeechSegmentOptions = {
  minSpeechMs: number
  minSilenceMs: number
  /** Kept around each utterance, as far as the neighbours leave room. */
  padMs: number
  /** A longer utterance is cut at its quietest place. At least 1,000. */
  maxMs: number
}

export const speechSegmentDefaults: SpeechSegmentOptions = {
  minSpeechMs: 100,
  minSilenceMs: 500,
  padMs: 100,
  maxMs: 30_000,
}

/** The utterances in PCM16 mono at 8 kHz, in order and without overlap. */
export function speechSegments(samples: Int16Array, options: Partial<SpeechSegmentOptions> = {}): SpeechSegment[] {
  const settled = { ...speechSegmentDefaults, ...options }
  const levelsDb = frameLevels(samples)
  const bounds = detect(levelsDb, settled).flatMap((segment) => cutLong(segment, levelsDb, settled.maxMs))
  return pad(bounds, settled.padMs, Math.floor((samples.length * FRAME_MS) / FRAME_SAMPLES))
}

function frameLevels(samples: Int16Array): Float64Array {
  const levels = new Float64Array(Math.ceil(samples.length / FRAME_SAMPLES))
  for (let i = 0; i < levels.length; i++) {
    levels[i] = pcmLevelDb(samples.subarray(i * FRAME_SAMPLES, (i + 1) * FRAME_SAMPLES))
  }
  return levels
}

function detect(levelsDb: Float64Array, options: SpeechSegmentOptions): SpeechSegment[] {
  const detector = new SpeechDetector({
    minSpeechMs: options.minSpeechMs,
    minSilenceMs: options.minSilenceMs,
    initialFloorDb: openingFloor(levelsDb),
  })
  const segments: SpeechSegment[] = []
  let startMs: number | undefined
  for (const frameDb of levelsDb) {
    const edge = detector.feedLevel(frameDb)
    if (edge?.kind === 'started') startMs = edge.atMs
    if (edge?.kind === 'stopped' && startMs !== undefined) {
      segments.push({ startMs, endMs: edge.atMs })
      startMs = undefined
    }
  }
  if (startMs !== undefined) segments.push({ startMs, endMs: detector.heardMs - detector.quietMs })
  return segments
}

/**
 * Whoever has the whole recording need not wait for the floor to settle: a recording that opens in steady noise opens with
 * that noise as its floor. Digital silence is left out, it says nothing about the noise under the speech.
 */
function openingFloor(levelsDb: Float64Array): number {
  const opening = levelsDb.slice(0, 500).filter((level) => level > -90)
  const tenth = opening.sort()[Math.floor(opening.length / 10)]
  return Math.max(tenth ?? speechDetectorDefaults.initialFloorDb, speechDetectorDefaults.initialFloorDb)
}

/** Cuts in the last half of what is allowed, so that no piece is tiny, at the quietest 100 ms there. */
function cutLong(segment: SpeechSegment, levelsDb: Float64Array, maxMs: number): SpeechSegment[] {
  const limitMs = Math.max(1000, maxMs)
  const pieces: SpeechSegment[] = []
  let startMs = segment.startMs
  while (segment.endMs - startMs > limitMs) {
    const cutMs = quietestMs(levelsDb, startMs + limitMs / 2, startMs + limitMs)
    pieces.push({ startMs, endMs: cutMs })
    startMs = cutMs
  }
  return [...pieces, { startMs, endMs: segment.endMs }]
}

function quietestMs(levelsDb: Float64Array, fromMs: number, toMs: number): number {
  const windowFrames = 5
  let best = Number.POSITIVE_INFINITY
  let bestFrame = Math.floor(fromMs / FRAME_MS)
  for (let frame = bestFrame; frame + windowFrames <= Math.floor(toMs / FRAME_MS); frame++) {
    let sum = 0
    for (let i = 0; i < windowFrames; i++) sum += levelsDb[frame + i] ?? 0
    if (sum < best) {
      best = sum
      bestFrame = frame
    }
  }
  return (bestFrame + Math.floor(windowFrames / 2)) * FRAME_MS
}

/** Two neighbours that want the same pause share it in the middle. */
function pad(segments: SpeechSegment[], padMs: number, totalMs: number): SpeechSegment[] {
  return segments.map(({ startMs, endMs }, i) => {
    const before = segments[i - 1]?.endMs
    const after = segments[i + 1]?.startMs
    const earliest = before === undefined ? 0 : (before + startMs) / 2
    const latest = after === undefined ? totalMs : (endMs + after) / 2
    return {
      startMs: Math.max(startMs - padMs, Math.ceil(earliest)),
      endMs: Math.min(endMs + padMs, Math.floor(latest)),
    }
  })
}
