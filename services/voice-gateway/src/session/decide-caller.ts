import type { ModelEvent } from '../model/voice-model.ts'
import { type Caller, type CallState, maxRemembered } from './call-state.ts'
import { type Decision, doing, inTurn, stay } from './decision.ts'
import type { Effect } from './effect.ts'
import { cancelEnding, journalAgent } from './ending.ts'
import { cleared, type ItemAccount, runs, truncationMs } from './playback.ts'
import { hold, isActive, letGo } from './reply-turns.ts'
import { cancelReply, takeTurn, tell, wantReply } from './replying.ts'
import { heardWords, without } from './transcript.ts'

/** The caller began to speak. Over the agent, that is a barge-in. */
export function onSpeechStarted(state: CallState, itemId: string, atMs: number): Decision {
  const began = new Map([...state.caller.began, [itemId, atMs] as const].slice(-maxRemembered))
  const caller: Caller = { ...state.caller, began }
  const listening: CallState = { ...state, caller, replies: hold(state.replies) }
  return inTurn(listening, cancelEnding, (s) => (yields(s) ? bargeIn(s) : stay(s)))
}

/**
 * Whether the agent lets itself be interrupted. Not in its last words. And not by what was said before any of the greeting
 * was heard: that is no objection to it, and a caller has to hear who answers.
 */
const yields = (state: CallState): boolean =>
  state.aim.is === 'talk' && state.opening === 'done' && (runs(state.playback) || isActive(state.replies))

/** Stops speaking: clear what is queued, end the response, and unsay what was not heard, in this order. */
function bargeIn(state: CallState): Decision {
  const { playback, cut } = cleared(state.playback)
  const stopped = cancelReply(state)
  const cutIds = cut.map((item) => item.itemId)
  const after: CallState = {
    ...stopped.state,
    playback,
    transcript: without(state.transcript, cutIds),
    cutItems: [...state.cutItems, ...cutIds].slice(-maxRemembered),
  }
  const here = cut.filter((item) => item.session === state.session)
  const unsaid = state.rules.capabilities.unsay === 'truncate' ? here : []
  const heard = unsaid.map((item) => ({ itemId: item.itemId, heardMs: truncationMs(item) }))
  const effects: Effect[] = cut.length > 0 ? [{ do: 'clear' }] : []
  if (stopped.cancelled || heard.length > 0) {
    effects.push({ do: 'stop-speech', cancelResponse: stopped.cancelled, heard })
  }
  effects.push(...cut.flatMap((item) => journalAgent(state, item)), ...journalBargeIn(cut))
  return inTurn(
    after,
    (s) => doing(s, ...effects),
    ...cut.filter((item) => item.session !== state.session).map((item) => unsayElsewhere(state, item)),
  )
}

function journalBargeIn(cut: readonly ItemAccount[]): readonly Effect[] {
  const at = cut.find((item) => item.receivedMs - item.heardMs > 0.001)
  if (at === undefined) return []
  const entry = { kind: 'barge-in', itemId: at.itemId, heardMs: truncationMs(at) } as const
  return [{ do: 'journal', entry }]
}

/** What a session that is lost had said is in its successor's history as text: that is put right in words. */
const unsayElsewhere = (before: CallState, item: ItemAccount) => (state: CallState) => {
  const words = heardWords(before.transcript.get(item.itemId) ?? '', item.heardMs, item.receivedMs)
  return tell(state, `The caller interrupted. Of your last sentence they heard only: "${words}"`)
}

export function onSpeechStopped(state: CallState, silentMs: number, atMs: number): Decision {
  return stay({ ...state, caller: { ...state.caller, silentSinceMs: atMs - silentMs } })
}

/** The caller's utterance is complete: it wants an answer. */
export function onTurnCommitted(state: CallState, itemId: string, atMs: number): Decision {
  const { active } = state.replies
  const running = active.is === 'running' || active.is === 'cancelling' ? [active.responseId ?? ''] : []
  const stale = [...state.playback.items.map((item) => item.responseId), ...running]
  const unanswered = { itemId, silentSinceMs: state.caller.silentSinceMs, stale }
  const heard: CallState = {
    ...state,
    caller: { ...state.caller, unanswered },
    replies: letGo(state.replies),
    tools: { ...state.tools, rounds: 0 },
  }
  const isTalking = state.aim.is === 'talk'
  return takeTurn(isTalking ? wantReply(heard) : heard, atMs)
}

type Words = Extract<ModelEvent, { kind: 'caller-words' }>

/** The words come when the transcription has them: perhaps after the answer. They are kept under the time they were said. */
export function onCallerWords(state: CallState, words: Words): Decision {
  const began = new Map(state.caller.began)
  const atMs = began.get(words.itemId)
  began.delete(words.itemId)
  const language = state.rules.languages.find((l) => words.language?.toLowerCase().startsWith(l)) ?? state.language
  const known: CallState = { ...state, language, caller: { ...state.caller, began } }
  const text = words.text.trim()
  if (text === '') return stay(known)
  const entry = { kind: 'utterance', who: 'caller', text, itemId: words.itemId, cutOff: false } as const
  return doing(known, { do: 'journal', entry, ...(atMs === undefined ? {} : { atMs }) })
}

export function onDigit(state: CallState, digit: string): Decision {
  return inTurn(
    state,
    (s) => doing(s, { do: 'journal', entry: { kind: 'dtmf', digit } }),
    (s) => tell(s, `The caller pressed ${digit} on the telephone's keypad.`),
  )
}
