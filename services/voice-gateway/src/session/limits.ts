import type { Line } from '@frontdesk/line'
import type { PriceTable } from '@frontdesk/prices'
import { usageMicros } from '@frontdesk/prices/spent'
import type { JournalEntry } from '@frontdesk/records'
import type { CallState } from './call-state.ts'
import { type Decision, doing, followedBy, inTurn, note, stay } from './decision.ts'
import { end } from './ending.ts'
import type { Input } from './input.ts'
import { unheardMs } from './playback.ts'
import { takeTurn } from './replying.ts'
import { exactly, sentence } from './sentences.ts'

/** What a call may take of the business's time and money, by its line. */
export interface CallLimits {
  /** A caller who says nothing is asked after so long, so often. */
  readonly askWhenSilentMs: number
  readonly asksWhenSilent: number
  readonly longestMonologueMs: number
  readonly longestCallMs: number
  /** When the call began, on the gateway's monotonic clock: also before this session of it. */
  readonly startedMs: number
  readonly mostSpentMicros: number
  readonly prices: PriceTable
}

export type Limit = 'longest-call' | 'longest-monologue' | 'most-spent'

/** What the model has cost in this call. Usage without a known price is counted apart: it is never taken for 0 (I10). */
export interface Spending {
  readonly micros: number
  readonly unpriced: number
}
export const nothingSpent: Spending = { micros: 0, unpriced: 0 }

export function callLimits({ call }: Pick<Line, 'call'>, startedMs: number, prices: PriceTable): CallLimits {
  return {
    askWhenSilentMs: call.askWhenSilentSeconds * 1_000,
    asksWhenSilent: call.asksWhenSilent,
    longestMonologueMs: call.longestMonologueSeconds * 1_000,
    longestCallMs: call.longestMinutes * 60_000,
    startedMs,
    mostSpentMicros: Math.round(call.mostSpentUsd * 1_000_000),
    prices,
  }
}

/** What a call had cost when its session was lost. */
export const spentBefore = (journal: readonly JournalEntry[], prices: PriceTable): Spending =>
  journal.reduce(
    (spent, entry) => (entry.kind === 'usage' ? add(spent, entry.model, entry.usage, prices) : spent),
    nothingSpent,
  )

function add(spent: Spending, model: string, usage: unknown, prices: PriceTable): Spending {
  const micros = usageMicros(model, usage, prices)
  return micros === undefined ? { ...spent, unpriced: spent.unpriced + 1 } : { ...spent, micros: spent.micros + micros }
}

/** What was decided, with the limits watched over that time and money set. */
export function limited(input: Input, decided: Decision): Decision {
  if (decided.state.aim.is === 'over') return decided
  if (input.kind === 'leg-attached') return followedBy(decided, watchLength(decided.state, input.atMs))
  if (input.kind === 'model' && input.event.kind === 'usage') {
    const { model, usage } = input.event
    return followedBy(decided, countSpending(decided.state, model, usage, input.atMs))
  }
  return decided
}

function watchLength(state: CallState, atMs: number): Decision {
  const { longestCallMs, startedMs } = state.rules.limits
  return doing(state, {
    do: 'set-timer',
    timer: 'longest-call',
    ms: Math.max(0, Math.ceil(startedMs + longestCallMs - atMs)),
  })
}

function countSpending(state: CallState, model: string, usage: unknown, atMs: number): Decision {
  const { prices, mostSpentMicros } = state.rules.limits
  const spent = add(state.spent, model, usage, prices)
  const isFirstUnpriced = spent.unpriced === 1 && state.spent.unpriced === 0
  return inTurn(
    { ...state, spent },
    (s) => (isFirstUnpriced ? doing(s, note('price-unknown')) : stay(s)),
    (s) => (spent.micros >= mostSpentMicros ? reachLimit(s, 'most-spent', atMs) : stay(s)),
  )
}

/** A call that is about to end may yet go on: it is looked at again. */
export const onLongestCall = (state: CallState, atMs: number): Decision =>
  state.aim.is === 'talk'
    ? reachLimit(state, 'longest-call', atMs)
    : doing(state, { do: 'set-timer', timer: 'longest-call', ms: state.rules.settings.goodbyeWithinMs })

/**
 * The call has taken what it may. The agent says one sentence behind what it is saying, and then the line's fallback follows.
 * A call that is about to end, or to be put through, is let do so.
 */
export function reachLimit(state: CallState, limit: Limit, atMs: number): Decision {
  if (state.aim.is !== 'talk') return stay(state)
  const aiming: CallState = { ...state, aim: { is: 'fall-back', limit } }
  if (state.connection.is !== 'ready' || state.leg !== 'attached') {
    return inTurn(
      aiming,
      (s) => doing(s, note(`limit-${limit}`)),
      (s) => end(s, { end: 'limit', limit }),
    )
  }
  // In place of any answer that is wanted: nothing more is talked about.
  const wanted = { say: exactly(sentence('limitReached', state.language)) }
  const ms = Math.ceil(unheardMs(state.playback)) + state.rules.settings.goodbyeWithinMs
  return inTurn(
    { ...aiming, replies: { ...state.replies, wanted, held: false } },
    (s) => doing(s, note(`limit-${limit}`), { do: 'set-timer', timer: 'goodbye', ms }),
    (s) => takeTurn(s, atMs),
  )
}
