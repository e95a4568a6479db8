import type { Speech } from '../speech/speech.ts'
import type { Conversation } from './conversation.ts'
import type { Hearing } from './hearing.ts'
import type { SessionConfig } from './session-config.ts'
import type { Troubles } from './trouble.ts'

export interface Pace {
  /** Audio comes this many times faster than it plays. */
  readonly audioSpeed: number
  readonly chunkMs: number
  /** From the end of hearing to the first word. */
  readonly thinkMs: number
  /** From the end of an utterance to its transcript; the recogniser's own time comes on top where it is longer. */
  readonly transcriptMs: number
}

export type Emit = (type: string, fields: Readonly<Record<string, unknown>>) => void

/** What a response needs of its session. */
export interface Stage {
  readonly emit: Emit
  readonly conversation: Conversation
  readonly config: () => SessionConfig
  readonly speech: Speech
  readonly hearing: Hearing
  readonly trouble: Troubles
  readonly pace: Pace
  readonly socket: {
    /** The connection is gone; without a code, without a word. */
    die(closeCode?: number): void
    /** Nothing is sent or read any more. */
    stall(): void
    raw(frame: string): void
  }
}
