import { type ClaimKind, lastWords } from '@frontdesk/claims'
import { provenBy } from '@frontdesk/claims/proofs'
import type { ModelEvent } from '../model/voice-model.ts'
import type { CallState } from './call-state.ts'
import { type Decision, doing, inTurn, note, stay } from './decision.ts'
import type { Effect, Entry } from './effect.ts'
import type { Input } from './input.ts'
import { isActive, isBeingCancelled } from './reply-turns.ts'
import { takeTurn, tell, wantReply } from './replying.ts'
import { hasRead, mayYetBeShown, mostTries, type OpenClaim, reading, type SayDo } from './say-do.ts'
import { takeBackOrder, takingBack } from './say-do-words.ts'
import { exactly } from './sentences.ts'

type Ended = Extract<ModelEvent, { kind: 'response-ended' }>
type Words = ReturnType<typeof lastWords>
type Utterance = Extract<Entry, { kind: 'utterance' }>

/**
 * What was decided, with the agent held to its word. `before` still has the words of a response that is over now. Sound on its
 * way says nothing (I5).
 */
export function heldToItsWord(before: CallState, input: Input, decided: Decision): Decision {
  if (isSound(input) || decided.state.aim.is === 'over') return decided
  const heard = decided.effects.flatMap(agentUtterance)
  const ended = input.kind === 'model' && input.event.kind === 'response-ended' ? input.event : undefined
  const isIdle = decided.state.sayDo.open.length === 0 && heard.length === 0 && ended === undefined
  if (isIdle && input.kind !== 'tool-completed') return decided
  return inTurn(
    decided.state,
    (state) => ({ state, effects: decided.effects }),
    (state) => stay(beingSaid(state, decided.effects)),
    (state) => (input.kind === 'tool-completed' ? learn(state, input) : stay(failed(state, input))),
    (state) => (ended === undefined ? stay(state) : readAnswer(before, state, ended)),
    ...heard.map((utterance) => (state: CallState) => hear(state, utterance)),
    (state) => lookAgain(state, decided.effects, ended === undefined),
    (state) => correct(state, input.atMs),
  )
}

const isSound = (input: Input): boolean =>
  input.kind === 'piece-sent' || (input.kind === 'model' && input.event.kind === 'audio')

const agentUtterance = (effect: Effect): readonly Utterance[] =>
  effect.do === 'journal' && effect.entry.kind === 'utterance' && effect.entry.who === 'agent' ? [effect.entry] : []

const withSayDo = (state: CallState, change: Partial<SayDo>): CallState => ({
  ...state,
  sayDo: { ...state.sayDo, ...change },
})

const claim = (kind: ClaimKind, itemId: string, is: 'unfounded' | 'taken-back' | 'came-true'): Effect => ({
  do: 'journal',
  entry: { kind: 'claim', claim: kind, itemId, is },
})

/** What a tool answered shows, and settles what was said of it. */
function learn(state: CallState, { answer }: Extract<Input, { kind: 'tool-completed' }>): Decision {
  const shown = provenBy(answer.tool, answer.outcome, answer.effects)
  const { proven, open } = state.sayDo
  const settled = open.filter(({ kind }) => shown.includes(kind))
  const change = { proven: [...new Set([...proven, ...shown])], open: open.filter((each) => !settled.includes(each)) }
  const news = settled.filter(({ wrong }) => wrong).map(({ kind, itemId }) => claim(kind, itemId, 'came-true'))
  return doing(withSayDo(state, change), ...news)
}

const change = (state: CallState, each: (open: OpenClaim) => OpenClaim): CallState =>
  withSayDo(state, { open: state.sayDo.open.map(each) })

/** What a lost session was told is gone with it; what was refused is asked for again. */
function failed(state: CallState, input: Input): CallState {
  if (input.kind !== 'model') return state
  if (input.event.kind === 'ended') return change(state, (open) => again(open, ['told', 'insisting']))
  return input.event.kind === 'response-refused' ? change(state, (open) => again(open, ['insisting'])) : state
}

