import type { InterruptionRules, Language } from '@frontdesk/line'
import type { ToolName } from '@frontdesk/tools'
import type { Capabilities } from '../model/voice-model.ts'
import { type Attention, attentive } from './attention-state.ts'
import type { Back } from './back.ts'
import type { CallDisclosure } from './call.ts'
import type { Clips } from './clips.ts'
import { type Disclosed, disclosedAtFirst } from './disclosed.ts'
import type { Emergency } from './emergency.ts'
import { type Interruption, undisturbed } from './interruption.ts'
import type { CallLimits, Limit, Spending } from './limits.ts'
import { type Playback, silent } from './playback.ts'
import { quiet, type ReplyTurns } from './reply-turns.ts'
import type { Rotation } from './rotation.ts'
import { nothingSaid, type SayDo } from './say-do.ts'
import type { SessionSettings } from './settings.ts'
import { noWords, type Transcript } from './transcript.ts'
import { type TurnTiming, untimed } from './turn-timing.ts'

/**
 * A call goes through this. The *connection* to the model is opened while the caller still hears the notice: it connects,
 * is ready, may be lost, pauses, connects again, until it is gone for good. The caller's *leg* is awaited, then attached.
 * Once both are there the call is *opened*: a new one with the greeting, a resumed one by going on where it was.
 *
 * From then on the caller and the agent take turns. `caller` keeps the times of what the caller says, `replies` knows whose
 * turn it is, `playback` what is in the caller's ear, `transcript` the words that belong to it, `interruption` whether the caller means to stop it. `tools` are what the
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
  /** Why the caller is back with the agent; until they were told. */
  readonly back: Back | undefined
  readonly caller: Caller
  readonly replies: ReplyTurns
  /** When the model last showed a sign of life in the active response. */
  readonly signOfLifeMs: number
  /** Responses that failed in a row. */
  readonly failures: number
  readonly playback: Playback
  readonly transcript: Transcript
  readonly interruption: Interruption
  /** Items that were cut off, newest last: late words and audio of them are dropped. */
  readonly cutItems: readonly string[]
  readonly tools: Tools
  readonly sayDo: SayDo
  readonly disclosed: Disclosed
  readonly aim: Aim
  readonly attention: Attention
  readonly clips: Clips
  readonly spent: Spending
  readonly rotation: Rotation
  /** Keys that the caller pressed, and the model has not been told of. */
  readonly digits: string
  readonly timing: TurnTiming
}

/** What does not change during a call. */
export interface Rules {
  readonly model: string
  readonly capabilities: Capabilities
  /** Verbatim, in the opening language. */
  readonly greeting: string
  readonly languages: readonly Language[]
  readonly interruption: InterruptionRules
  readonly settings: SessionSettings
  readonly limits: CallLimits
  /** What may be kept, and by whose law; absent: nothing is recorded. */
  readonly disclosure?: CallDisclosure
  /** What the line calls an emergency, as far as it holds at this hour. */
  readonly emergencies?: readonly Emergency[]
  /** What other calls in this voice left to this one. */
  readonly clips: Clips['held']
}

export type Connection =
  /** Not begun, or let go since no caller came. */
  | { readonly is: 'idle' }
  /** `tries`: sessions in a row that were lost before they said anything. `parked`: context for when it is ready. */
  | { readonly is: 'connecting' | 'pausing'; readonly tries: number; readonly parked: readonly string[] }
  | { readonly is: 'ready'; readonly tries: number }
  | { readonly is: 'gone'; readonly cause: string }

/**
 * `greet`, `resume`: still to be done. `greeting`: asked for, and nothing of it heard. `excusing`: the caller is being told of
 * the interruption; behind it the agent goes on. `done`: the caller has heard us.
 */
export type Opening = 'greet' | 'resume' | 'greeting' | 'excusing' | 'done'

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
  /** A limit was reached: once it was said, the line's fallback follows. */
  | { readonly is: 'fall-back'; readonly limit: Limit }
  | { readonly is: 'over' }

/** I6: how many utterances may be without their words, and how many cut items are remembered. */
export const maxRemembered = 32

export interface Resumed {
  /** Tools that were asked for and have no answer in the journal. */
  readonly openTools: readonly OpenTool[]
  readonly settled: readonly string[]
  /** What the call was heading for when it was lost; absent: it went on. */
  readonly aim?: Aim
  readonly sayDo?: SayDo
  /** The caller comes back from people: what they are told. */
  readonly back?: Back
  /** What the call had cost; absent: nothing. */
  readonly spent?: Spending
}

export function initialState(rules: Rules, language: Language, resumed?: Resumed): CallState {
  return {
    rules,
    language,
    leg: 'awaited',
    connection: { is: 'idle' },
    session: 0,
    opening: resumed === undefined ? 'greet' : 'resume',
    back: resumed?.back,
    caller: { silentSinceMs: 0, began: new Map() },
    replies: quiet,
    signOfLifeMs: 0,
    failures: 0,
    playback: silent,
    transcript: noWords,
    interruption: undisturbed,
    cutItems: [],
    tools: { open: resumed?.openTools ?? [], settled: resumed?.settled ?? [], rounds: 0 },
    sayDo: resumed?.sayDo ?? nothingSaid,
    disclosed: disclosedAtFirst(rules.disclosure),
    aim: resumed?.aim ?? { is: 'talk', endingWasCancelled: false },
    attention: attentive,
    clips: { held: rules.clips, asked: [] },
    spent: resumed?.spent ?? { micros: 0, unpriced: 0 },
    rotation: 'not-due',
    digits: '',
    timing: untimed,
  }
}
