import { type Attention, dueOf, type Mood, moodOf, waits } from './attention-state.ts'
import type { CallState } from './call-state.ts'
import { askForClip, sayOneMoment } from './clips.ts'
import { stop } from './decide-interruption.ts'
import { type Decision, doing, followedBy, inTurn, note, stay } from './decision.ts'
import type { Effect } from './effect.ts'
import { aimAtHangUp } from './ending.ts'
import type { Input } from './input.ts'
import { reachLimit } from './limits.ts'
import { isOurs, isUnheard } from './playback.ts'
import { takeTurn, wantReply } from './replying.ts'
import { exactly, sentence } from './sentences.ts'

/** What was decided, with an eye on the silence that it leaves. */
export function attended(input: Input, decided: Decision): Decision {
  const isDue = input.kind === 'timer' && input.timer === 'attention'
  const acted = isDue ? followedBy(decided, act(decided.state, input.atMs)) : decided
  const asked = isWordless(input)
    ? acted
    : followedBy(acted, askForClip(isReady(input) ? asksAnew(acted.state) : acted.state))
  return followedBy(asked, look(asked.state, input))
}

/** Another session was not asked for anything. */
const asksAnew = (state: CallState): CallState => ({ ...state, clips: { ...state.clips, asked: [] } })
const isReady = (input: Input) => input.kind === 'model' && input.event.kind === 'ready'

/** Most of what happens is sound on its way, which changes no language. */
const isWordless = (input: Input) =>
  input.kind === 'piece-sent' || input.kind === 'leg' || (input.kind === 'model' && input.event.kind === 'audio')

function look(state: CallState, input: Input): Decision {
  const mood = moodOf(state)
  const before = isSignOfCaller(input) ? { ...state.attention, asks: 0, monologueMs: 0, stops: 0 } : state.attention
  const now = mood === before.mood ? before : changed(before, mood, state, input.atMs)
  const answered = mood === 'agent-speaks' && now.fillers > 0 && agentSpeaks(state) ? { ...now, fillers: 0 } : now
  const dueMs = dueOf(state, answered)
  if (answered === state.attention && dueMs === answered.dueMs) return stay(state)
  const attention: Attention = { ...answered, dueMs }
  return doing({ ...state, attention }, ...timerOf(state.attention.dueMs, dueMs, input.atMs))
}

/** Something of the agent's own is yet to be heard, and not only a filler. */
const agentSpeaks = (state: CallState): boolean => state.playback.items.some((item) => !isOurs(item) && isUnheard(item))

const isSignOfCaller = (input: Input): boolean =>
  (input.kind === 'model' && input.event.kind === 'speech-started') ||
  (input.kind === 'leg' && input.event.kind === 'dtmf')

function changed(before: Attention, mood: Mood, state: CallState, atMs: number): Attention {
  const spokeMs = before.mood === 'agent-speaks' ? atMs - before.sinceMs : 0
  const begins = waits(mood) && !waits(before.mood)
  // Of the caller's own silence the model tells late.
  const silentSinceMs = before.mood === 'caller-speaks' ? Math.min(atMs, state.caller.silentSinceMs) : atMs
  return {
    ...before,
    mood,
    sinceMs: waits(mood) ? (begins ? silentSinceMs : before.sinceMs) : atMs,
    awaySinceMs: mood === 'model-away' ? atMs : before.awaySinceMs,
    fillers: mood === 'caller-speaks' || mood === 'caller-silent' ? 0 : before.fillers,
    monologueMs: before.monologueMs + spokeMs,
  }
}

function timerOf(beforeMs: number | undefined, dueMs: number | undefined, atMs: number): readonly Effect[] {
  if (dueMs === beforeMs) return []
  if (dueMs === undefined) return [{ do: 'cancel-timer', timer: 'attention' }]
  return [{ do: 'set-timer', timer: 'attention', ms: Math.max(0, Math.ceil(dueMs - atMs)) }]
}

/** The moment has come. When it came too early, which a timer may, it is waited for again. */
function act(state: CallState, atMs: number): Decision {
  const { attention } = state
  const isDue = attention.dueMs !== undefined && atMs >= attention.dueMs
  const again: CallState = { ...state, attention: { ...attention, dueMs: undefined } }
  if (!isDue || moodOf(state) !== attention.mood) return stay(again)
  switch (attention.mood) {
    case 'waits-for-model':
    case 'waits-for-tool':
    case 'model-away':
      return fill(again, atMs)
    case 'caller-silent':
      return askWhetherThere(again, atMs)
    case 'agent-speaks':
      return stopMonologue(again, atMs)
    case 'caller-speaks':
    case 'nothing':
      return stay(again)
    default:
      return attention.mood satisfies never
  }
}

function fill(state: CallState, atMs: number): Decision {
  const { attention } = state
  const counted: CallState = { ...state, attention: { ...attention, fillers: attention.fillers + 1, sinceMs: atMs } }
  return inTurn(
    counted,
    (s) => sayOneMoment(s, attention.fillers, atMs),
    (s) => takeTurn(s, atMs),
  )
}

function askWhetherThere(state: CallState, atMs: number): Decision {
  const { attention, rules, language } = state
  const asks = attention.asks + 1
  const asking: CallState = { ...state, attention: { ...attention, asks } }
  if (asks > rules.limits.asksWhenSilent) {
    return inTurn(
      asking,
      (s) => doing(s, note('caller-silent')),
      (s) => aimAtHangUp(s, false),
      (s) => takeTurn(s, atMs),
    )
  }
  return takeTurn(wantReply(asking, { say: exactly(sentence('stillThere', language)) }), atMs)
}

/** Once it is stopped and asks what else there is; an agent that does it again is beyond help. */
function stopMonologue(state: CallState, atMs: number): Decision {
  if (state.aim.is !== 'talk') return stay(state)
  const { attention, language } = state
  const stopped: CallState = {
    ...state,
    attention: { ...attention, sinceMs: atMs, monologueMs: 0, stops: attention.stops + 1 },
  }
  const isAgain = attention.stops > 0
  return inTurn(
    stopped,
    (s) => doing(s, note('monologue')),
    (s) => stop(s, atMs, false),
    (s) =>
      isAgain
        ? reachLimit(s, 'longest-monologue', atMs)
        : takeTurn(wantReply(s, { say: exactly(sentence('enoughSaid', language)) }), atMs),
  )
}