const again = (open: OpenClaim, from: readonly OpenClaim['is'][]): OpenClaim =>
  from.includes(open.is) ? { ...open, is: 'insist' } : open

/** Our sentence is being asked for, whoever took the turn for it. */
function beingSaid(state: CallState, effects: readonly Effect[]): CallState {
  const said = effects.flatMap((effect) => (effect.do === 'say' ? [effect.instructions] : []))
  if (said.length === 0) return state
  return change(state, (open) =>
    open.is === 'insist' &&
    state.rules.languages.some((language) => said.includes(exactly(takingBack(open.kind, language))))
      ? { ...open, is: 'insisting', unaware: 0, tries: open.tries + 1 }
      : open,
  )
}

/** A complete answer: what it claims, and whether it takes back what it was told to. Of one that was stopped counts what is heard. */
function readAnswer(before: CallState, state: CallState, response: Ended): Decision {
  const isWhole = response.status === 'completed' && !isBeingCancelled(before.replies, response.responseId)
  if (!isWhole) return stay(change(state, (open) => again(open, ['insisting'])))
  const items = before.playback.items.filter(({ responseId }) => responseId === response.responseId)
  const itemIds = items.map(({ itemId }) => itemId)
  const words = lastWords(itemIds.map((itemId) => before.transcript.get(itemId) ?? '').join(' '))
  const itemId = itemIds.at(-1) ?? ''
  const open = state.sayDo.open.map((each) => judged(each, words, itemId, mayYetBeShown(state.tools, each.kind)))
  const read = reading({ ...state.sayDo, open }, itemIds)
  return newClaims({ ...state, sayDo: read }, words, itemId)
}

function judged(open: OpenClaim, words: Words, itemId: string, isBeingDone: boolean): OpenClaim {
  if (open.is !== 'told' && open.is !== 'insisting') return open
  if (open.unaware > 0) return { ...open, unaware: open.unaware - 1 }
  if (words.get(open.kind) === 'not-done') return { ...open, is: 'said', itemId }
  return { ...open, is: isBeingDone ? 'held' : 'insist' }
}

/** What is claimed for the first time, and not shown. */
function newClaims(state: CallState, words: Words, itemId: string): Decision {
  const { proven, open } = state.sayDo
  const isNew = (kind: ClaimKind) => !proven.includes(kind) && !open.some((each) => each.kind === kind)
  const fresh = [...words].filter(([kind, says]) => says === 'done' && isNew(kind)).map(([kind]) => kind)
  const held = fresh.map((kind): OpenClaim => ({ kind, itemId, is: 'held', wrong: false, unaware: 0, tries: 0 }))
  return stay(fresh.length === 0 ? state : withSayDo(state, { open: [...open, ...held] }))
}

/** The caller heard the agent say this. Of an answer that was stopped these are the words that count. */
function hear(state: CallState, { itemId, text, cutOff }: Utterance): Decision {
  const isRead = hasRead(state.sayDo, itemId)
  const isIn = (each: OpenClaim) => (each.is === 'said' && each.itemId === itemId) || (!isRead && each.is !== 'held')
  if (isRead && !state.sayDo.open.some(isIn)) return stay(state)
  const words = lastWords(text)
  const heard = state.sayDo.open.filter((each) => isIn(each) && words.get(each.kind) === 'not-done')
  const open = state.sayDo.open
    .filter((each) => !heard.includes(each))
    .map((each) => (cutOff && each.itemId === itemId ? again(each, ['said']) : each))
  const takenBack = [...new Set([...state.sayDo.takenBack, ...heard.map(({ kind }) => kind)])]
  return inTurn(
    withSayDo(state, { open, takenBack }),
    (s) => doing(s, ...heard.map(({ kind }) => claim(kind, itemId, 'taken-back'))),
    (s) => (isRead ? stay(s) : newClaims({ ...s, sayDo: reading(s.sayDo, [itemId]) }, words, itemId)),
  )
}

