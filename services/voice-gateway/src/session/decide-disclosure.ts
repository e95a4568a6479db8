import type { ModelEvent } from '../model/voice-model.ts'
import type { CallState } from './call-state.ts'
import { stop } from './decide-interruption.ts'
import { type Decision, doing, inTurn, note, stay } from './decision.ts'
import type { Effect } from './effect.ts'
import { giveUp } from './ending.ts'
import type { Input } from './input.ts'
import { wantsNoRecording } from './recording-wish.ts'
import { isActive } from './reply-turns.ts'
import { takeTurn } from './replying.ts'
import { asksWhetherMachine, deniesBeingAi, saysIsAi } from './robot-question.ts'
import { exactly, sentence } from './sentences.ts'

/** An agent that denies it more often than this is let go: the carrier's voice says the line's apology. */
const mostDenials = 3

/**
 * What was decided, with what no model is left to decide: a caller who wants no recording gets none, and nobody who asks, or is
 * told so, is left in the belief that they speak with a human (I8).
 */
export function disclosed(before: CallState, input: Input, decided: Decision): Decision {
  if (input.kind !== 'model' || decided.state.aim.is === 'over') return decided
  const { event, atMs } = input
  const more = (...steps: readonly ((state: CallState) => Decision)[]): Decision =>
    inTurn(decided.state, (state) => ({ state, effects: decided.effects }), ...steps)
  switch (event.kind) {
    case 'caller-words':
      return more(
        (s) => (wantsNoRecording(event.text) ? noRecording(s, atMs) : stay(s)),
        (s) =>
          asksWhetherMachine(event.text) ? asked(s, before.caller.began.get(event.itemId) ?? atMs, atMs) : stay(s),
      )
    case 'agent-words':
      return more((s) => agentSaid(s, event, atMs))
    case 'response-ended': {
      const spoke = before.playback.items.some((item) => item.responseId === event.responseId)
      return spoke && event.status === 'completed' ? more((s) => payTruth(s, atMs)) : decided
    }
    default:
      return decided
  }
}

/** The recording ends now, whatever the model makes of the wish. What the caller hears of it is said word for word. */
function noRecording(state: CallState, atMs: number): Decision {
  const { disclosed: so, language, rules } = state
  if (so.withdrawn) return stay(state)
  const { disclosure, limits } = rules
  if (disclosure === undefined || !(so.recording || disclosure.words)) {
    return sayFirst(state, sentence('notRecorded', language), atMs)
  }
  const { jurisdictions, table, onWithdrawal: ofBefore } = disclosure.law
  const withdrawn: Effect = {
    do: 'journal',
    entry: {
      ...{ kind: 'consent-withdrawn', before: ofBefore, language, jurisdictions: [...jurisdictions], table },
      offsetMs: Math.max(0, Math.round(atMs - limits.startedMs)),
    },
  }
  const words = ofBefore === 'delete' ? 'recordingDeleted' : so.recording ? 'recordingStopped' : 'notRecorded'
  return inTurn(
    { ...state, disclosed: { ...so, recording: false, withdrawn: true } },
    (s) => doing(s, withdrawn, ...(so.recording ? [{ do: 'stop-recording' } as const] : [])),
    (s) => sayFirst(s, sentence(words, language), atMs),
  )
}

/** Nothing stands in the place of this sentence; what else the caller said is answered in the same breath. */
function sayFirst(state: CallState, text: string, atMs: number): Decision {
  const say = `Say exactly: "${text}" If the caller wanted anything else besides, answer that too, behind it.`
  return takeTurn({ ...state, replies: { ...state.replies, wanted: { say } } }, atMs)
}

/** The agent's own answer is waited for, and a sentence of ours follows when that is none. */
function asked(state: CallState, beganMs: number, atMs: number): Decision {
  const isAnswered = state.disclosed.saidSoMs >= beganMs
  const owing: CallState = { ...state, disclosed: { ...state.disclosed, owesTruth: !isAnswered } }
  return inTurn(
    owing,
    (s) => doing(s, note('asked-whether-ai')),
    (s) => payTruth(s, atMs),
  )
}

function payTruth(state: CallState, atMs: number): Decision {
  const { disclosed: so, replies, language } = state
  if (!so.owesTruth || isActive(replies) || replies.held || replies.wanted !== undefined) return stay(state)
  return tellTruth({ ...state, disclosed: { ...so, owesTruth: false } }, exactly(sentence('isAnAi', language)), atMs)
}

const tellTruth = (state: CallState, say: string, atMs: number): Decision =>
  takeTurn({ ...state, replies: { ...state.replies, wanted: { say } } }, atMs)

/** Words come ahead of the voice: most of a lie is cut off before it is heard. Looked at sentence by sentence, once each. */
function agentSaid(state: CallState, event: Extract<ModelEvent, { kind: 'agent-words' }>, atMs: number) {
  const words = state.transcript.get(event.itemId)
  if (words === undefined) return stay(state)
  if (!event.final && wholeSentences(event.text) === 0) return stay(state)
  const text = event.final
    ? words
    : words.slice(wholeSentences(words.slice(0, -event.text.length)), wholeSentences(words))
  if (text === '') return stay(state)
  if (deniesBeingAi(text)) return correct(state, atMs)
  if (!saysIsAi(text)) return stay(state)
  return stay({ ...state, disclosed: { ...state.disclosed, saidSoMs: atMs, owesTruth: false } })
}

/** How much of it is whole sentences. */
const wholeSentences = (words: string): number => Math.max(...['.', '!', '?'].map((end) => words.lastIndexOf(end))) + 1

function correct(state: CallState, atMs: number): Decision {
  const denials = state.disclosed.denials + 1
  const counted: CallState = { ...state, disclosed: { ...state.disclosed, denials, owesTruth: false } }
  const noted = (s: CallState) => doing(s, note('denied-being-ai'))
  if (denials > mostDenials) return inTurn(counted, noted, (s) => giveUp(s, 'denies-being-ai'))
  return inTurn(
    counted,
    noted,
    (s) => stop(s, atMs, false),
    (s) => tellTruth(s, exactly(sentence('isAnAiAfterAll', s.language)), atMs),
  )
}
