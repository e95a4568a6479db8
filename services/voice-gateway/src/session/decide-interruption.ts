import { judge } from './backchannel.ts'
import { type CallState, maxRemembered } from './call-state.ts'
import { type Decision, doing, inTurn, note, stay } from './decision.ts'
import type { Effect } from './effect.ts'
import { aimAtHangUp, journalAgent, settle } from './ending.ts'
import {
  type Awaited,
  begun,
  complete,
  isLongEnough,
  mayBeStopped,
  modelAloneMs,
  needsWords,
  restId,
  restsOf,
  spokeOn,
  turnWithinMs,
  voiced,
  wordsWithinMs,
} from './interruption.ts'
import { cleared, type ItemAccount, isOurs, isUnheard, playedOn, runs, truncationMs } from './playback.ts'
import { isActive, letGo } from './reply-turns.ts'
import { cancelReply, takeTurn, tell, wantReply } from './replying.ts'
import { heardWords, spoken, without } from './transcript.ts'

/** The caller began to speak. Nothing stands in the way of stopping an agent of whom nothing is heard. */
export function onSpeechOver(state: CallState, itemId: string, overGoodbye: boolean, atMs: number): Decision {
  const isHeard = runs(state.playback)
  const isOver = isHeard && state.aim.is === 'talk' && state.opening === 'done'
  const listening: CallState = {
    ...state,
    interruption: begun(state.interruption, isOver ? { itemId, overGoodbye } : undefined),
  }
  if (!isOver) {
    const stops = !isHeard && mayBeStopped(state, atMs) && isActive(state.replies)
    return stops ? stop(listening, atMs, false) : stay(listening)
  }
  const ms = state.rules.interruption.minimumMs + modelAloneMs
  return inTurn(
    listening,
    (s) => doing(s, { do: 'set-timer', timer: 'interruption', ms }),
    (s) => stopIfMeant(s, atMs),
  )
}

/** Our ear hears more of the caller's voice, or that it has ended. */
export function onCallerVoice(state: CallState, voicedMs: number, atMs: number): Decision {
  const heard: CallState = { ...state, interruption: voiced(state.interruption, voicedMs, atMs) }
  if (!state.replies.held) return stay(heard)
  if (voicedMs === 0) return doing(heard, { do: 'set-timer', timer: 'turn', ms: turnWithinMs })
  return stopIfMeant(heard, atMs)
}

const stopIfMeant = (state: CallState, atMs: number): Decision =>
  isLongEnough(state) && mayBeStopped(state, atMs) ? stop(state, atMs, true) : stay(state)

/** The model has heard speech for long, and our ear has not. */
export function onInterruptionTimer(state: CallState, atMs: number): Decision {
  const { over } = state.interruption
  if (over === undefined || over.stopped || !mayBeStopped(state, atMs) || !runs(state.playback)) return stay(state)
  return stop(state, atMs, true)
}

/** Stops speaking: clear what is queued, end the response, and unsay what was not heard, in this order. */
export function stop(state: CallState, atMs: number, mayGoOn: boolean): Decision {
  const { playback, cut } = cleared(state.playback, atMs)
  const stopped = cancelReply(state)
  const cutIds = cut.map((item) => item.itemId)
  const { over } = state.interruption
  const items = mayGoOn
    ? restsOf(
        cut.filter((item) => !isOurs(item)),
        (itemId) => state.transcript.get(itemId),
      )
    : []
  const { cut: _, ...undecided } = state.interruption
  const after: CallState = {
    ...stopped.state,
    playback,
    transcript: without(state.transcript, cutIds),
    cutItems: [...state.cutItems, ...cutIds].slice(-maxRemembered),
    interruption: {
      ...undecided,
      ...(over === undefined ? {} : { over: { ...over, stopped: true } }),
      ...(items.length === 0 ? {} : { cut: { items, isPart: stopped.cancelled } }),
    },
  }
  // What was heard to its end is not unsaid: the model would lose its words for nothing.
  const here = cut.filter((item) => item.session === state.session && (item.extent !== 'whole' || isUnheard(item)))
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
    ...cut.filter((item) => item.session !== state.session && !isOurs(item)).map((item) => unsayElsewhere(state, item)),
  )
}

function journalBargeIn(cut: readonly ItemAccount[]): readonly Effect[] {
  const at = cut.find((item) => isUnheard(item))
  if (at === undefined) return []
  const entry = { kind: 'barge-in', itemId: at.itemId, heardMs: truncationMs(at) } as const
  return [{ do: 'journal', entry }]
}

/** What the model knows as text alone, of a lost session or played on, is put right in words. */
const unsayElsewhere = (before: CallState, item: ItemAccount) => (state: CallState) => {
  const words = heardWords(before.transcript.get(item.itemId) ?? '', item.heardMs, item.receivedMs)
  return tell(state, `The caller interrupted. Of your last sentence they heard only: "${words}"`)
}

