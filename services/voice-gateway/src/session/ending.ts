import type { LegEnd } from './call.ts'
import type { Aim, CallState } from './call-state.ts'
import { type Decision, doing, inTurn, note, stay } from './decision.ts'
import type { Effect } from './effect.ts'
import { type ItemAccount, runs, truncationMs, unheardMs } from './playback.ts'
import { isOwed } from './reply-turns.ts'
import { wantReply } from './replying.ts'
import { heardWords } from './transcript.ts'

/** An end without the language, which the state knows. */
type End = LegEnd extends infer E ? (E extends LegEnd ? Omit<E, 'language'> : never) : never

/** The agent's words of an item as the journal keeps them: those that were heard, at the time they began to be. */
export function journalAgent(state: CallState, item: ItemAccount): readonly Effect[] {
  const text = heardWords(state.transcript.get(item.itemId) ?? '', item.heardMs, item.receivedMs)
  if (text === '') return []
  const cutOff = item.extent !== 'whole' || item.receivedMs - item.heardMs > 0.001
  const heardMs = truncationMs(item)
  const entry = { kind: 'utterance', who: 'agent', text, itemId: item.itemId, cutOff, heardMs } as const
  return [{ do: 'journal', entry, ...(item.sentAtMs === undefined ? {} : { atMs: item.sentAtMs }) }]
}

/** Ends the conversation, the first time: what is half said is kept as far as it was heard. */
export function end(state: CallState, how: End): Decision {
  if (state.aim.is === 'over') return stay(state)
  const halfSaid = state.playback.items.flatMap((item) => journalAgent(state, item))
  const ended: LegEnd = { ...how, language: state.language }
  return doing(
    { ...state, aim: { is: 'over' } },
    ...halfSaid,
    note(how.end),
    { do: 'close-model' },
    { do: 'end', end: ended },
  )
}

/** The model cannot be had any more. Said now if there is a caller, and when there is one otherwise. */
export function giveUp(state: CallState, cause: string): Decision {
  const gone: CallState = { ...state, connection: { is: 'gone', cause } }
  return state.leg === 'attached' ? end(gone, { end: 'give-up', cause }) : stay(gone)
}

export const sayGoodbye =
  'Say goodbye to the caller in one short, friendly sentence, in the language of the conversation. Say nothing else.'

/** The agent ends the call: once its goodbye was heard. One that said none is asked for one, once. */
export function aimAtHangUp(state: CallState, saidGoodbye: boolean): Decision {
  if (state.aim.is !== 'talk') return stay(state)
  const aim: Aim = { is: 'hang-up', mayBeCancelled: !state.aim.endingWasCancelled }
  const aiming: CallState = { ...state, aim }
  return doing(saidGoodbye ? aiming : wantReply(aiming, { say: sayGoodbye }), {
    do: 'set-timer',
    timer: 'goodbye',
    ms: Math.ceil(unheardMs(state.playback)) + state.rules.settings.goodbyeWithinMs,
  })
}

/** The caller is put through: once the agent said so and was heard. */
export function aimAtHandOver(state: CallState, reason: string): Decision {
  if (state.aim.is !== 'talk') return stay(state)
  return doing(wantReply({ ...state, aim: { is: 'hand-over', reason } }), {
    do: 'set-timer',
    timer: 'announcement',
    ms: state.rules.settings.announcementWithinMs,
  })
}

/** The caller speaks during the goodbye: there is more to talk about. Once a call. */
export function cancelEnding(state: CallState): Decision {
  if (state.aim.is !== 'hang-up' || !state.aim.mayBeCancelled) return stay(state)
  const aim: Aim = { is: 'talk', endingWasCancelled: true }
  return doing({ ...state, aim }, { do: 'cancel-timer', timer: 'goodbye' }, note('ending-cancelled'))
}

/** A call that goes on only to end: what it says for that is waited for as long as any last words. */
export function watchLastWords(state: CallState): Decision {
  const { goodbyeWithinMs, announcementWithinMs } = state.rules.settings
  if (state.aim.is === 'hand-over') {
    return doing(state, { do: 'set-timer', timer: 'announcement', ms: announcementWithinMs })
  }
  if (state.aim.is !== 'hang-up') return stay(state)
  return doing(state, { do: 'set-timer', timer: 'goodbye', ms: announcementWithinMs + goodbyeWithinMs })
}

/** Whether the last words of the call are said and heard, so that it can do what it aims at. */
export const settle = (state: CallState): Decision =>
  isOwed(state.replies) || runs(state.playback) ? stay(state) : conclude(state)

/** Does what the call aims at, heard or not. */
export function conclude(state: CallState): Decision {
  if (state.aim.is === 'hang-up') return end(state, { end: 'hang-up' })
  if (state.aim.is === 'fall-back') return end(state, { end: 'limit', limit: state.aim.limit })
  if (state.aim.is === 'hand-over') return end(state, { end: 'hand-over', reason: state.aim.reason })
  return stay(state)
}

/** The wait for the last words is over. */
export const onLastWordsTimer = (state: CallState): Decision =>
  inTurn(state, (s) => doing(s, note('last-words-unheard')), conclude)
