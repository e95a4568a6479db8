import { PassingAudio } from '@frontdesk/audio/passing-audio'
import { interruptionSchema } from '@frontdesk/line'
import { pricesOn } from '@frontdesk/prices'
import type { LegEvent } from '../../carrier/carrier-leg.ts'
import type { ModelEvent, ToolCall } from '../../model/voice-model.ts'
import { type CallState, initialState, type Resumed, type Rules } from '../call-state.ts'
import { decide } from '../decide.ts'
import type { Effect } from '../effect.ts'
import type { Happening, Timer, ToolAnswer } from '../input.ts'
import { defaultSettings } from '../settings.ts'

export const rules: Rules = {
  model: 'gpt-realtime-2.1',
  capabilities: { turnOwner: 'client', unsay: 'truncate' },
  greeting: 'Hello, this is Ada, the AI assistant.',
  languages: ['de', 'en'],
  interruption: interruptionSchema.parse({}),
  settings: { ...defaultSettings, pieceMs: 100 },
  limits: {
    ...{
      askWhenSilentMs: 8_000,
      asksWhenSilent: 2,
      longestMonologueMs: 90_000,
      longestCallMs: 1_800_000,
      startedMs: 0,
    },
    ...{ mostSpentMicros: 10_000_000, prices: pricesOn('2026-11-22') },
  },
  clips: {},
}

export interface Given {
  readonly state: CallState
  readonly nowMs: number
  /** What the last thing that happened led to, without the timers that watch over the whole call: those are `watches`. */
  readonly effects: readonly Effect[]
  /** The watch over silence, length and age of the call: what was set, and 'off' for what was cancelled. */
  readonly watches: Readonly<Record<string, number | 'off'>>
  when(...happenings: readonly Happening[]): Given
  later(ms: number): Given
  /** Names of the effects, journal entries by their kind. */
  readonly done: readonly string[]
  the<D extends Effect['do']>(kind: D): readonly Extract<Effect, { do: D }>[]
  journalled<K extends string>(kind: K): readonly Extract<Extract<Effect, { do: 'journal' }>['entry'], { kind: K }>[]
}

/** A conversation in which these things happened, ten milliseconds apart. */
export const given = (...happenings: readonly Happening[]): Given =>
  at(initialState(rules, 'en'), 0, []).when(...happenings)

export const givenResumed = (resumed: Resumed, ...happenings: readonly Happening[]): Given =>
  at(initialState(rules, 'en', resumed), 0, []).when(...happenings)

const watching: readonly Timer[] = ['attention', 'rotate', 'longest-call']
type TimerEffect = Extract<Effect, { do: 'set-timer' } | { do: 'cancel-timer' }>
const isWatch = (effect: Effect): effect is TimerEffect =>
  (effect.do === 'set-timer' || effect.do === 'cancel-timer') && watching.includes(effect.timer)

export function at(state: CallState, nowMs: number, all: readonly Effect[]): Given {
  const effects: readonly Effect[] = all.filter((effect) => !isWatch(effect))
  const journal = effects.flatMap((effect) => (effect.do === 'journal' ? [effect.entry] : []))
  return {
    state,
    nowMs,
    effects,
    when(...happenings) {
      let so = { state, nowMs, effects: [] as readonly Effect[] }
      for (const happening of happenings) {
        const nextMs = so.nowMs + 10
        so = { nowMs: nextMs, ...decide(so.state, { ...happening, atMs: nextMs }) }
      }
      return at(so.state, so.nowMs, so.effects)
    },
    later: (ms) => at(state, nowMs + ms, all),
    watches: Object.fromEntries(
      all.filter(isWatch).map((effect) => [effect.timer, effect.do === 'set-timer' ? effect.ms : 'off']),
    ),
    done: effects.map((effect) => (effect.do === 'journal' ? `journal ${effect.entry.kind}` : effect.do)),
    the: (kind) => effects.filter((effect): effect is Extract<Effect, { do: typeof kind }> => effect.do === kind),
    journalled: (kind) =>
      journal.filter((entry): entry is Extract<typeof entry, { kind: typeof kind }> => entry.kind === kind),
  }
}

const model = (event: ModelEvent): Happening => ({ kind: 'model', event })
const leg = (event: Exclude<LegEvent, { kind: 'audio' }>): Happening => ({ kind: 'leg', event })

/** So many milliseconds of something, as it travels. */
export const audioOf = (ms: number): string => Buffer.alloc(ms * 8, 0x7f).toString('base64')

export const prepared: Happening = { kind: 'prepared' }
export const attached: Happening = { kind: 'leg-attached' }
export const ready = model({ kind: 'ready', sessionId: 's' })
export const lost = model({ kind: 'ended', cause: 'lost', code: 'closed-1006' })
export const fatal = model({ kind: 'ended', cause: 'fatal', code: 'invalid_api_key' })
export const timer = (name: Timer): Happening => ({ kind: 'timer', timer: name })
export const hears = (mark: string) => leg({ kind: 'mark', name: mark })
export const presses = (digit: string) => leg({ kind: 'dtmf', digit })
export const stopped = leg({ kind: 'stopped' })

export const begins = (itemId = 'u1') => model({ kind: 'speech-started', itemId })
export const stops = (itemId = 'u1') => model({ kind: 'speech-stopped', itemId, silentMs: 500 })
export const commits = (itemId = 'u1') => model({ kind: 'turn-committed', itemId })
/** The caller says something, from its beginning to its end. */
export const callerSpeaks = (itemId = 'u1'): readonly Happening[] => [begins(itemId), stops(itemId), commits(itemId)]
export const callerSaid = (text: string, itemId = 'u1') => model({ kind: 'caller-words', itemId, text })

export const starts = (responseId: string) => model({ kind: 'response-started', responseId })
export const voice = (responseId: string, ms: number, itemId = `${responseId}-item`) =>
  model({ kind: 'audio', responseId, itemId, audio: PassingAudio.of(audioOf(ms)) })
export const words = (responseId: string, text: string, itemId = `${responseId}-item`) =>
  model({ kind: 'agent-words', itemId, text, final: true })
export const ends = (
  responseId: string,
  status: Extract<ModelEvent, { kind: 'response-ended' }>['status'] = 'completed',
  toolCalls: readonly ToolCall[] = [],
) => model({ kind: 'response-ended', responseId, status, toolCalls })
export const refuses = (code: string, busy = false) => model({ kind: 'response-refused', code, busy })
/** Our own ear hears so much of the caller's voice; 0: it has ended. */
export const voiced = (voicedMs: number): Happening => ({ kind: 'caller-voice', voicedMs })
export const sentPiece = (mark: string, itemId: string, ms: number): Happening => ({
  kind: 'piece-sent',
  piece: { mark, itemId, ms },
})

export const toolCall = (toolCallId: string, tool: string, args: unknown = {}): ToolCall => ({
  toolCallId,
  tool,
  argumentsJson: JSON.stringify(args),
})
export const answers = (toolCallId: string, outcome: ToolAnswer['outcome'], tool = 'findAvailability'): Happening => ({
  kind: 'tool-completed',
  answer: { toolCallId, tool, outcome, effects: [] },
})
export const succeeded = (result: Record<string, unknown> = {}) => ({ status: 'succeeded', result }) as const

/** Ready, greeted and heard to the end of the greeting: the caller's turn. */
export const opened: readonly Happening[] = [
  prepared,
  attached,
  ready,
  starts('r0'),
  voice('r0', 100),
  words('r0', 'Hello, this is Ada.'),
  sentPiece('0.0', 'r0-item', 100),
  ends('r0'),
  hears('0.0'),
]
