import type { CallState } from './call-state.ts'
import type { Effect } from './effect.ts'

export interface Decision {
  readonly state: CallState
  readonly effects: readonly Effect[]
}

export const stay = (state: CallState): Decision => ({ state, effects: [] })
export const doing = (state: CallState, ...effects: readonly Effect[]): Decision => ({ state, effects })
export const note = (what: string, count?: number): Effect => ({
  do: 'journal',
  entry: { kind: 'noted', what, ...(count === undefined ? {} : { count }) },
})

/** Decides step by step: each step sees the state that the one before left; the effects follow each other. */
export function inTurn(state: CallState, ...steps: readonly ((state: CallState) => Decision)[]): Decision {
  let so: Decision = stay(state)
  for (const step of steps) {
    const then = step(so.state)
    so = { state: then.state, effects: followed(so.effects, then.effects) }
  }
  return so
}

/** Most steps do nothing, many times a second. */
function followed(first: readonly Effect[], then: readonly Effect[]): readonly Effect[] {
  if (then.length === 0) return first
  return first.length === 0 ? then : [...first, ...then]
}
