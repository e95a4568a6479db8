import type { ModelEvent } from '../model/voice-model.ts'
import type { CallState } from './call-state.ts'
import { lose } from './decide-connection.ts'
import { onResponseOver } from './decide-playback.ts'
import { onToolCalls } from './decide-tools.ts'
import { type Decision, doing, inTurn, note, stay } from './decision.ts'
import { settle } from './ending.ts'
import { excused, opens } from './opening.ts'
import { busy, ended, isActive, isBeingCancelled, refused, started } from './reply-turns.ts'
import { takeTurn, wantReply } from './replying.ts'

type Ended = Extract<ModelEvent, { kind: 'response-ended' }>
type Refused = Extract<ModelEvent, { kind: 'response-refused' }>

/** A response that failed is asked for again this often before the session counts as lost. */
const maxFailures = 2

export const onResponseStarted = (state: CallState, responseId: string, atMs: number): Decision =>
  stay({ ...state, replies: started(state.replies, responseId), signOfLifeMs: atMs })

export function onResponseEnded(state: CallState, response: Ended, atMs: number): Decision {
  const wasStopped = isBeingCancelled(state.replies, response.responseId)
  const spoke = state.playback.items.some((item) => item.responseId === response.responseId)
  return inTurn(
    { ...state, replies: ended(state.replies, response.responseId) },
    (s) => (isActive(s.replies) ? stay(s) : doing(s, { do: 'cancel-timer', timer: 'reply' })),
    (s) => onResponseOver(s, response.responseId, response.status === 'completed' ? 'whole' : 'broken'),
    (s) => whatItLeft(s, response, { wasStopped, spoke }, atMs),
    (s) => stay(response.status === 'failed' ? s : excused(s)),
    (s) => takeTurn(s, atMs),
    settle,
  )
}

interface Circumstances {
  /** We told it to stop, and it may have been complete before it heard of it. */
  readonly wasStopped: boolean
  readonly spoke: boolean
}

/** Only a completed response asks for tools: the arguments of one that was cancelled cause nothing. */
function whatItLeft(state: CallState, response: Ended, how: Circumstances, atMs: number): Decision {
  if (response.status === 'completed') return onToolCalls(state, response, how, atMs)
  if (response.status === 'failed' && !how.wasStopped) return again(state)
  return stay(state)
}

/** The model refused to create what it was asked for. When it says that it is busy, the end of that response is our turn. */
export function onResponseRefused(state: CallState, { code, busy: isBusy }: Refused, atMs: number): Decision {
  const { active } = state.replies
  if (active.is === 'none' || active.is === 'running') return doing(state, note('response-refused'))
  if (isBusy) return doing({ ...state, replies: busy(state.replies) }, note('response-refused.busy'))
  return inTurn(
    { ...state, replies: refused(state.replies) },
    (s) => doing(s, { do: 'cancel-timer', timer: 'reply' }, note(`response-refused.${code}`)),
    again,
    (s) => takeTurn(s, atMs),
  )
}

function again(state: CallState): Decision {
  if (state.failures >= maxFailures) return lose(state, 'response-failed', 'session')
  const failed: CallState = { ...state, failures: state.failures + 1 }
  const retried = opens(failed) ?? wantReply(failed)
  return doing(retried, note('response-failed'))
}

/** The watch over a response: one that showed no sign of life for too long is lost, and with it the session. */
export function onReplyTimer(state: CallState, atMs: number): Decision {
  if (!isActive(state.replies)) return stay(state)
  const leftMs = state.signOfLifeMs + state.rules.settings.replyWithinMs - atMs
  if (leftMs > 0) return doing(state, { do: 'set-timer', timer: 'reply', ms: Math.ceil(leftMs) })
  return lose(state, 'silent', 'session')
}
