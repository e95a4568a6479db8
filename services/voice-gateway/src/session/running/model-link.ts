import type { ModelConfig, ModelEvent, ModelSession, VoiceModel } from '../../model/voice-model.ts'
import { durationMs } from '../audio.ts'

/**
 * The call's way to the model over however many sessions it takes. Only the latest session is heard. The caller's audio goes
 * straight through while the session is ready; otherwise the newest of it is kept, and delivered first when one is.
 */
export interface ModelLink extends Disposable {
  /** Lets the session before go and opens a new one. */
  open(history: string | undefined): void
  close(): void
  /** Undefined when none is open. */
  readonly session: ModelSession | undefined
  pushAudio(audio: string): void
  /** Milliseconds of the caller's audio that were dropped, oldest first, since no model listened in time (I6). */
  readonly droppedMs: number
}

export interface ModelLinkPorts {
  readonly model: VoiceModel
  readonly config: ModelConfig
  readonly keptMs: number
  readonly onEvent: (event: ModelEvent) => void
}

export function modelLink({ model, config, keptMs, onEvent }: ModelLinkPorts): ModelLink {
  let session: ModelSession | undefined
  let ready = false
  let kept: string[] = []
  let heldMs = 0
  let droppedMs = 0

  function keep(audio: string) {
    kept.push(audio)
    heldMs += durationMs(audio)
    while (heldMs > keptMs) {
      const oldestMs = durationMs(kept.shift() ?? '')
      heldMs -= oldestMs
      droppedMs += oldestMs
    }
  }

  /** Behind what the call does first with its new session: a greeting does not wait for a backlog. */
  function deliver(to: ModelSession) {
    ready = true
    for (const audio of kept) to.pushAudio(audio)
    kept = []
    heldMs = 0
  }

  function close() {
    const old = session
    session = undefined
    ready = false
    old?.close()
  }

  return {
    open(history) {
      close()
      const opened = model.open(history === undefined ? config : { ...config, history }, (event) => {
        if (session !== opened) return
        if (event.kind === 'ended') ready = false
        onEvent(event)
        if (event.kind === 'ready' && session === opened) deliver(opened)
      })
      session = opened
    },
    close,
    get session() {
      return session
    },
    pushAudio: (audio) => (ready && session !== undefined ? session.pushAudio(audio) : keep(audio)),
    get droppedMs() {
      return droppedMs
    },
    [Symbol.dispose]: close,
  }
}
