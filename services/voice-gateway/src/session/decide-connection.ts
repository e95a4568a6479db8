import type { EndCause } from '../model/voice-model.ts'
import type { CallState } from './call-state.ts'
import { onSessionOver } from './decide-playback.ts'
import { type Decision, doing, inTurn, note, stay } from './decision.ts'
import type { Effect } from './effect.ts'
import { giveUp, journalAgent, settle } from './ending.ts'
import { undisturbed } from './interruption.ts'
import { opens } from './opening.ts'
import { type ItemAccount, runs } from './playback.ts'
import { isOwed, quiet } from './reply-turns.ts'
import { takeTurn, wantReply } from './replying.ts'

/** Begins to connect. The budget runs until a session is ready. */
export function onPrepared(state: CallState): Decision {
  return inTurn(
    state,
    (s) => connect(s, 0),
    (s) => doing(s, budget(s)),
  )
}

/** No caller came: the session is let go, and opened again should one come after all. */
export function onUnused(state: CallState): Decision {
  if (state.leg === 'attached' || state.aim.is === 'over') return stay(state)
  return doing(
    { ...state, connection: { is: 'idle' } },
    { do: 'cancel-timer', timer: 'reconnect' },
    { do: 'cancel-timer', timer: 'reconnect-budget' },
    { do: 'close-model' },
    note('unused'),
  )
}

export function onLegAttached(state: CallState, atMs: number): Decision {
  const attached: CallState = { ...state, leg: 'attached' }
  switch (attached.connection.is) {
    case 'gone':
      return giveUp(attached, attached.connection.cause)
    case 'idle':
      return onPrepared(attached)
    case 'ready':
      return takeTurn(opens(attached) ?? attached, atMs)
    default:
      return stay(attached)
  }
}

/** The session is ready: it learns what happened meanwhile, and whoever waits for an answer gets one. */
export function onReady(state: CallState, atMs: number): Decision {
  if (state.connection.is !== 'connecting') return stay(state)
  const { tries, parked } = state.connection
  const resumed = state.session > 1 || state.opening === 'resume'
  const ready: CallState = { ...state, connection: { is: 'ready', tries } }
  return inTurn(
    ready,
    (s) =>
      doing(
        s,
        { do: 'cancel-timer', timer: 'reconnect-budget' },
        { do: 'journal', entry: { kind: 'session-started', model: s.rules.model, resumed } },
        ...parked.map((text): Effect => ({ do: 'add-context', text })),
      ),
    (s) => takeTurn(s.leg === 'attached' ? (opens(s) ?? s) : s, atMs),
  )
}

/** The session ended without our asking. */
export function onModelEnded(state: CallState, cause: EndCause, code: string): Decision {
  if (cause === 'fatal') return lose(state, code, 'for-good')
  return lose(state, cause === 'expired' ? 'expired' : code, 'session')
}

/**
 * The session is lost. Its successor is told what the call held, and owes the caller the reply that was under way. In its
 * last words a call needs no model any more: what was said is heard to its end.
 */
export function lose(state: CallState, cause: string, how: 'session' | 'for-good'): Decision {
  if (state.connection.is === 'gone' || state.connection.is === 'idle' || state.connection.is === 'pausing')
    return stay(state)
  const tries = state.connection.tries
  const wasReady = state.connection.is === 'ready'
  const underWay = state.playback.items.flatMap((item) => journalSaid(state, item))
  return inTurn(
    afterLoss(state),
    (s) => doing(s, ...(wasReady ? [lost(cause), ...underWay] : [note(`connect-failed.${cause}`)])),
    (s) => doing(s, { do: 'close-model' }, { do: 'cancel-timer', timer: 'reply' }),
    onSessionOver,
    (s) => {
      if (s.aim.is !== 'talk') return inTurn({ ...s, connection: { is: 'gone', cause } }, settle)
      if (how === 'for-good') return giveUp(s, cause)
      return inTurn(
        s,
        (t) => (wasReady ? doing(t, budget(t)) : stay(t)),
        (t) => tryAgain(t, tries, cause),
      )
    },
  )
}

const lost = (cause: string): Effect => ({ do: 'journal', entry: { kind: 'session-lost', cause } })
const budget = (state: CallState): Effect => ({
  do: 'set-timer',
  timer: 'reconnect-budget',
  ms: state.rules.settings.reconnectWithinMs,
})

/** A reply that was under way, wished for, or about to be earned by a caller in mid-sentence is owed by the next session. */
function afterLoss(state: CallState): CallState {
  // A greeting of which nothing was heard is not owed: it is begun again as a greeting.
  const isOpen = state.opening === 'done' || runs(state.playback)
  const { awaited, cut } = state.interruption
  const isUndecided = awaited.length > 0 || cut !== undefined
  const owes = isOpen && (isOwed(state.replies) || state.replies.held || isUndecided)
  const fresh: CallState = {
    ...state,
    replies: quiet,
    interruption: { ...undisturbed, voicedMs: state.interruption.voicedMs },
  }
  return owes && state.aim.is === 'talk' ? wantReply(fresh) : fresh
}

/** What is queued of the lost session will be heard: its successor must know of it now, before it was. */
function journalSaid(state: CallState, item: ItemAccount): readonly Effect[] {
  return journalAgent(state, { ...item, extent: 'broken', heardMs: item.receivedMs })
}

function tryAgain(state: CallState, tries: number, cause: string): Decision {
  const pauseMs = state.rules.settings.reconnectPausesMs[tries]
  if (pauseMs === undefined) return giveUp(state, cause)
  if (pauseMs === 0) return connect(state, tries + 1)
  return doing(
    { ...state, connection: { is: 'pausing', tries: tries + 1, parked: [] } },
    { do: 'set-timer', timer: 'reconnect', ms: pauseMs },
  )
}

/** History holds all that happened up to now, so nothing stays parked. */
function connect(state: CallState, tries: number): Decision {
  const connecting: CallState = {
    ...state,
    session: state.session + 1,
    connection: { is: 'connecting', tries, parked: [] },
  }
  return doing(connecting, { do: 'open-model', seeded: state.session > 0 || state.opening === 'resume' })
}

export const onReconnectTimer = (state: CallState): Decision =>
  state.connection.is === 'pausing' ? connect(state, state.connection.tries) : stay(state)

export function onBudgetTimer(state: CallState): Decision {
  if (state.connection.is !== 'connecting' && state.connection.is !== 'pausing') return stay(state)
  return inTurn(
    state,
    (s) => doing(s, { do: 'close-model' }),
    (s) => giveUp(s, 'model-unavailable'),
  )
}
