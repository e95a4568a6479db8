import type { CallState } from './call-state.ts'
import { runs } from './playback.ts'
import { isOwed } from './reply-turns.ts'

/**
 * Whose turn the silence on the line is, and for how long (I7). It looks on from beside the conversation: after everything
 * that happens it is told how the call stands now, and one timer is set to the moment at which something must be said.
 *
 * The caller *waits* while we owe an answer: because the model thinks, a tool runs, or there is no model. They hear "one
 * moment, please" before three seconds of it are over, and again if it goes on; what the model does not answer at all is lost
 * and asked of another session (see decide-responses.ts). The *caller is silent* when nobody owes anything and everything was
 * heard: they are asked whether they are there, and in the end said goodbye to. And while the *agent speaks* without the
 * caller saying a word, its monologue is measured.
 */
export interface Attention {
  readonly mood: Mood
  /** Since when it is like this; for those who wait: since when there was nothing to hear. */
  readonly sinceMs: number
  /** When the model went away, while it is. */
  readonly awaySinceMs: number
  /** Fillers since the agent last said anything of its own. */
  readonly fillers: number
  /** Questions whether the caller is there, since they last said anything. */
  readonly asks: number
  /** How long the agent has spoken since the caller last said anything, without the present piece of it. */
  readonly monologueMs: number
  /** How often it was stopped for that. */
  readonly stops: number
  readonly dueMs: number | undefined
}

export type Mood =
  | 'nothing'
  | 'caller-speaks'
  | 'agent-speaks'
  | 'waits-for-model'
  | 'waits-for-tool'
  | 'model-away'
  | 'caller-silent'

export const attentive: Attention = {
  mood: 'nothing',
  sinceMs: 0,
  awaySinceMs: 0,
  fillers: 0,
  asks: 0,
  monologueMs: 0,
  stops: 0,
  dueMs: undefined,
}

export function moodOf(state: CallState): Mood {
  const { aim, connection } = state
  if (aim.is === 'over' || state.leg !== 'attached') return 'nothing'
  if (state.replies.held) return 'caller-speaks'
  if (runs(state.playback)) return 'agent-speaks'
  // The last words have a watch of their own, and an end.
  if (aim.is === 'hang-up' || aim.is === 'fall-back') return 'nothing'
  if (connection.is === 'connecting' || connection.is === 'pausing') return 'model-away'
  if (connection.is !== 'ready') return 'nothing'
  // What was said over the agent is answered when its words are known.
  if (isOwed(state.replies) || state.interruption.awaited.length > 0) return 'waits-for-model'
  if (state.tools.open.some((tool) => tool.is === 'asked')) return 'waits-for-tool'
  return aim.is === 'talk' ? 'caller-silent' : 'waits-for-model'
}

export const waits = (mood: Mood): boolean =>
  mood === 'waits-for-model' || mood === 'waits-for-tool' || mood === 'model-away'

/** When something must be said, if it stays like this. */
export function dueOf({ rules, session, opening, aim }: CallState, attention: Attention): number | undefined {
  const { settings, limits } = rules
  const { mood, sinceMs, awaySinceMs, fillers } = attention
  if (mood === 'agent-speaks') {
    return aim.is === 'talk' ? sinceMs + limits.longestMonologueMs - attention.monologueMs : undefined
  }
  if (mood === 'caller-silent') return sinceMs + limits.askWhenSilentMs
  if (!waits(mood)) return undefined
  if (fillers > 0) return sinceMs + settings.fillerAgainMs
  if (mood === 'waits-for-tool') return sinceMs + settings.toolFillerAfterMs
  const thinksUntilMs = sinceMs + settings.fillerAfterMs
  const isFirst = session <= 1 && opening === 'greet'
  return mood === 'waits-for-model' || isFirst
    ? thinksUntilMs
    : Math.min(thinksUntilMs, awaySinceMs + settings.reconnectFillerAfterMs)
}
