import { type ActName, nextAct } from './act.ts'
import { acts, type ToolCall } from './acts.ts'
import type { Happening } from './happening.ts'
import { hear } from './hear.ts'
import { inferred } from './inferred.ts'
import { type Language, languageOf } from './language.ts'
import { phraseFor } from './phrases.ts'
import { readPrompt, sayExactly } from './prompt-facts.ts'
import { openingState, type State } from './state.ts'
import { learn } from './tool-answers.ts'

/** What the model answers: perhaps words, perhaps tools, perhaps neither. Words come first. */
export interface Reply {
  /** What it decided to do; undefined when its words were ordered. */
  readonly act?: ActName
  readonly language: Language
  readonly speech: string
  readonly calls: readonly ToolCall[]
}

export interface Knowledge {
  /** Of the session. */
  readonly instructions: string
  /** Of this response alone, where it has its own. */
  readonly override?: string | undefined
  readonly happenings: readonly Happening[]
  /** The names of the tools that it may ask. */
  readonly tools: readonly string[]
  /** Says that the booking is done, whatever it was about to do for it. */
  readonly pretends?: boolean
}

/**
 * The simulated model's mind. It knows what a model would: its instructions and the conversation, nothing else, and it works
 * the state out anew from them every time. So a session that is seeded with an account of a call goes on like the one before it.
 */
export function answer(knowledge: Knowledge): Reply {
  const state = recollect(knowledge)
  const ordered = knowledge.override === undefined ? undefined : obey(knowledge.override, state)
  if (ordered) return ordered
  const act = nextAct(state)
  if (knowledge.pretends)
    return { language: state.language, speech: phraseFor('tellBooked', pretended(state)), calls: [] }
  const wanted = acts[act].calls?.(state) ?? []
  const calls = wanted.filter(({ tool }) => knowledge.tools.includes(tool))
  const speech = phraseFor(act, state)
  const isHelpless = speech === '' && wanted.length > calls.length
  return { act, language: state.language, speech: isHelpless ? phraseFor('cannot', state) : speech, calls }
}

const pretended = (state: State): State => ({
  ...state,
  booking: { is: 'booked', as: 'booked', spoken: state.choice?.spoken ?? '', sms: 'no-sms' },
})

/** What the instructions of one response want, where it is something other than going on. */
function obey(override: string, state: State): Reply | undefined {
  const exactly = sayExactly(override, state.language)
  if (exactly) return { language: languageOf(exactly) ?? state.language, speech: exactly, calls: [] }
  const act = /good-?bye|farewell/i.test(override)
    ? 'goodbye'
    : /did not work/i.test(override)
      ? 'tellStuck'
      : undefined
  return act && { language: state.language, speech: phraseFor(act, state), calls: [] }
}

function recollect({ instructions, happenings }: Knowledge): State {
  let before: State | undefined
  let state = openingState(readPrompt(instructions))
  for (const happening of happenings) {
    if (happening.kind === 'agent-said' && isExcuse(happening.text)) continue
    const next = happen(state, happening)
    // What was cut off and not followed by anything was not heard to its end: it is still to be said.
    before =
      happening.kind === 'agent-said' && isCutOff(state, happening.text) ? { ...state, greeted: true } : undefined
    state = next
  }
  return before ?? state
}

/** A word about the line says nothing of the matter: what was to be said before it still is. */
const isExcuse = (text: string | null) =>
  text !== null && /line was interrupted|Leitung war kurz unterbrochen/.test(text)

function happen(state: State, happening: Happening): State {
  switch (happening.kind) {
    case 'caller-said':
      return hear(state, happening.text)
    case 'agent-said':
      return speak(state, happening.text)
    case 'tool-asked':
      // Nobody waits for the answer to a hang-up.
      if (happening.tool === 'endCall') return { ...state, callerWaits: false }
      return {
        ...inferred(state, happening),
        callerWaits: false,
        pending: new Set([...state.pending, happening.tool]),
      }
    case 'tool-answered':
      return learn(state, happening.tool, happening.output)
    case 'put-right':
      return { ...state, aside: 'mistaken', callerWaits: true }
    case 'resumed':
      return { ...state, greeted: true }
    default:
      return happening satisfies never
  }
}

/** What may be said because a response was told to, or could not do what was next. */
const unplanned: readonly ActName[] = ['tellStuck', 'cannot', 'goodbye']

/** What the caller is told who is back from people, and what that asks them. */
const backWords = [
  { asks: 'person', words: /sorry, nobody can come to the phone|es kann gerade niemand ans Telefon kommen/i },
  {
    asks: 'else',
    words: /other side has hung up|Gesprächspartner hat aufgelegt|nobody is answering there|dort nimmt niemand ab/i,
  },
] as const

function comeBack(state: State, text: string | null): State | undefined {
  const back = backWords.find(({ words }) => text !== null && words.test(text))
  if (back === undefined) return undefined
  const open = { transfer: { is: 'none' }, transferTold: false, logged: false, wish: 'none' } as const
  return { ...state, ...open, greeted: true, callerWaits: false, asked: back.asks, ringsBack: true }
}

function speak(state: State, text: string | null): State {
  const back = comeBack(state, text)
  if (back !== undefined) return back
  const spoken = { ...state, greeted: true, callerWaits: false }
  const begins = (act: ActName) => text === null || wordsOf(phraseFor(act, state)).startsWith(wordsOf(text))
  const act = [nextAct(state), ...unplanned].find(begins)
  return act ? { ...spoken, ...acts[act].done(state) } : spoken
}

function isCutOff(state: State, text: string | null): boolean {
  if (text === null) return true
  const planned = wordsOf(phraseFor(nextAct(state), state))
  const heard = wordsOf(text)
  return planned.startsWith(heard) && heard.length < planned.length
}

/** Letters and digits alone: a cut-off line may end in dots, a dash or a note in brackets. */
function wordsOf(text: string): string {
  return text
    .replace(/[[(][^\])]*[\])]\s*$/, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}
