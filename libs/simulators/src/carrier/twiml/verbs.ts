import type { Conference } from '../conference/noun.ts'

/** A TwiML document as the carrier carries it out: attributes checked, defaults filled in. */

export type Method = 'GET' | 'POST'

export interface Target {
  /** As written: absolute, or relative to the document's own address. */
  readonly url: string
  readonly method: Method
}

export interface Say {
  readonly verb: 'Say'
  readonly text: string
  readonly language: string
  readonly loop: number
}

export interface Play {
  readonly verb: 'Play'
  readonly url: string
  readonly digits: string | undefined
  readonly loop: number
}

export interface Pause {
  readonly verb: 'Pause'
  readonly lengthMs: number
}

export interface StartRecording {
  readonly verb: 'StartRecording'
  /** What it can be stopped by. */
  readonly name: string | undefined
  readonly channels: 'mono' | 'dual'
  readonly trim: 'trim-silence' | 'do-not-trim'
  readonly callback: Target | undefined
  readonly callbackEvents: readonly string[]
}

export interface StopRecording {
  readonly verb: 'StopRecording'
  readonly name: string
}

/** A message of the caller's. */
export interface RecordMessage {
  readonly verb: 'Record'
  /** The document's own address when absent. */
  readonly action: Target | undefined
  /** So much silence ends it. */
  readonly timeoutMs: number
  readonly longestMs: number
  /** Any of these keys ends it. */
  readonly finishOnKey: string
  readonly playBeep: boolean
  readonly trim: 'trim-silence' | 'do-not-trim'
  readonly callback: Target | undefined
  readonly callbackEvents: readonly string[]
}

export interface StreamNoun {
  readonly url: string
  readonly name: string | undefined
  readonly parameters: Readonly<Record<string, string>>
  readonly statusCallback: Target | undefined
}

export interface ConnectStream {
  readonly verb: 'ConnectStream'
  readonly action: Target | undefined
  readonly stream: StreamNoun
}

export interface Redirect {
  readonly verb: 'Redirect'
  readonly target: Target
}

export interface Hangup {
  readonly verb: 'Hangup'
}

export interface Reject {
  readonly verb: 'Reject'
  readonly reason: 'busy' | 'rejected'
}

export interface NumberNoun {
  readonly number: string
  /** What is played to the person who answers, before the two are connected. */
  readonly whisper: Target | undefined
  readonly statusCallback: Target | undefined
  readonly statusCallbackEvents: readonly string[]
}

export interface Dial {
  readonly verb: 'Dial'
  readonly action: Target | undefined
  readonly timeoutMs: number
  readonly timeLimitMs: number
  readonly callerId: string | undefined
  readonly sequential: boolean
  readonly numbers: readonly NumberNoun[]
  /** In place of numbers. */
  readonly conference: Conference | undefined
}

export interface Gather {
  readonly verb: 'Gather'
  /** The document's own address when absent. */
  readonly action: Target | undefined
  readonly timeoutMs: number
  readonly numDigits: number
  readonly finishOnKey: string
  readonly actionOnEmptyResult: boolean
  /** Keys are an answer. */
  readonly keys: boolean
  /** So is speech, when it has been over for so long; undefined when it is not listened to. */
  readonly speech: { readonly language: string; readonly endsAfterMs: number } | undefined
  readonly prompts: readonly (Say | Play | Pause)[]
}

export type Verb =
  | Say
  | Play
  | Pause
  | StartRecording
  | ConnectStream
  | Redirect
  | Hangup
  | Reject
  | Dial
  | Gather
  | RecordMessage
  | StopRecording
