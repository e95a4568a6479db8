import type { ModelEvent } from '../model/voice-model.ts'
import { type Caller, type CallState, maxRemembered } from './call-state.ts'
import { awaitWords, onSpeechOver, onWordsJudged } from './decide-interruption.ts'
import { type Decision, doing, inTurn, stay } from './decision.ts'
import { emergencyIn } from './emergency.ts'
import { cancelEnding, end } from './ending.ts'
import { complete as completed } from './interruption.ts'
import { hold, letGo } from './reply-turns.ts'
import { takeTurn, wantReply } from './replying.ts'

/** The caller began to speak. Over the agent, that may be meant as an interruption. */
export function onSpeechStarted(state: CallState, itemId: string, atMs: number): Decision {
  const began = new Map([...state.caller.began, [itemId, atMs] as const].slice(-maxRemembered))
  const caller: Caller = { ...state.caller, began }
  const listening: CallState = { ...state, caller, replies: hold(state.replies) }
  const overGoodbye = state.aim.is === 'hang-up'
  return inTurn(listening, cancelEnding, (s) => onSpeechOver(s, itemId, overGoodbye, atMs))
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
  const complete: CallState = { ...state, replies: letGo(state.replies), tools: { ...state.tools, rounds: 0 } }
  const awaiting = awaitWords(complete, itemId)
  if (awaiting !== undefined)
    return inTurn(
      awaiting.state,
      (s) => doing(s, ...awaiting.effects),
      (s) => takeTurn(s, atMs),
    )
  const heard: CallState = {
    ...complete,
    caller: { ...state.caller, unanswered },
    interruption: completed(state.interruption, undefined),
  }
  const isTalking = state.aim.is === 'talk'
  return takeTurn(isTalking ? wantReply(heard) : heard, atMs)
}

type Words = Extract<ModelEvent, { kind: 'caller-words' }>

/** The words come when the transcription has them: perhaps after the answer. They are kept under the time they were said. */
export function onCallerWords(state: CallState, words: Words, nowMs: number): Decision {
  const began = new Map(state.caller.began)
  const atMs = began.get(words.itemId)
  began.delete(words.itemId)
  const language = state.rules.languages.find((l) => words.language?.toLowerCase().startsWith(l)) ?? state.language
  const known: CallState = { ...state, language, caller: { ...state.caller, began } }
  const text = words.text.trim()
  const judged = (s: CallState) => onWordsJudged(s, words.itemId, text, nowMs)
  if (text === '') return judged(known)
  const entry = { kind: 'utterance', who: 'caller', text, itemId: words.itemId, cutOff: false } as const
  const rule = emergencyIn(text, state.rules.emergencies ?? [])
  return inTurn(
    known,
    (s) => doing(s, { do: 'journal', entry, ...(atMs === undefined ? {} : { atMs }) }),
    // Before anything else, and whatever the agent makes of it: the carrier says the line's sentence and connects.
    (s) => (rule === undefined ? judged(s) : end(s, { end: 'emergency', rule })),
  )
}
