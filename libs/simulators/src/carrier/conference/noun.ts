import type { Target } from '../twiml/verbs.ts'

/** `<Dial><Conference>` as the carrier carries it out. */
export interface Conference {
  readonly name: string
  readonly beep: 'true' | 'false' | 'onEnter' | 'onExit'
  readonly muted: boolean
  readonly startsOnEnter: boolean
  readonly endsOnExit: boolean
  /** What is played until the conference begins: a document, the carrier's own music, or nothing. */
  readonly wait: Target | 'music' | 'silence'
  readonly maxParticipants: number
  readonly label: string | undefined
  readonly statusCallback: Target | undefined
  readonly statusCallbackEvents: readonly string[]
}