/**
 * What is held and can no longer be shown is unfounded. Where it is a tool's end that says so (`byTool`), the model is about to
 * tell of it, and that answer is looked at before anything else is done.
 */
function lookAgain(state: CallState, effects: readonly Effect[], byTool: boolean): Decision {
  const wrong = state.sayDo.open.filter(({ kind, is }) => is === 'held' && !mayYetBeShown(state.tools, kind))
  if (wrong.length === 0) return stay(state)
  const isAnswering = effects.some((effect) => effect.do === 'respond')
  const tellsItself = byTool && (isAnswering || state.replies.wanted !== undefined)
  const isTrusted = ({ kind }: OpenClaim) => !state.sayDo.takenBack.includes(kind)
  const unaware = isActive(state.replies) && !(byTool && isAnswering) ? 1 : 0
  const found = change(state, (each) =>
    wrong.includes(each) ? { ...each, is: isTrusted(each) ? 'told' : 'insist', wrong: true, unaware } : each,
  )
  const news = wrong.filter((each) => !each.wrong).map(({ kind, itemId }) => claim(kind, itemId, 'unfounded'))
  const toTell = wrong.filter(isTrusted).map(({ kind }) => kind)
  return inTurn(
    found,
    (s) => doing(s, ...news),
    (s) => (toTell.length === 0 || tellsItself || !mayCorrect(s) ? stay(s) : order(s, toTell)),
  )
}

/** A caller who is being handed to a person is corrected by them. */
const mayCorrect = ({ aim, opening }: CallState): boolean =>
  (aim.is === 'talk' || aim.is === 'hang-up') && opening !== 'greet' && opening !== 'resume'

function order(state: CallState, kinds: readonly ClaimKind[]): Decision {
  const text = takeBackOrder(kinds)
  const decidesItself = state.rules.capabilities.turnOwner === 'model'
  return inTurn(
    state,
    (s) => tell(s, text),
    (s) => stay(wantReply(s, decidesItself ? { say: text } : {})),
  )
}

/** Has our sentence said where the model's word was not enough, and keeps the call from ending before that. */
function correct(state: CallState, atMs: number): Decision {
  const isOwed = state.sayDo.open.some(({ is }) => is === 'told' || is === 'insist' || is === 'insisting')
  if (!isOwed || !mayCorrect(state)) return stay(state)
  const { state: then, effects } = inTurn(state, stayOn, insist, (s) => takeTurn(s, atMs))
  return { state: beingSaid(then, effects), effects }
}

/** An agent that says goodbye on top of what is not so has more to say. */
function stayOn(state: CallState): Decision {
  if (state.aim.is !== 'hang-up') return stay(state)
  const endingWasCancelled = !state.aim.mayBeCancelled
  return doing(
    { ...state, aim: { is: 'talk', endingWasCancelled } },
    { do: 'cancel-timer', timer: 'goodbye' },
    note('ending-cancelled'),
  )
}

const sentenceFor = (state: CallState, { kind }: OpenClaim): string => exactly(takingBack(kind, state.language))

/** One sentence at a time; one that was asked for too often is given up. */
function insist(state: CallState): Decision {
  const hopeless = state.sayDo.open.filter(({ is, tries }) => is === 'insist' && tries >= mostTries)
  const open = state.sayDo.open.filter((each) => !hopeless.includes(each))
  const left = hopeless.length === 0 ? state : withSayDo(state, { open })
  const next = open.find(({ is }) => is === 'insist')
  const isAsked = open.some(({ is }) => is === 'insisting')
  const gaveUp = hopeless.length === 0 ? [] : [note('claim-not-taken-back', hopeless.length)]
  if (next === undefined || isAsked) return doing(left, ...gaveUp)
  return doing(wantReply(left, { say: sentenceFor(state, next), must: true }), ...gaveUp)
}
