import type { DataOf } from '@frontdesk/events'
import type { LegEvent } from '../carrier/carrier-leg.ts'
import type { ModelEvent } from '../model/voice-model.ts'
import type { Piece } from './playback.ts'

/** What a conversation has to deal with. `atMs`: when, on the gateway's monotonic clock. */
export type Input = { readonly atMs: number } & Happening

export type Happening =
  /** The call was admitted: get ready. */
  | { readonly kind: 'prepared' }
  /** No caller came for it. */
  | { readonly kind: 'unused' }
  | { readonly kind: 'leg-attached' }
  | { readonly kind: 'leg'; readonly event: Exclude<LegEvent, { kind: 'audio' }> }
  | { readonly kind: 'model'; readonly event: ModelEvent }
  /** How much voice there is in what the caller is saying, by our own ear, told as it grows; 0 when it has ended. */
  | { readonly kind: 'caller-voice'; readonly voicedMs: number }
  | { readonly kind: 'piece-sent'; readonly piece: Piece }
  | { readonly kind: 'tool-completed'; readonly answer: ToolAnswer }
  /** The request could not be published: nobody will answer it. */
  | { readonly kind: 'tool-not-asked'; readonly toolCallId: string }
  | { readonly kind: 'timer'; readonly timer: Timer }
  /** The session that was opened to take the present one's place is ready for it, or gone before it was. */
  | { readonly kind: 'successor-ready' | 'successor-ended' }
  /** Another instance goes on with the call. */
  | { readonly kind: 'release' }
  /** A fault of our own: this conversation cannot go on. */
  | { readonly kind: 'fault' }

export type ToolAnswer = Pick<DataOf<'tool.completed'>, 'toolCallId' | 'tool' | 'outcome' | 'effects'>

export type Timer =
  | 'attention'
  | 'interruption'
  | 'words'
  | 'turn'
  | 'longest-call'
  | 'rotate'
  | 'digits'
  | 'reply'
  | 'goodbye'
  | 'announcement'
  | 'reconnect'
  | 'reconnect-budget'
  | `deadline:${string}`
