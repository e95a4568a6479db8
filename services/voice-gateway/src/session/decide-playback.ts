import type { ModelEvent } from '../model/voice-model.ts'
import { type CallState, maxRemembered } from './call-state.ts'
import { type Decision, doing, inTurn, note, stay } from './decision.ts'
import { journalAgent, settle } from './ending.ts'
import { echoed, type Heard, isOurs, itemOf, over, type Piece, received, runs, sent } from './playback.ts'
import { isBeingCancelled } from './reply-turns.ts'
import { speakingOn } from './speaking.ts'
import { spoken, without } from './transcript.ts'

type Audio = Extract<ModelEvent, { kind: 'audio' }>

/** The agent's voice. What comes of a response that was told to stop, or of an item that was cut off, is dropped. */
export function onAudio(state: CallState, audio: Audio, atMs: number): Decision {
  if (isBeingCancelled(state.replies, audio.responseId) || state.cutItems.includes(audio.itemId)) {
    return dropLate(signOfLife(state, atMs), audio)
  }
  const of = { itemId: audio.itemId, responseId: audio.responseId, session: state.session }
  const { accepted, playback } = received(state.playback, of, audio.audio.ms, state.rules.settings.queuedMs)
  const alive = signOfLife(state, atMs, playback)
  if (!accepted) return doing(alive, note('playback-full'))
  return doing(alive, { do: 'play', itemId: audio.itemId, audio: audio.audio })
}

/** An item that begins only after the response was told to stop is unsaid as a whole: nobody hears any of it. */
function dropLate(state: CallState, { itemId }: Audio): Decision {
  if (state.cutItems.includes(itemId)) return stay(state)
  const dropped: CallState = {
    ...state,
    cutItems: [...state.cutItems, itemId].slice(-maxRemembered),
    transcript: without(state.transcript, [itemId]),
  }
  if (state.rules.capabilities.unsay !== 'truncate') return stay(dropped)
  return doing(dropped, { do: 'stop-speech', cancelResponse: false, heard: [{ itemId, heardMs: 0 }] })
}

export function onAgentWords(
  state: CallState,
  { itemId, text, final }: Extract<ModelEvent, { kind: 'agent-words' }>,
  atMs: number,
): Decision {
  const alive = signOfLife(state, atMs)
  if (state.cutItems.includes(itemId)) return stay(alive)
  return stay({ ...alive, transcript: spoken(state.transcript, itemId, text, final) })
}

/** The model speaks: whatever was lost before, this session works. */
function signOfLife(state: CallState, atMs: number, playback = state.playback): CallState {
  const isFirst = state.connection.is === 'ready' && state.connection.tries > 0
  const connection = isFirst ? ({ is: 'ready', tries: 0 } as const) : state.connection
  return { ...state, signOfLifeMs: atMs, failures: 0, connection, playback }
}

/** A piece is on its way to the ear: the first one of an answer ends the caller's wait. */
export function onPieceSent(state: CallState, piece: Piece, atMs: number): Decision {
  const playing: CallState = { ...state, playback: sent(state.playback, piece, atMs) }
  if (state.caller.unanswered === undefined) return stay(playing)
  const { unanswered, ...caller } = state.caller
  const item = itemOf(state.playback, piece.itemId)
  if (item === undefined || isOurs(item) || unanswered.stale.includes(item.responseId)) return stay(playing)
  const ms = Math.max(0, Math.round(atMs - unanswered.silentSinceMs))
  return doing(
    { ...playing, caller },
    { do: 'journal', entry: { kind: 'turn-latency', itemId: unanswered.itemId, ms } },
  )
}

/** The carrier played everything up to a mark. */
export const onMark = (state: CallState, mark: string, atMs: number): Decision =>
  inTurn(
    state,
    (s) => heard(s, echoed(s.playback, mark, atMs)),
    (s) => stay(runs(s.playback) ? s : { ...s, interruption: { ...s.interruption, quietSinceMs: atMs } }),
    settle,
  )

/** Takes over what the account says: items that were heard to their end go to the journal. */
function heard(state: CallState, { playback, finished }: Heard): Decision {
  // As it is with most pieces, of which ten come each second.
  if (finished.length === 0 && state.opening !== 'greeting')
    return doing({ ...state, playback }, ...speakingOn(state, playback))
  const begun =
    state.opening === 'greeting' && [...playback.items, ...finished].some((item) => !isOurs(item) && item.heardMs > 0)
  const greetingItemId = begun ? playback.items.find((item) => !isOurs(item))?.itemId : undefined
  const after: CallState = {
    ...state,
    playback,
    interruption: greetingItemId === undefined ? state.interruption : { ...state.interruption, greetingItemId },
    opening: begun ? 'done' : state.opening,
    transcript: without(
      state.transcript,
      finished.map((item) => item.itemId),
    ),
  }
  return doing(after, ...speakingOn(state, playback), ...finished.flatMap((item) => journalAgent(state, item)))
}

/** A response is over: its items hold all that they ever will. Words that came without a voice are let go. */
export function onResponseOver(state: CallState, responseId: string, extent: 'whole' | 'broken'): Decision {
  const mute = [...state.transcript.keys()].filter((itemId) => itemOf(state.playback, itemId) === undefined)
  const voiced: CallState = { ...state, transcript: without(state.transcript, mute) }
  return heard(
    voiced,
    over(state.playback, (item) => item.responseId === responseId, extent),
  )
}

/** The session is lost: what it said so far is still played, and no more will come. */
export const onSessionOver = (state: CallState): Decision =>
  heard(
    state,
    over(state.playback, () => true, 'broken'),
  )
