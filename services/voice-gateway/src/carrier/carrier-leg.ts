import type { PassingAudio } from '@frontdesk/audio/passing-audio'

/**
 * One party's connection to a call, in the session's words. Audio is µ-law, 8 kHz, one channel, as base64: both wires carry
 * it in exactly this form, so that what is only passed on is never decoded. One millisecond is 8 bytes.
 */
export interface CarrierLeg {
  /**
   * Names who is told of what arrives, once, right after the leg began. What arrived before is told first, in order.
   * `stopped` or `lost` comes exactly once and last.
   */
  listen(listener: LegListener): void
  /**
   * Plays audio behind what the carrier already holds, followed by a mark, if one is given, that the carrier echoes when the
   * audio has been played. The audio is needed until this returns. Never blocks and never throws; after the leg's end it does nothing.
   */
  play(audio: PassingAudio, mark?: string): void
  /** A mark behind all audio so far. */
  mark(name: string): void
  /** The carrier forgets all audio that it has not played. It echoes the marks of what it forgot. */
  clear(): void
  /** Closes the connection cleanly, so that the carrier asks what comes next. Safe to repeat. */
  close(): void
}

export interface LegListener {
  onLegEvent(event: LegEvent): void
}

export type LegEvent =
  /** The caller's audio, good until the listener returns. `timestampMs`: the carrier's own position in the stream. */
  | { readonly kind: 'audio'; readonly audio: PassingAudio; readonly timestampMs: number }
  | { readonly kind: 'mark'; readonly name: string }
  | { readonly kind: 'dtmf'; readonly digit: string }
  /** The carrier says that the stream is over: the call ended, or goes on elsewhere. */
  | { readonly kind: 'stopped' }
  /** The connection ended without a word. `cause` is a fixed word, e.g. `closed`, `silent`, `congested`. */
  | { readonly kind: 'lost'; readonly cause: string }
