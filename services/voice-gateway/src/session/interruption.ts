import { BYTES_PER_MS } from '@frontdesk/audio/mulaw'
import type { CallState } from './call-state.ts'
import { heardBy, type ItemAccount, itemOf, runs } from './playback.ts'
import { heardWords } from './transcript.ts'

/**
 * Who speaks over the agent may mean to stop it, or only to show that they listen; a cough means nothing. An utterance that
 * begins while the agent is heard is *undecided*: the agent goes on. It is meant as soon as it holds enough voice (by our own
 * ear, while the model hears speech too: a door slams loudly, but no model takes it for speech). One that ends before is short, and
 * is judged by its words when they come: the agent goes on until then.
 *
 * What was stopped for an utterance that turns out to be nothing, or a long "mm-hm", goes on where it was cut: with the very audio
 * that was cleared, at once and without a response of the model, which is told in words that the rest was heard after all.
 */
export interface Interruption {
  /** How much voice there is in what the caller is saying, by our own ear; 0 in silence. */
  readonly voicedMs: number
  /** When it ended, within the utterance that is going on. */
  readonly voiceEndedMs?: number
  /** The utterance over the agent that is being spoken. */
  readonly over?: Overlap
  /** Those that are complete, and whose words are waited for. */
  readonly awaited: readonly Awaited[]
  readonly cut?: Cut
  readonly greetingItemId?: string
  /** When the agent was last heard to the end of what it said. */
  readonly quietSinceMs: number
}

export interface Overlap {
  readonly itemId: string
  readonly voicedMs: number
  /** The agent was stopped for it. */
  readonly stopped: boolean
  /** It began over the agent's goodbye, which is one again if it means nothing. */
  readonly overGoodbye: boolean
}

export interface Awaited extends Pick<Overlap, 'itemId' | 'overGoodbye'> {
  readonly endedMs: number
}

/** What can be played on. */
export interface Cut {
  readonly items: readonly Rest[]
  /** The response would have said more. */
  readonly isPart: boolean
}

export interface Rest {
  readonly itemId: string
  readonly responseId: string
  readonly ms: number
  readonly text: string
}

export const undisturbed: Interruption = { voicedMs: 0, awaited: [], quietSinceMs: 0 }

/** So much voice is no "mm-hm" and no cough: its words are not waited for before it is answered. */
export const certainMs = 900
/** Without our own ear, e.g. on a loud line, the model's word counts when it has heard speech for so much longer than the minimum. */
export const modelAloneMs = 1_000
/** How long the words of an utterance are waited for: briefly where the agent was stopped for it, since nobody speaks meanwhile. */
export const wordsWithinMs = { stopped: 800, speaking: 2_500 } as const
/** A voice that ended so long ago, and the model has not committed the turn: it never will. */
export const turnWithinMs = 2_500
/** A "yes" so shortly before the agent's end answers it; said earlier it is a "yes, go on". */
const answerMs = 700
const mostAwaited = 8

/** Our ear's account of the voice: the utterance keeps the most of it. */
export function voiced(before: Interruption, voicedMs: number, atMs: number): Interruption {
  const { over, voiceEndedMs: _, ...rest } = before
  const interruption = { ...rest, voicedMs, ...(voicedMs === 0 ? { voiceEndedMs: atMs } : {}) }
  if (over === undefined) return interruption
  return { ...interruption, over: { ...over, voicedMs: Math.max(over.voicedMs, voicedMs) } }
}

export function begun(
  { voiceEndedMs: _, ...interruption }: Interruption,
  over: Pick<Overlap, 'itemId' | 'overGoodbye'> | undefined,
): Interruption {
  if (over === undefined) return interruption
  return { ...interruption, over: { ...over, voicedMs: interruption.voicedMs, stopped: false } }
}

/** The utterance is complete; `awaits`: its words will say what it was. */
export function complete(
  { over: _, voiceEndedMs: __, ...rest }: Interruption,
  awaits: Awaited | undefined,
): Interruption {
  return awaits === undefined ? rest : { ...rest, awaited: [...rest.awaited, awaits].slice(-mostAwaited) }
}

/** An answer that is asked for now answers all that was said; there is nothing left to go on with. */
export const answered = ({ cut: _, ...rest }: Interruption): Interruption => ({ ...rest, awaited: [] })

/** Whether the agent may be stopped now. Not in its last words, and not in the greeting as far as the line protects it. */
export const mayBeStopped = (state: CallState, atMs: number): boolean =>
  state.aim.is === 'talk' && state.opening === 'done' && !isProtected(state, atMs)

function isProtected({ playback, interruption, rules }: CallState, atMs: number): boolean {
  const { protectedGreetingMs } = rules.interruption
  const { greetingItemId } = interruption
  if (greetingItemId === undefined || itemOf(playback, greetingItemId) === undefined) return false
  if (protectedGreetingMs === 'whole') return true
  const greeting = heardBy(playback, atMs).find(({ itemId }) => itemId === greetingItemId)
  return (greeting?.heardMs ?? 0) < protectedGreetingMs
}

/** Whether what the caller is saying is meant as an interruption by its length. */
export const isLongEnough = ({ interruption: { over }, rules }: CallState): boolean =>
  over !== undefined && !over.stopped && over.voicedMs >= rules.interruption.minimumMs

/** Whether it takes the words to know what a complete utterance was. */
export function needsWords(state: CallState, over: Overlap): boolean {
  if (over.stopped) return state.interruption.cut !== undefined && over.voicedMs < certainMs
  return runs(state.playback)
}

/** Whether the agent spoke on for long enough behind a "yes" for it not to be the answer. */
export function spokeOn({ playback, interruption }: CallState, endedMs: number, atMs: number): boolean {
  const untilMs = runs(playback)
    ? Math.max(atMs, ...heardBy(playback, atMs).map(endOf(atMs)))
    : interruption.quietSinceMs
  return untilMs - endedMs >= answerMs
}

const endOf =
  (atMs: number) =>
  ({ receivedMs, heardMs }: ItemAccount) =>
    atMs + receivedMs - heardMs

/** What was cut off of the items, and the words of it. */
export const restsOf = (cut: readonly ItemAccount[], textOf: (itemId: string) => string | undefined): readonly Rest[] =>
  cut.flatMap(({ itemId, responseId, receivedMs, heardMs }) => {
    // Whole bytes: what is played is exactly as long as the account says, or it would never be heard to its end.
    const ms = Math.floor((receivedMs - heardMs) * BYTES_PER_MS) / BYTES_PER_MS
    if (ms < 1) return []
    const text = (textOf(itemId) ?? '').trim()
    return [{ itemId, responseId, ms, text: text.slice(heardWords(text, heardMs, receivedMs).length).trim() }]
  })

/** The name of what is played on of an item. */
export const restId = (itemId: string): string => `${itemId}.rest`
