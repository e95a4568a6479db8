import type { CallState } from './call-state.ts'
import { type Decision, doing, stay } from './decision.ts'
import type { Effect } from './effect.ts'
import { answered } from './interruption.ts'
import { cancel, next, type Reply, want } from './reply-turns.ts'

/** Wishes for a reply. It is asked for when it is its turn: see `takeTurn`. */
export function wantReply(state: CallState, reply: Reply = {}): CallState {
  // A model that takes turns by itself answers unasked.
  if (state.rules.capabilities.turnOwner === 'model' && reply.say === undefined) return state
  return { ...state, replies: want(state.replies, reply) }
}

/** Asks for the wanted reply if nothing stands in its way, and watches over it. */
export function takeTurn(state: CallState, atMs: number): Decision {
  if (state.connection.is !== 'ready' || state.leg !== 'attached') return stay(state)
  const { turns, reply } = next(state.replies)
  if (reply === undefined) return stay(state)
  const ask: Effect = reply.say === undefined ? { do: 'respond' } : { do: 'say', instructions: reply.say }
  const interruption = answered(state.interruption)
  if (state.rules.capabilities.turnOwner === 'model') {
    return doing({ ...state, interruption, replies: { ...turns, active: { is: 'none' } } }, ask)
  }
  // Whoever answers has greeted before: from here on the agent can be interrupted, whatever was heard of the greeting.
  const opening =
    reply.say === undefined && (state.opening === 'greeting' || state.opening === 'excusing') ? 'done' : state.opening
  return doing({ ...state, interruption, replies: turns, opening, signOfLifeMs: atMs }, ask, {
    do: 'set-timer',
    timer: 'reply',
    ms: state.rules.settings.replyWithinMs,
  })
}

/** Tells the model something, or keeps it until there is a model to tell. */
export function tell(state: CallState, text: string): Decision {
  const { connection } = state
  if (connection.is === 'ready') return doing(state, { do: 'add-context', text })
  if (connection.is !== 'connecting' && connection.is !== 'pausing') return stay(state)
  return stay({ ...state, connection: { ...connection, parked: [...connection.parked, text] } })
}

/** Stops the active response, if there is one. Its watch goes on: a response that does not even stop is lost. */
export function cancelReply(state: CallState): { readonly state: CallState; readonly cancelled: boolean } {
  const { turns, cancelled } = cancel(state.replies)
  return { state: { ...state, replies: turns }, cancelled }
}
