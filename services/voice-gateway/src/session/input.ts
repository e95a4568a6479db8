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
  | { readonly kind: 'piece-sent'; readonly piece: Piece }
  | { readonly kind: 'tool-completed'; readonly answer: ToolAnswer }
  /** The request could not be published: nobody will answer it. */
  | { readonly kind: 'tool-not-asked'; readonly toolCallId: string }
  | { readonly kind: 'timer'; readonly timer: Timer }
  /** Another instance goes on with the call. */
  | { readonly kind: 'release' }
  /** A fault of our own: this conversation cannot go on. */
  | { readonly kind: 'fault' }

export type ToolAnswer = Pick<DataOf<'tool.completed'>, 'toolCallId' | 'tool' | 'outcome' | 'effects'>

export type Timer = 'reply' | 'goodbye' | 'announcement' | 'reconnect' | 'reconnect-budget' | `deadline:${string}`
