import type { turnHops } from '@frontdesk/records'
import type { CallState } from './call-state.ts'
import type { Decision } from './decision.ts'
import type { Effect, Entry } from './effect.ts'
import type { Input } from './input.ts'
import { itemOf } from './playback.ts'

/**
 * Where the time of each answer goes. It looks on from beside the conversation and decides nothing. A turn is open from the
 * moment in which the caller's utterance is complete until the beginning of the answer was heard, the caller has said the
 * next thing, or the call is over. Only what a response says that began since then is its answer.
 */
export interface TurnTiming {
  readonly stop: Stop | undefined
  readonly turn: OpenTurn | undefined
}

interface Stop {
  readonly stoppedMs: number
  readonly noticedMs: number
}

interface OpenTurn extends Stop {
  readonly itemId: string
  readonly begunMs: number | undefined
  /** Responses that began since, newest last. */
  readonly responses: readonly string[]
  /** How long tools have run since the first of them began, and since when one runs now. */
  readonly toolsMs: number
  readonly toolsSinceMs: number | undefined
  readonly voice: Voice | undefined
}

interface Voice {
  readonly itemId: string
  readonly audioMs: number
  readonly sent: { readonly atMs: number; readonly mark: string } | undefined
  readonly heardMs: number | undefined
}

export const untimed: TurnTiming = { stop: undefined, turn: undefined }

/** I6: an answer takes a handful of responses. */
const maxResponses = 32

/** What was decided, with the timing of it: the turn that this brings to its end goes to the journal. */
export function timed(input: Input, decided: Decision): Decision {
  const { state, effects } = decided
  const { timing, closed } = look(state.timing, input, state)
  if (timing === state.timing) return decided
  const after: CallState = { ...state, timing }
  return closed === undefined
    ? { state: after, effects }
    : { state: after, effects: [...effects, timingEffect(closed)] }
}

interface Looked {
  readonly timing: TurnTiming
  readonly closed?: OpenTurn
}

function look(timing: TurnTiming, input: Input, state: CallState): Looked {
  const isOver = state.aim.is === 'over'
  if (isOver && timing.turn === undefined) return { timing }
  if (input.kind === 'model' && input.event.kind === 'speech-stopped') {
    return { timing: { ...timing, stop: { stoppedMs: input.atMs - input.event.silentMs, noticedMs: input.atMs } } }
  }
  if (input.kind === 'model' && input.event.kind === 'turn-committed') {
    const { itemId } = input.event
    // Said over the agent and short: it may want no answer, and the turn before it still does.
    if (state.interruption.awaited.some((each) => each.itemId === itemId))
      return { timing: { ...timing, stop: undefined } }
    const turn = opened(input.event.itemId, timing.stop ?? { stoppedMs: input.atMs, noticedMs: input.atMs })
    const next: TurnTiming = { stop: undefined, turn }
    return timing.turn === undefined ? { timing: next } : { timing: next, closed: timing.turn }
  }
  if (timing.turn === undefined) return { timing }
  const turn = withTools(passed(timing.turn, input, state), input.atMs, state)
  if (turn.voice?.heardMs !== undefined || isOver) {
    return { timing: { ...timing, turn: undefined }, closed: turn }
  }
  return turn === timing.turn ? { timing } : { timing: { ...timing, turn } }
}

const opened = (itemId: string, stop: Stop): OpenTurn => ({
  itemId,
  ...stop,
  begunMs: undefined,
  responses: [],
  toolsMs: 0,
  toolsSinceMs: undefined,
  voice: undefined,
})

/** The milestone that this is, if it is one. */
function passed(turn: OpenTurn, input: Input, state: CallState): OpenTurn {
  const { voice } = turn
  const { atMs } = input
  if (input.kind === 'model' && voice === undefined) {
    const { event } = input
    if (event.kind === 'response-started') {
      const responses = [...turn.responses, event.responseId].slice(-maxResponses)
      return { ...turn, begunMs: turn.begunMs ?? atMs, responses }
    }
    if (event.kind !== 'audio' || !turn.responses.includes(event.responseId)) return turn
    if (itemOf(state.playback, event.itemId) === undefined) return turn
    return { ...turn, voice: { itemId: event.itemId, audioMs: atMs, sent: undefined, heardMs: undefined } }
  }
  if (voice === undefined) return turn
  if (input.kind === 'piece-sent' && voice.sent === undefined && input.piece.itemId === voice.itemId) {
    return { ...turn, voice: { ...voice, sent: { atMs, mark: input.piece.mark } } }
  }
  if (input.kind === 'leg' && input.event.kind === 'mark' && isHeard(voice, input.event.name, state)) {
    return { ...turn, voice: { ...voice, heardMs: atMs } }
  }
  return turn
}

/** A later mark speaks for the first piece as well; the echo that a clear causes speaks for nothing. */
function isHeard({ itemId, sent }: Voice, mark: string, state: CallState): boolean {
  if (sent === undefined || state.cutItems.includes(itemId)) return false
  return mark === sent.mark || (itemOf(state.playback, itemId)?.heardMs ?? 0) > 0
}

/** Time in which a tool of this turn runs that the answer waits for. */
function withTools(turn: OpenTurn, atMs: number, { tools }: CallState): OpenTurn {
  const since = turn.toolsSinceMs
  const waits =
    turn.voice === undefined &&
    turn.begunMs !== undefined &&
    tools.open.some(({ is, askedAtMs }) => is === 'asked' && askedAtMs >= turn.noticedMs)
  if (waits) return since === undefined ? { ...turn, toolsSinceMs: atMs } : turn
  return since === undefined ? turn : { ...turn, toolsSinceMs: undefined, toolsMs: turn.toolsMs + atMs - since }
}

type Hops = Partial<Record<(typeof turnHops)[number], number>>

/** Milestones are rounded and hops are what lies between them, so that the hops sum to the whole. */
function timingEffect(turn: OpenTurn): Effect {
  const { stoppedMs, noticedMs, begunMs, voice } = turn
  let wholeMs = 0
  const hop = (untilMs: number): number => {
    const beforeMs = wholeMs
    wholeMs = Math.max(beforeMs, Math.round(untilMs - stoppedMs))
    return wholeMs - beforeMs
  }
  const hops: Hops = { notice: hop(noticedMs) }
  if (begunMs !== undefined) hops.begin = hop(begunMs)
  if (voice !== undefined) {
    const untilVoiceMs = hop(voice.audioMs)
    hops.tools = Math.min(untilVoiceMs, Math.round(turn.toolsMs))
    hops.voice = untilVoiceMs - hops.tools
    if (voice.sent !== undefined) hops.send = hop(voice.sent.atMs)
    if (voice.heardMs !== undefined) hops.hear = hop(voice.heardMs)
  }
  const entry: Entry = { kind: 'turn-timing', itemId: turn.itemId, ms: wholeMs, hops }
  return { do: 'journal', entry }
}