/** The caller's utterance is complete. Undefined when it is a turn like any other; otherwise its words decide about it. */
export function awaitWords(state: CallState, itemId: string): Decision | undefined {
  const { over } = state.interruption
  if (over?.itemId !== itemId || state.aim.is !== 'talk' || !needsWords(state, over)) return undefined
  const awaits = { itemId, overGoodbye: over.overGoodbye, endedMs: state.caller.silentSinceMs }
  const ms = over.stopped ? wordsWithinMs.stopped : wordsWithinMs.speaking
  return doing(
    { ...state, interruption: complete(state.interruption, awaits) },
    { do: 'set-timer', timer: 'words', ms },
  )
}

/** The words of an utterance are known: those that were waited for say whether it was meant. */
export function onWordsJudged(state: CallState, itemId: string, text: string, atMs: number): Decision {
  const awaited = state.interruption.awaited.find((each) => each.itemId === itemId)
  if (awaited === undefined) return stay(state)
  const others = state.interruption.awaited.filter((each) => each !== awaited)
  const known: CallState = { ...state, interruption: { ...state.interruption, awaited: others } }
  const { interruption, languages } = state.rules
  switch (judge(text, interruption, languages)) {
    case 'nothing':
      return goOn(known, awaited.overGoodbye, atMs)
    case 'backchannel':
      if (mayAnswer(known, awaited, atMs)) return reply(known, awaited, atMs)
      return inTurn(
        known,
        (s) => doing(s, note('backchannel')),
        (s) => goOn(s, awaited.overGoodbye, atMs),
      )
    case 'always':
      return object(known, awaited, known.aim.is === 'talk', atMs)
    case 'words':
      return object(known, awaited, mayBeStopped(known, atMs), atMs)
  }
}

/** A "yes" to the end of what the agent said. To a goodbye there is no answer. */
const mayAnswer = (state: CallState, { overGoodbye, endedMs }: Awaited, atMs: number): boolean =>
  !overGoodbye && state.interruption.cut === undefined && !spokeOn(state, endedMs, atMs)

type Said = { readonly itemId: string; readonly endedMs: number }

const object = (state: CallState, said: Said, stops: boolean, atMs: number): Decision =>
  inTurn(
    state,
    (s) => (stops && runs(s.playback) ? stop(s, atMs, false) : stay(s)),
    (s) => reply(s, said, atMs),
  )

/** Answers it: behind what is still being said, where that was not stopped. */
function reply(state: CallState, { itemId, endedMs }: Said, atMs: number): Decision {
  if (state.aim.is !== 'talk') return stay(state)
  const stale = state.playback.items.map((item) => item.responseId)
  const unanswered = { itemId, silentSinceMs: endedMs, stale }
  return takeTurn(wantReply({ ...state, caller: { ...state.caller, unanswered } }), atMs)
}

/** Nothing was meant: what was cut off goes on, and what was a goodbye is one. */
const goOn = (state: CallState, overGoodbye: boolean, atMs: number): Decision =>
  inTurn(
    state,
    (s) => playOn(s, atMs),
    (s) => (overGoodbye ? aimAtHangUp(sayingGoodbyeStill(s), true) : stay(s)),
    settle,
  )

const sayingGoodbyeStill = (state: CallState): CallState =>
  state.aim.is === 'talk' ? { ...state, aim: { is: 'talk', endingWasCancelled: false } } : state

/** Unless somebody speaks again. */
function playOn(state: CallState, atMs: number): Decision {
  const { cut, ...interruption } = state.interruption
  const isFree = state.aim.is === 'talk' && !state.replies.held && !runs(state.playback)
  if (cut === undefined || !isFree) return takeTurn(state, atMs)
  const rests = cut.items.map((rest) => ({ ...rest, as: restId(rest.itemId) }))
  let { playback, transcript } = state
  for (const { as, responseId, ms, text } of rests) {
    playback = playedOn(playback, { itemId: as, responseId }, ms)
    transcript = spoken(transcript, as, text, true)
  }
  const words = rests.map(({ text }) => text).join(' ')
  return inTurn(
    { ...state, interruption, playback, transcript },
    (s) => doing(s, note('interruption-not-meant')),
    (s) => doing(s, ...rests.map(({ itemId, as, ms }): Effect => ({ do: 'play-rest', itemId, as, ms }))),
    (s) => tell(s, `The caller did not interrupt: your sentence went on, and they heard the rest of it: "${words}"`),
    (s) => takeTurn(cut.isPart ? wantReply(s) : s, atMs),
  )
}

/** The words did not come: the model heard what was said, and answers it. */
export function onWordsTimer(state: CallState, atMs: number): Decision {
  const last = state.interruption.awaited.at(-1)
  if (last === undefined) return stay(state)
  return reply({ ...state, interruption: { ...state.interruption, awaited: [] } }, last, atMs)
}

/** The caller is silent and the model has not taken the turn as over: it was nothing to it, and nobody waits any longer. */
export function onTurnTimer(state: CallState, atMs: number): Decision {
  const { over, voiceEndedMs } = state.interruption
  if (!state.replies.held || voiceEndedMs === undefined || atMs - voiceEndedMs < turnWithinMs - 50) return stay(state)
  const free: CallState = {
    ...state,
    replies: letGo(state.replies),
    interruption: complete(state.interruption, undefined),
  }
  return inTurn(
    free,
    (s) => doing(s, note('turn-not-committed')),
    (s) => goOn(s, over?.overGoodbye ?? false, atMs),
  )
}
