import { slice } from './features.ts'
import {
  END_FREE_MS,
  type Heard,
  heardUtterance,
  type LexiconEntry,
  lexiconEntry,
  START_MOST_MS,
  soundsOf,
  withCoarse,
} from './lexicon-entry.ts'
import { type Match, matches } from './matching.ts'
import { type Span, wordsBetween } from './spoken-words.ts'

export type Recognition = {
  text: string
  /** From 0.5, just believed, to 1. */
  confidence: number
  /** True when only a part of a known utterance was heard, or something unknown beside it: `text` is what was understood. */
  partial: boolean
}

/** Above this score something else was said. */
const WORST_SCORE = 4.6
/** A part proves less than a whole, and a part beside something unknown less again. */
const WORST_PARTIAL_SCORE = 3.4
const WORST_PARTIAL_SCORE_IN_PIECES = 2
const SHORTEST_MS = 120
const SHORTEST_PARTIAL_MS = 300
/** An utterance of the lexicon has seldom more phrases than this between its pauses. */
const MOST_PHRASES = 5
/** "Tuesday at ten" is more likely that than the middle of "on Tuesday at ten, please". */
const WHOLE_ADVANTAGE = 0.8
/** Two matches closer than this are the same good. */
const TIE = 0.25

/**
 * The utterances that can be understood, and the understanding: what is heard is compared with all of them. What is not one
 * of them is taken apart at its pauses and understood piece by piece, because two sentences may come in one breath. Holds
 * at most `mostEntries`; the one learned longest ago makes room.
 */
export class Lexicon {
  readonly #entries = new Map<string, LexiconEntry>()
  readonly #mostEntries: number

  constructor(mostEntries: number) {
    this.#mostEntries = mostEntries
  }

  get size(): number {
    return this.#entries.size
  }

  /** False when there is no speech in the audio. `key` names the audio; another text for it replaces the first. */
  learn(key: string, text: string, mulaw: Uint8Array): boolean {
    const known = this.#entries.get(key)
    const entry = known?.text === text ? known : lexiconEntry(text, mulaw)
    if (!entry) return false
    this.#entries.delete(key)
    this.#entries.set(key, entry)
    const [oldest] = this.#entries.keys()
    if (this.#entries.size > this.#mostEntries && oldest !== undefined) this.#entries.delete(oldest)
    return true
  }

  recognise(mulaw: Uint8Array): Recognition | undefined {
    const heard = heardUtterance(mulaw)
    if (!heard) return undefined
    return this.#recogniseWhole(heard, WORST_PARTIAL_SCORE) ?? this.#recognisePieces(heard)
  }

  #recogniseWhole(heard: Heard, worstPartialScore: number): Recognition | undefined {
    if (heard.durationMs < SHORTEST_MS) return undefined
    return believe(heard, matches(heard, this.#entries.values()), worstPartialScore)
  }

  /** From left to right, the longest run of phrases that is an utterance; a phrase that begins none is passed over. */
  #recognisePieces(heard: Heard): Recognition | undefined {
    const phrases = soundsOf(heard.fine)
    const understood: Recognition[] = []
    let missed = false
    for (let from = 0; from < phrases.length; ) {
      const most = Math.min(MOST_PHRASES, phrases.length - from)
      const run = this.#longestRun(heard, phrases.slice(from, from + most), phrases.length)
      if (run) understood.push(run.recognition)
      else missed = true
      from += run?.phrases ?? 1
    }
    return understood.length > 0 ? joined(understood, missed) : undefined
  }

  #longestRun(heard: Heard, phrases: Span[], all: number): { phrases: number; recognition: Recognition } | undefined {
    for (let count = phrases.length; count > 0; count--) {
      // All of it was tried before it was taken apart.
      if (count === all) continue
      const { startMs } = phrases[0] as Span
      const { endMs } = phrases[count - 1] as Span
      const { hopMs } = heard.fine
      const piece = withCoarse(slice(heard.fine, startMs / hopMs, endMs / hopMs))
      const recognition = this.#recogniseWhole(piece, WORST_PARTIAL_SCORE_IN_PIECES)
      if (recognition) return { phrases: count, recognition }
    }
    return undefined
  }
}

function joined(understood: readonly Recognition[], missed: boolean): Recognition {
  return {
    text: understood.map(({ text }) => text).join(' '),
    confidence: Math.min(...understood.map(({ confidence }) => confidence)),
    partial: missed || understood.some(({ partial }) => partial),
  }
}

function believe(heard: Heard, found: Match[], worstPartialScore: number): Recognition | undefined {
  const [nearest] = found
  if (!nearest) return undefined
  const best = found.find((match) => isWhole(match) && match.score < nearest.score + WHOLE_ADVANTAGE) ?? nearest
  const whole = isWhole(best)
  const limit = whole ? WORST_SCORE : worstPartialScore
  if (best.score > limit || (!whole && heard.durationMs < SHORTEST_PARTIAL_MS)) return undefined
  const text = whole ? best.entry.text : sharedPart(found.filter(({ score }) => score < best.score + TIE))
  return text ? { text, confidence: 1 - (0.5 * best.score) / limit, partial: !whole } : undefined
}

function isWhole({ entry, startMs, endMs }: Match): boolean {
  return startMs <= START_MOST_MS && entry.durationMs - endMs <= END_FREE_MS
}

/** Several utterances may begin alike, and what was heard may end before they part: only what they share was said. */
function sharedPart(found: readonly Match[]): string {
  const parts = found.map(({ entry, startMs, endMs }) => {
    return wordsBetween(entry.words, { startMs: startMs <= START_MOST_MS ? 0 : startMs, endMs })
  })
  const [best = []] = parts
  const parted = best.findIndex((word, i) => parts.some((part) => bare(part[i]) !== bare(word)))
  return (parted > 0 ? best.slice(0, parted) : best).join(' ').replace(/[,;:–-]+$/, '')
}

function bare(word: string | undefined): string | undefined {
  return word?.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
}
