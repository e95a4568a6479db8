import type { Edges } from './alignment.ts'
import { type Features, features, pooled } from './features.ts'
import { type Span, type SpokenWord, spokenWords } from './spoken-words.ts'

/** One utterance that the recogniser knows: its text, where its words are, and its sound at two resolutions. */
export type LexiconEntry = {
  text: string
  words: SpokenWord[]
  durationMs: number
  fine: Resolution
  coarse: Resolution
}

export type Resolution = { known: Features; edges: Edges }

/** A heard utterance has half as many rows a second as the templates: see `align`. */
export type Heard = { fine: Features; coarse: Features; durationMs: number }

const KNOWN_HOP_MS = 10
const HEARD_HOP_MS = 20
/** A coarse row is the mean of 80 ms. */
const COARSE_MS = 80
/** A silence this long within an utterance is a pause. */
export const PAUSE_MS = 150

/** What may be missing from the start without a price, and at most. */
const START_FREE_MS = 60
export const START_MOST_MS = 420
/** An end this close to the template's is its end. */
export const END_FREE_MS = 200
// Prices of an open end in units of a 20-ms row's cost: cheap over a sentence, dear over a word.
const LATE_START_COST = 12
const INNER_START_COST = 25
const EARLY_END_COST = 20

/** Undefined when there is no speech in the audio. */
export function lexiconEntry(text: string, mulaw: Uint8Array): LexiconEntry | undefined {
  const known = features(mulaw, KNOWN_HOP_MS)
  if (!known) return undefined
  const sounds = soundsOf(known)
  const coarse = pooled(known, COARSE_MS / KNOWN_HOP_MS, COARSE_MS / KNOWN_HOP_MS / 2)
  return {
    text,
    words: spokenWords(text, sounds),
    durationMs: known.frames * KNOWN_HOP_MS,
    fine: { known, edges: edges(known, sounds, 1) },
    coarse: { known: coarse, edges: edges(coarse, sounds, HEARD_HOP_MS / COARSE_MS) },
  }
}

/** Undefined when there is no speech in the audio. */
export function heardUtterance(mulaw: Uint8Array): Heard | undefined {
  const fine = features(mulaw, HEARD_HOP_MS)
  return fine && withCoarse(fine)
}

export function withCoarse(fine: Features): Heard {
  const rows = COARSE_MS / HEARD_HOP_MS
  return { fine, coarse: pooled(fine, rows, rows), durationMs: fine.frames * fine.hopMs }
}

/** The stretches of sound between pauses. */
export function soundsOf({ sounding, hopMs }: Features): Span[] {
  const sounds: Span[] = []
  for (let i = 0; i < sounding.length; i++) {
    if (!sounding[i]) continue
    const last = sounds.at(-1)
    if (last && i * hopMs - last.endMs < PAUSE_MS) last.endMs = (i + 1) * hopMs
    else sounds.push({ startMs: i * hopMs, endMs: (i + 1) * hopMs })
  }
  return sounds
}

/** An utterance starts where the template does, a little later when its start was lost, or after one of its pauses. */
function edges({ frames, hopMs }: Features, sounds: readonly Span[], scale: number): Edges {
  const start = new Float32Array(frames).fill(Number.POSITIVE_INFINITY)
  const end = new Float32Array(frames)
  for (let row = 0; row < frames; row++) {
    const atMs = row * hopMs
    const afterPause = sounds.some(({ startMs }) => startMs > 0 && atMs >= startMs - 100 && atMs <= startMs + 200)
    if (atMs <= START_FREE_MS) start[row] = 0
    else if (atMs <= START_MOST_MS) start[row] = LATE_START_COST * scale
    else if (afterPause) start[row] = INNER_START_COST * scale
    end[row] = (frames - row) * hopMs > END_FREE_MS ? EARLY_END_COST * scale : 0
  }
  return { start, end }
}
