import type { Language } from '@frontdesk/line'
import type { ToolName } from '@frontdesk/tools'
import type { Capabilities } from '../model/voice-model.ts'
import { type Playback, silent } from './playback.ts'
import { quiet, type ReplyTurns } from './reply-turns.ts'
import type { SessionSettings } from './settings.ts'
import { noWords, type Transcript } from './transcript.ts'

/**
 * A call goes through this. The *connection* to the model is opened while the caller still hears the notice: it connects,
 * is ready, may be lost, pauses, connects again, until it is gone for good. The caller's *leg* is awaited, then attached.
 * Once both are there the call is *opened*: a new one with the greeting, a resumed one by going on where it was.
 *
 * From then on the caller and the agent take turns. `caller` keeps the times of what the caller says, `replies` knows whose
 * turn it is, `playback` what is in the caller's ear, `transcript` the words that belong to it. `tools` are what the
 * model asked for and has not been told of.
 *
 * The *aim* is what the call is heading for. It is `talk` until the agent ends the call or puts the caller through: then what
 * it says last is heard to its end first. A caller who speaks during the goodbye brings the aim back to `talk`, once. `over`
 * is for good: nothing but a tool's late answer is looked at.
 */
export interface CallState {
  readonly rules: Rules
  /** The language of the conversation. */
  readonly language: Language
  readonly leg: 'awaited' | 'attached'
  readonly connection: Connection
  /** Counts model sessions: what belongs to an earlier one cannot be said to a later one. */
  readonly session: number
  readonly opening: Opening
  readonly caller: Caller
  readonly replies: ReplyTurns
  /** When the model last showed a sign of life in the active response. */
  readonly signOfLifeMs: number
  /** Responses that failed in a row. */
  readonly failures: number
  readonly playback: Playback
  readonly transcript: Transcript
  /** Items that were cut off, newest last: late words and audio of them are dropped. */
  readonly cutItems: readonly string[]
  readonly tools: Tools
  readonly aim: Aim
}

/** What does not change during a call. */
export interface Rules {
  readonly model: string
  readonly capabilities: Capabilities
  /** Verbatim, in the opening language. */
  readonly greeting: string
  readonly languages: readonly Language[]
  readonly settings: SessionSettings
}

export type Connection =
  /** Not begun, or let go since no caller came. */
  | { readonly is: 'idle' }
  /** `tries`: sessions in a row that were lost before they said anything. `parked`: context for when it is ready. */
  | { readonly is: 'connecting' | 'pausing'; readonly tries: number; readonly parked: readonly string[] }
  | { readonly is: 'ready'; readonly tries: number }
  | { readonly is: 'gone'; readonly cause: string }

/** `greet`, `resume`: still to be done. `greeting`: asked for, and nothing of it heard. `done`: the caller has heard us. */
export type Opening = 'greet' | 'resume' | 'greeting' | 'done'

export interface Caller {
  /** Since when the caller's last utterance is over. */
  readonly silentSinceMs: number
  /** An utterance that no answer was heard to yet; audio of the `stale` responses is not the answer. */
  readonly unanswered?: { readonly itemId: string; readonly silentSinceMs: number; readonly stale: readonly string[] }
  /** When each utterance began whose words have not come yet; the newest few. */
  readonly began: ReadonlyMap<string, number>
}

export interface Tools {
  readonly open: readonly OpenTool[]
  /** Ids that were dealt with, newest last: a repeat is recognised by them. */
  readonly settled: readonly string[]
  /** Rounds of tools since the caller last spoke: a model that only ever calls tools is stopped by it. */
  readonly rounds: number
}

export interface OpenTool {
  readonly toolCallId: string
  readonly tool: ToolName
  readonly arguments: Record<string, unknown>
  readonly responseId: string
  /** Whether that response also spoke. */
  readonly spoke: boolean
  readonly session: number
  readonly askedAtMs: number
  /** `overdue`: the model was told that it is not confirmed yet. */
  readonly is: 'asked' | 'overdue'
}

export type Aim =
  | { readonly is: 'talk'; readonly endingWasCancelled: boolean }
  | { readonly is: 'hang-up'; readonly mayBeCancelled: boolean }
  | { readonly is: 'hand-over'; readonly reason: string }
  | { readonly is: 'over' }

/** I6: how many utterances may be without their words, and how many cut items are remembered. */
export const maxRemembered = 32

export interface Resumed {
  /** Tools that were asked for and have no answer in the journal. */
  readonly openTools: readonly OpenTool[]
  readonly settled: readonly string[]
}

export function initialState(rules: Rules, language: Language, resumed?: Resumed): CallState {
  return {
    rules,
    language,
    leg: 'awaited',
    connection: { is: 'idle' },
    session: 0,
    opening: resumed === undefined ? 'greet' : 'resume',
    caller: { silentSinceMs: 0, began: new Map() },
    replies: quiet,
    signOfLifeMs: 0,
    failures: 0,
    playback: silent,
    transcript: noWords,
    cutItems: [],
    tools: { open: resumed?.openTools ?? [], settled: resumed?.settled ?? [], rounds: 0 },
    aim: { is: 'talk', endingWasCancelled: false },
  }
}
