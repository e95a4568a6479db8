import type { LegEvent } from '../carrier/carrier-leg.ts'
import type { ModelEvent } from '../model/voice-model.ts'
import type { CallState } from './call-state.ts'
import { onCallerWords, onDigit, onSpeechStarted, onSpeechStopped, onTurnCommitted } from './decide-caller.ts'
import {
  onBudgetTimer,
  onLegAttached,
  onModelEnded,
  onPrepared,
  onReady,
  onReconnectTimer,
  onUnused,
} from './decide-connection.ts'
import { onAgentWords, onAudio, onMark, onPieceSent } from './decide-playback.ts'
import { onReplyTimer, onResponseEnded, onResponseRefused, onResponseStarted } from './decide-responses.ts'
import { onDeadline, onNotAsked, onToolCompleted } from './decide-tools.ts'
import { type Decision, doing, inTurn, note, stay } from './decision.ts'
import { end, onLastWordsTimer } from './ending.ts'
import type { Input, Timer } from './input.ts'

/** What a conversation does about what happens to it. Pure: no clock, no socket, no id is made here. */
export function decide(state: CallState, input: Input): Decision {
  if (state.aim.is === 'over') return afterwards(state, input)
  switch (input.kind) {
    case 'prepared':
      return onPrepared(state)
    case 'unused':
      return onUnused(state)
    case 'leg-attached':
      return onLegAttached(state, input.atMs)
    case 'leg':
      return onLeg(state, input.event)
    case 'model':
      return onModel(state, input.event, input.atMs)
    case 'piece-sent':
      return onPieceSent(state, input.piece, input.atMs)
    case 'tool-completed':
      return onToolCompleted(state, input.answer, input.atMs)
    case 'tool-not-asked':
      return onNotAsked(state, input.toolCallId, input.atMs)
    case 'timer':
      return onTimer(state, input.timer, input.atMs)
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

function onLeg(state: CallState, event: Exclude<LegEvent, { kind: 'audio' }>): Decision {
  switch (event.kind) {
    case 'mark':
      return onMark(state, event.name)
    case 'dtmf':
      return onDigit(state, event.digit)
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
      return onCallerWords(state, event)
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
    case 'reply':
      return onReplyTimer(state, atMs)
    case 'goodbye':
    case 'announcement':
      return onLastWordsTimer(state)
    case 'reconnect':
      return onReconnectTimer(state)
    case 'reconnect-budget':
      return onBudgetTimer(state)
    default:
      return inTurn(state, (s) => onDeadline(s, timer.slice('deadline:'.length), atMs))
  }
}
