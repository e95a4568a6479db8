import type { CallState } from './call-state.ts'
import { type Decision, doing, followedBy, inTurn, note, stay } from './decision.ts'
import type { Input } from './input.ts'
import { isOwed } from './reply-turns.ts'

/**
 * A model session may last an hour at most, and says nothing before it ends. So it is replaced before, at a moment in which
 * nobody would notice: nobody speaks, nothing is owed, no tool runs, and everything that was said has its words. The successor is
 * opened beside it with what the call holds, and takes its place when it is ready; if the moment has passed by then, the
 * successor is let go and the next moment waited for.
 */
export type Rotation = 'not-due' | 'due' | 'opening'

/** What was decided, and then the rotation of the session if it is due and this the moment. */
export const rotated = (input: Input, decided: Decision): Decision => followedBy(decided, step(decided.state, input))

function step(state: CallState, input: Input): Decision {
  if (state.connection.is !== 'ready' || state.aim.is === 'over') {
    // Whatever opens or closes the session closes its successor with it.
    return state.rotation === 'not-due' ? stay(state) : stay({ ...state, rotation: 'not-due' })
  }
  if (input.kind === 'model' && input.event.kind === 'ready') return watch({ ...state, rotation: 'not-due' })
  if (input.kind === 'timer' && input.timer === 'rotate') return open({ ...state, rotation: 'due' }, input.atMs)
  if (state.rotation === 'due') return open(state, input.atMs)
  if (state.rotation !== 'opening') return stay(state)
  if (input.kind === 'successor-ended') return again(state)
  if (!isQuiet(state, input.atMs)) return doing({ ...state, rotation: 'due' }, { do: 'drop-successor' })
  return input.kind === 'successor-ready' ? adopt(state) : stay(state)
}

const watch = (state: CallState): Decision =>
  doing(state, { do: 'set-timer', timer: 'rotate', ms: state.rules.settings.rotateAfterMs })

const again = (state: CallState): Decision =>
  doing({ ...state, rotation: 'not-due' }, note('rotation-failed'), {
    do: 'set-timer',
    timer: 'rotate',
    ms: state.rules.settings.rotateAgainMs,
  })

const open = (state: CallState, atMs: number): Decision =>
  isQuiet(state, atMs) ? doing({ ...state, rotation: 'opening' }, { do: 'open-successor' }) : stay(state)

function adopt(state: CallState): Decision {
  const entry = { kind: 'session-started', model: state.rules.model, resumed: true } as const
  return inTurn(
    { ...state, session: state.session + 1, rotation: 'not-due' as const, clips: { ...state.clips, asked: [] } },
    (s) => doing(s, { do: 'adopt-successor' }, note('rotated'), { do: 'journal', entry }),
    watch,
  )
}

/** The words of an utterance that do not come by then will not come. */
const wordsWithinMs = 10_000

function isQuiet(state: CallState, atMs: number): boolean {
  const { replies, playback, tools, caller } = state
  const isTalking = state.aim.is === 'talk' && state.opening === 'done' && state.leg === 'attached'
  const wordsMissing = caller.began.values().some((beganMs) => atMs - beganMs < wordsWithinMs)
  const nobodySpeaks = !replies.held && !isOwed(replies) && playback.items.length === 0
  return isTalking && nobodySpeaks && tools.open.length === 0 && !wordsMissing
}
