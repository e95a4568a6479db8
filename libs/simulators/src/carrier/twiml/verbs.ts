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
  readonly channels: 'mono' | 'dual'
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
}

export interface Gather {
  readonly verb: 'Gather'
  /** The document's own address when absent. */
  readonly action: Target | undefined
  readonly timeoutMs: number
  readonly numDigits: number
  readonly finishOnKey: string
  readonly actionOnEmptyResult: boolean
  readonly prompts: readonly (Say | Play | Pause)[]
}

export type Verb = Say | Play | Pause | StartRecording | ConnectStream | Redirect | Hangup | Reject | Dial | Gather
