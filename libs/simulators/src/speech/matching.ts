import { type Alignment, align, type Corridor } from './alignment.ts'
import type { Heard, LexiconEntry } from './lexicon-entry.ts'

/** What was heard, laid on an utterance of the lexicon, from `startMs` to `endMs` of it. */
export type Match = { entry: LexiconEntry; score: number; startMs: number; endMs: number }

/** So many of the coarse pass's best are looked at closely. */
const FINALISTS = 12
/**
 * Where the coarse pass gives up on an utterance. The right one never needed a slack of more than 3, whatever was done to
 * the sound; most others are past 15 within half a second.
 */
const HOPELESS = { slack: 15, perRow: 5 }
/** Nobody speaks a known line more slowly than this. */
const SLOWEST = 1.7
const CORRIDOR_MS = 300
/** A right sentence with one wrong word is a wrong sentence. */
const WORST_WINDOW_WEIGHT = 0.4

/** The best of the lexicon, best first; a score below 1 is a clean hearing, above 5 something else was said. */
export function matches(heard: Heard, lexicon: Iterable<LexiconEntry>): Match[] {
  return roughMatches(heard, lexicon)
    .sort((a, b) => a.rough.cost - b.rough.cost)
    .slice(0, FINALISTS)
    .map(({ entry, rough }) => closeMatch(heard, entry, rough))
    .filter((match) => match !== undefined)
    .sort((a, b) => a.score - b.score)
}

function roughMatches(heard: Heard, lexicon: Iterable<LexiconEntry>): { entry: LexiconEntry; rough: Alignment }[] {
  const found: { entry: LexiconEntry; rough: Alignment }[] = []
  for (const entry of lexicon) {
    if (entry.durationMs * SLOWEST < heard.durationMs) continue
    const rough = align(heard.coarse, entry.coarse.known, entry.coarse.edges, { hopeless: HOPELESS })
    if (rough) found.push({ entry, rough })
  }
  return found
}

function closeMatch(heard: Heard, entry: LexiconEntry, rough: Alignment): Match | undefined {
  const { known, edges } = entry.fine
  const alignment = align(heard.fine, known, edges, { corridor: corridorAlong(rough.path, heard, entry) })
  if (!alignment) return undefined
  return {
    entry,
    score: alignment.cost + WORST_WINDOW_WEIGHT * alignment.worstCost,
    startMs: (alignment.path[0] as number) * known.hopMs,
    endMs: ((alignment.path.at(-1) as number) + 1) * known.hopMs,
  }
}

/** The close look keeps within `CORRIDOR_MS` of the rough path. */
function corridorAlong(path: Int32Array, { fine, coarse }: Heard, entry: LexiconEntry): Corridor {
  const rowsEach = coarse.hopMs / fine.hopMs
  const knownEach = entry.coarse.known.hopMs / entry.fine.known.hopMs
  const reach = CORRIDOR_MS / entry.fine.known.hopMs
  const first = Int32Array.from({ length: fine.frames }, (_, row) => {
    const at = Math.min(path.length - 1, row / rowsEach)
    const left = path[Math.floor(at)] as number
    const right = path[Math.ceil(at)] as number
    return Math.max(0, Math.round((left + (at % 1) * (right - left)) * knownEach) - reach)
  })
  return { first, width: 2 * reach + 1 }
}
