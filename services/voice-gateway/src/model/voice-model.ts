import type { PassingAudio } from '@frontdesk/audio/passing-audio'
import type { ToolDefinition } from '@frontdesk/tools'

/**
 * A model that talks, in the session's words. Shaped for two kinds: one that takes turns when it is told to (OpenAI
 * Realtime), and one that is full duplex and decides by itself when it speaks (OpenAI Live). The session branches on
 * `capabilities`, never on a vendor's name. Audio is µ-law, 8 kHz, one channel, as base64 (see carrier-leg.ts).
 */
export interface VoiceModel {
  /** The model's name, as usage is priced by. */
  readonly model: string
  readonly capabilities: Capabilities
  /**
   * Begins to connect and returns at once; never throws. The listener is told `ready` before anything else but `ended`, and
   * `ended` exactly once and last. It is never called before `open` has returned.
   */
  open(config: ModelConfig, listener: (event: ModelEvent) => void): ModelSession
}

export interface Capabilities {
  /** `client`: it speaks when `respond` or `say` asks it to. `model`: it answers by itself, and `respond` does nothing. */
  readonly turnOwner: 'client' | 'model'
  /** `truncate`: it can be told how much of what it said was heard. `none`: it believes that all of it was. */
  readonly unsay: 'truncate' | 'none'
  /** Whether it can speak beside the conversation, into our hands: see `sayAside`. */
  readonly aside?: boolean
}

export interface ModelConfig {
  readonly instructions: string
  readonly tools: readonly ToolDefinition[]
  readonly voice: string
  /** The languages that may be spoken, BCP 47: a hint for the transcription. */
  readonly languages: readonly string[]
  readonly reasoningEffort?: 'minimal' | 'low' | 'medium' | 'high'
  /** What a lost session left behind, as one text; see session/resume.ts. */
  readonly history?: string
}

/** Every operation returns at once and never throws; before `ready` and after `ended` it does nothing. */
export interface ModelSession {
  /** The caller's audio, in order. Bounded: what a stalled socket does not take is dropped, oldest first, and counted. */
  pushAudio(audio: PassingAudio): void
  /** Answer what the conversation holds. Only while no response is active. */
  respond(): void
  /** Speak now, as told, and ask for no tool. Only while no response is active. */
  say(instructions: string): void
  /**
   * Speak as told, beside the conversation and whatever else is going on in it: `aside-spoken` brings the audio. Nothing
   * of it is kept in the conversation. Does nothing without the capability.
   */
  sayAside(name: string, instructions: string): void
  /** Something to know, without a word spoken. */
  addContext(text: string): void
  /** The output of a tool call, once a call; `respond` makes it speak of it. */
  answerTool(toolCallId: string, output: string): void
  /** Stop speaking: end the active response, and unsay what was not heard, in this order. */
  stopSpeech(stop: StopSpeech): void
  /** Ends the session: `ended` with the cause `requested` follows. Safe to repeat. */
  close(): void
}

export interface StopSpeech {
  readonly cancelResponse: boolean
  /** Items of which only the beginning was heard, in the order in which they were to be heard. */
  readonly heard: readonly { readonly itemId: string; readonly heardMs: number }[]
}

export interface ToolCall {
  readonly toolCallId: string
  readonly tool: string
  /** Raw, as the model wrote it. */
  readonly argumentsJson: string
}

export type ResponseStatus = 'completed' | 'cancelled' | 'incomplete' | 'failed'

/** `itemId` names one utterance; `responseId` the answer that it belongs to. */
export type ModelEvent =
  | { readonly kind: 'ready'; readonly sessionId: string }
  | { readonly kind: 'speech-started'; readonly itemId: string }
  /** `silentMs`: how long the caller has been silent already when the model tells so. */
  | { readonly kind: 'speech-stopped'; readonly itemId: string; readonly silentMs: number }
  /** The caller's utterance is complete and stands in the conversation. */
  | { readonly kind: 'turn-committed'; readonly itemId: string }
  | { readonly kind: 'response-started'; readonly responseId: string }
  /** What `respond` or `say` asked for will not come. `code` is the vendor's. `busy`: since another response is active. */
  | { readonly kind: 'response-refused'; readonly code: string; readonly busy: boolean }
  /** A piece of the agent's voice, good until the listener returns. */
  | { readonly kind: 'audio'; readonly responseId: string; readonly itemId: string; readonly audio: PassingAudio }
  /** A further piece of the agent's words; `final`: all of them, in place of the pieces. */
  | { readonly kind: 'agent-words'; readonly itemId: string; readonly text: string; readonly final: boolean }
  /** What the caller said, some time after it was said; `language` where the model tells it. */
  | { readonly kind: 'caller-words'; readonly itemId: string; readonly text: string; readonly language?: string }
  | {
      readonly kind: 'response-ended'
      readonly responseId: string
      readonly status: ResponseStatus
      readonly toolCalls: readonly ToolCall[]
    }
  /** All of what `sayAside` asked for under this name; empty when it came to nothing. */
  | { readonly kind: 'aside-spoken'; readonly name: string; readonly audio: string }
  /** Raw usage to be added to what came before. `model`: whose price applies. */
  | { readonly kind: 'usage'; readonly model: string; readonly usage: Readonly<Record<string, unknown>> }
  /** Something went wrong and the session goes on. `code` is a fixed word, the vendor's or ours. */
  | { readonly kind: 'notice'; readonly code: string; readonly count?: number }
  /** `unread`: the caller's audio that the session was given and did not read any more. */
  | { readonly kind: 'ended'; readonly cause: EndCause; readonly code: string; readonly unread?: readonly string[] }

/** `lost` and `expired`: a new session may help. `fatal`: none will (key, quota, account, model, configuration). */
export type EndCause = 'requested' | 'lost' | 'expired' | 'fatal'
