import type { PassingAudio } from '@frontdesk/audio/passing-audio'
import type { ModelConfig, ModelEvent, ModelSession, VoiceModel } from '../../model/voice-model.ts'
import { type KeptAudio, keptAudio } from './kept-audio.ts'

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

/**
 * The call's way to the model over however many sessions it takes. Only the latest session is heard. The caller's audio goes
 * straight through while the session is ready; otherwise the newest of it is kept, and delivered first when one is.
 */
export class ModelLink implements Disposable {
  readonly #ports: ModelLinkPorts
  readonly #kept: KeptAudio
  #session: ModelSession | undefined
  #ready = false
  #successor: { readonly session: ModelSession; readonly overlap: KeptAudio } | undefined

  constructor(ports: ModelLinkPorts) {
    this.#ports = ports
    this.#kept = keptAudio(ports.keptMs)
  }

  /** Undefined when none is open. */
  get session(): ModelSession | undefined {
    return this.#session
  }

  /** Milliseconds of the caller's audio that were dropped, oldest first, since no model listened in time (I6). */
  get droppedMs(): number {
    return this.#kept.droppedMs
  }

  /** Lets the session before go and opens a new one. */
  open(history: string | undefined): void {
    this.close()
    this.#session = this.#connect(history)
  }

  close(): void {
    this.dropSuccessor()
    const old = this.#session
    this.#session = undefined
    this.#ready = false
    old?.close()
  }

  /** Opens a session beside the present one; it hears nothing yet, and nobody hears it. */
  openSuccessor(history: string | undefined): void {
    this.dropSuccessor()
    this.#successor = { session: this.#connect(history), overlap: keptAudio(overlapMs) }
  }

  /** The successor, which must be ready, takes the place of the present session: not a word of the caller is lost in between. */
  adoptSuccessor(): void {
    if (this.#successor === undefined) return
    const [old, next] = [this.#session, this.#successor]
    this.#successor = undefined
    this.#session = next.session
    old?.close()
    for (const audio of next.overlap.take()) next.session.pushAudio(audio)
  }

  dropSuccessor(): void {
    const dropped = this.#successor?.session
    this.#successor = undefined
    dropped?.close()
  }

  pushAudio(audio: PassingAudio): void {
    this.#successor?.overlap.keep(audio)
    if (this.#ready && this.#session !== undefined) this.#session.pushAudio(audio)
    else this.#kept.keep(audio)
  }

  [Symbol.dispose](): void {
    this.close()
  }

  /** Opens a session that is heard while it is the present one, and before that as the successor. */
  #connect(history: string | undefined): ModelSession {
    const { model, config } = this.#ports
    const opened = model.open(history === undefined ? config : { ...config, history }, (event) => {
      if (this.#session === opened) this.#hear(opened, event)
      else if (this.#successor?.session === opened) this.#watch(event)
    })
    return opened
  }

  #hear(from: ModelSession, event: ModelEvent): void {
    if (event.kind === 'ended') {
      this.#ready = false
      for (const audio of event.unread ?? []) this.#kept.keep(audio)
    }
    this.#ports.onEvent(event)
    if (event.kind !== 'ready' || this.#session !== from) return
    this.#ready = true
    // Behind what the call does first with its new session: a greeting does not wait for a backlog.
    for (const audio of this.#kept.take()) from.pushAudio(audio)
  }

  #watch(event: ModelEvent): void {
    if (event.kind === 'ready') this.#ports.onSuccessor('ready')
    if (event.kind !== 'ended') return
    this.#successor = undefined
    this.#ports.onSuccessor('ended')
  }
}
