import type { CallState } from './call-state.ts'
import type { Effect } from './effect.ts'

export interface Decision {
  readonly state: CallState
  readonly effects: readonly Effect[]
}

const nothing: readonly Effect[] = []

export const stay = (state: CallState): Decision => ({ state, effects: nothing })
export const doing = (state: CallState, ...effects: readonly Effect[]): Decision => ({ state, effects })
export const note = (what: string, count?: number): Effect => ({
  do: 'journal',
  entry: { kind: 'noted', what, ...(count === undefined ? {} : { count }) },
})

/** Decides step by step: each step sees the state that the one before left; the effects follow each other. */
export function inTurn(state: CallState, ...steps: readonly ((state: CallState) => Decision)[]): Decision {
  let so: Decision = stay(state)
  for (const step of steps) so = followedBy(so, step(so.state))
  return so
}

/** `then` was decided upon the state that `first` left. Most steps do nothing, many times a second. */
export function followedBy(first: Decision, then: Decision): Decision {
  if (first.effects.length === 0) return then
  if (then.effects.length > 0) return { state: then.state, effects: [...first.effects, ...then.effects] }
  return then.state === first.state ? first : { state: then.state, effects: first.effects }
}
