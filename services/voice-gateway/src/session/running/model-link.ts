import type { PassingAudio } from '@frontdesk/audio/passing-audio'
import type { ModelConfig, ModelEvent, ModelSession, VoiceModel } from '../../model/voice-model.ts'
import { type KeptAudio, keptAudio } from './kept-audio.ts'

/**
 * The call's way to the model over however many sessions it takes. Only the latest session is heard. The caller's audio goes
 * straight through while the session is ready; otherwise the newest of it is kept, and delivered first when one is.
 */
export interface ModelLink extends Disposable {
  /** Lets the session before go and opens a new one. */
  open(history: string | undefined): void
  close(): void
  /** Opens a session beside the present one; it hears nothing yet, and nobody hears it. */
  openSuccessor(history: string | undefined): void
  /** The successor, which must be ready, takes the place of the present session: not a word of the caller is lost in between. */
  adoptSuccessor(): void
  dropSuccessor(): void
  /** Undefined when none is open. */
  readonly session: ModelSession | undefined
  pushAudio(audio: PassingAudio): void
  /** Milliseconds of the caller's audio that were dropped, oldest first, since no model listened in time (I6). */
  readonly droppedMs: number
}

export interface ModelLinkPorts {
  readonly model: VoiceModel
  readonly config: ModelConfig
  readonly keptMs: number
  readonly onEvent: (event: ModelEvent) => void
  readonly onSuccessor: (is: 'ready' | 'ended') => void
}

/**
 * What the caller began to say right before the switch is known to nobody: the model that goes has not told of it yet. So the
 * one that comes hears the last second once more; it is silence in any other case.
 */
const overlapMs = 1_000

export function modelLink({ model, config, keptMs, onEvent, onSuccessor }: ModelLinkPorts): ModelLink {
  const kept = keptAudio(keptMs)
  let session: ModelSession | undefined
  let ready = false
  let successor: { readonly session: ModelSession; readonly overlap: KeptAudio } | undefined

  /** Opens a session that is heard while it is the present one, and before that as the successor. */
  function connect(history: string | undefined): ModelSession {
    const opened = model.open(history === undefined ? config : { ...config, history }, (event) => {
      if (session === opened) hear(opened, event)
      else if (successor?.session === opened) watch(event)
    })
    return opened
  }

  function hear(from: ModelSession, event: ModelEvent) {
    if (event.kind === 'ended') {
      ready = false
      for (const audio of event.unread ?? []) kept.keep(audio)
    }
    onEvent(event)
    if (event.kind !== 'ready' || session !== from) return
    ready = true
    // Behind what the call does first with its new session: a greeting does not wait for a backlog.
    for (const audio of kept.take()) from.pushAudio(audio)
  }

  function watch(event: ModelEvent) {
    if (event.kind === 'ready') onSuccessor('ready')
    if (event.kind !== 'ended') return
    successor = undefined
    onSuccessor('ended')
  }

  function dropSuccessor() {
    const dropped = successor?.session
    successor = undefined
    dropped?.close()
  }

  function close() {
    dropSuccessor()
    const old = session
    session = undefined
    ready = false
    old?.close()
  }

  return {
    open(history) {
      close()
      session = connect(history)
    },
    close,
    openSuccessor(history) {
      dropSuccessor()
      successor = { session: connect(history), overlap: keptAudio(overlapMs) }
    },
    adoptSuccessor() {
      if (successor === undefined) return
      const [old, next] = [session, successor]
      successor = undefined
      session = next.session
      old?.close()
      for (const audio of next.overlap.take()) session.pushAudio(audio)
    },
    dropSuccessor,
    get session() {
      return session
    },
    pushAudio(audio) {
      successor?.overlap.keep(audio)
      if (ready && session !== undefined) session.pushAudio(audio)
      else kept.keep(audio)
    },
    get droppedMs() {
      return kept.droppedMs
    },
    [Symbol.dispose]: close,
  }
}
