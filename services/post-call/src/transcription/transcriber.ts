/** Turns speech into text. */
export interface Transcriber {
  /** The model's name, as its price is listed by. */
  readonly model: string
  /** `wav`: one utterance of one speaker. @throws when there is no text to be had */
  transcribe(wav: Uint8Array, hints: Hints, signal: AbortSignal): Promise<WrittenDown>
}

export interface WrittenDown {
  readonly text: string
  /** What is billed, where it is told. */
  readonly seconds: number | undefined
}

export interface Hints {
  /** ISO 639-1; empty when anything may be spoken. */
  readonly languages: readonly string[]
  /** Names and words of the business. */
  readonly keywords: readonly string[]
}
