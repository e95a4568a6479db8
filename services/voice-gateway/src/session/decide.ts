import type { LegEvent } from '../carrier/carrier-leg.ts'
import type { ModelEvent } from '../model/voice-model.ts'
import { attended } from './attention.ts'
import type { CallState } from './call-state.ts'
import { onAsideSpoken } from './clips.ts'
import { onCallerWords, onSpeechStarted, onSpeechStopped, onTurnCommitted } from './decide-caller.ts'
import {
  onBudgetTimer,
  onLegAttached,
  onModelEnded,
  onPrepared,
  onReady,
  onReconnectTimer,
  onUnused,
} from './decide-connection.ts'
import { disclosed } from './decide-disclosure.ts'
import { onCallerVoice, onInterruptionTimer, onTurnTimer, onWordsTimer } from './decide-interruption.ts'
import { onAgentWords, onAudio, onMark, onPieceSent } from './decide-playback.ts'
import { onReplyTimer, onResponseEnded, onResponseRefused, onResponseStarted } from './decide-responses.ts'
import { heldToItsWord } from './decide-say-do.ts'
import { askAgain, onDeadline, onNotAsked, onToolCompleted } from './decide-tools.ts'
import { type Decision, doing, inTurn, note, stay } from './decision.ts'
import { onDigit, onDigitsTimer } from './digits.ts'
import { end, onLastWordsTimer, watchLastWords } from './ending.ts'
import type { Input, Timer } from './input.ts'
import { limited, onLongestCall } from './limits.ts'
import { rotated } from './rotation.ts'
import { timed } from './turn-timing.ts'

/** What a conversation does about what happens to it. Pure: no clock, no socket, no id is made here. */
export const decide = (state: CallState, input: Input): Decision =>
  timed(
    input,
    rotated(
      input,
      attended(input, limited(input, heldToItsWord(state, input, disclosed(state, input, decided(state, input))))),
    ),
  )

function decided(state: CallState, input: Input): Decision {
  if (state.aim.is === 'over') return afterwards(state, input)
  switch (input.kind) {
    case 'prepared':
      return inTurn(state, onPrepared, askAgain)
    case 'unused':
      return onUnused(state)
    case 'leg-attached':
      return inTurn(state, (s) => onLegAttached(s, input.atMs), watchLastWords)
    case 'leg':
      return onLeg(state, input.event, input.atMs)
    case 'model':
      return onModel(state, input.event, input.atMs)
    case 'caller-voice':
      return onCallerVoice(state, input.voicedMs, input.atMs)
    case 'piece-sent':
      return onPieceSent(state, input.piece, input.atMs)
    case 'tool-completed':
      return onToolCompleted(state, input.answer, input.atMs)
    case 'tool-not-asked':
      return onNotAsked(state, input.toolCallId, input.atMs)
    case 'timer':
      return onTimer(state, input.timer, input.atMs)
    // What the silence, or the session's age, asks for is decided beside the conversation.
    case 'successor-ready':
    case 'successor-ended':
      return stay(state)
    case 'release':
      return end(state, { end: 'released' })
    case 'fault':
      return end(state, { end: 'give-up', cause: 'fault' })
    default:
      return input satisfies never
  }
}

/** The conversation is over: only a tool's late answer is kept. */
const afterwards = (state: CallState, input: Input): Decision =>
  input.kind === 'tool-completed' ? onToolCompleted(state, input.answer, input.atMs) : stay(state)

function onLeg(state: CallState, event: Exclude<LegEvent, { kind: 'audio' }>, atMs: number): Decision {
  switch (event.kind) {
    case 'mark':
      return onMark(state, event.name, atMs)
    case 'dtmf':
      return onDigit(state, event.digit, atMs)
    case 'stopped':
      return end(state, { end: 'carrier-stopped' })
    case 'lost':
      return end(state, { end: 'carrier-lost', cause: event.cause })
    default:
      return event satisfies never
  }
}

function onModel(state: CallState, event: ModelEvent, atMs: number): Decision {
  switch (event.kind) {
    case 'ready':
      return onReady(state, atMs)
    case 'speech-started':
      return onSpeechStarted(state, event.itemId, atMs)
    case 'speech-stopped':
      return onSpeechStopped(state, event.silentMs, atMs)
    case 'turn-committed':
      return onTurnCommitted(state, event.itemId, atMs)
    case 'caller-words':
      return onCallerWords(state, event, atMs)
    case 'response-started':
      return onResponseStarted(state, event.responseId, atMs)
    case 'response-refused':
      return onResponseRefused(state, event, atMs)
    case 'response-ended':
      return onResponseEnded(state, event, atMs)
    case 'audio':
      return onAudio(state, event, atMs)
    case 'agent-words':
      return onAgentWords(state, event, atMs)
    case 'usage':
      return doing(state, { do: 'journal', entry: { kind: 'usage', model: event.model, usage: { ...event.usage } } })
    case 'aside-spoken':
      return onAsideSpoken(state, event.name, event.audio)
    case 'notice':
      return doing(state, note(event.code, event.count))
    case 'ended':
      return onModelEnded(state, event.cause, event.code)
    default:
      return event satisfies never
  }
}

function onTimer(state: CallState, timer: Timer, atMs: number): Decision {
  switch (timer) {
    case 'interruption':
      return onInterruptionTimer(state, atMs)
    case 'words':
      return onWordsTimer(state, atMs)
    case 'turn':
      return onTurnTimer(state, atMs)
    case 'reply':
      return onReplyTimer(state, atMs)
    case 'goodbye':
    case 'announcement':
      return onLastWordsTimer(state)
    case 'attention':
    case 'rotate':
      return stay(state)
    case 'longest-call':
      return onLongestCall(state, atMs)
    case 'digits':
      return onDigitsTimer(state, atMs)
    case 'reconnect':
      return onReconnectTimer(state)
    case 'reconnect-budget':
      return onBudgetTimer(state)
    default:
      return inTurn(state, (s) => onDeadline(s, timer.slice('deadline:'.length), atMs))
  }
}
