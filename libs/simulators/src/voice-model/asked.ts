/** What one session was asked, oldest first. Audio is summed up, never kept. */
export interface SessionAsked {
  readonly sessionId: string
  readonly model: string
  readonly openedAtMs: number
  readonly events: readonly AskedEvent[]
  /** How it ended: the close code, undefined while it lasts. */
  readonly closeCode: number | undefined
}

export interface AskedEvent {
  readonly atMs: number
  readonly type: string
  /** The event as it came; of audio, only how much. Undefined for what could not be read. */
  readonly event: Readonly<Record<string, unknown>> | undefined
  /** Appends that follow one another are one entry. */
  readonly count: number
  readonly audioBytes: number
  /** The code of the error that it was answered with. */
  readonly refused: string | undefined
}

const MOST_EVENTS = 5_000

interface Waiting {
  readonly fits: (event: AskedEvent) => boolean
  readonly resolve: (event: AskedEvent) => void
}

export class SessionLog implements SessionAsked {
  readonly sessionId: string
  readonly model: string
  readonly openedAtMs: number
  closeCode: number | undefined
  readonly #events: AskedEvent[] = []
  readonly #waiting = new Set<Waiting>()

  constructor(sessionId: string, model: string, openedAtMs: number) {
    this.sessionId = sessionId
    this.model = model
    this.openedAtMs = openedAtMs
  }

  get events(): readonly AskedEvent[] {
    return this.#events
  }

  note(type: string, event: object | undefined, atMs: number, refused?: string): void {
    const audio = event && 'audio' in event && typeof event.audio === 'string' ? event.audio : ''
    const audioBytes = Buffer.byteLength(audio, 'base64')
    const last = this.#events.at(-1)
    if (type === 'input_audio_buffer.append' && last?.type === type && !refused && !last.refused) {
      this.#events[this.#events.length - 1] = {
        ...last,
        count: last.count + 1,
        audioBytes: last.audioBytes + audioBytes,
      }
      return
    }
    const shown = event ? Object.fromEntries(Object.entries(event).filter(([key]) => key !== 'audio')) : undefined
    const noted = { atMs, type, event: shown, count: 1, audioBytes, refused }
    this.#events.push(noted)
    if (this.#events.length > MOST_EVENTS) this.#events.shift()
    for (const waiting of this.#waiting) if (waiting.fits(noted)) waiting.resolve(noted)
  }

  /** The first fitting event, past or to come. @throws when none comes in time */
  until(fits: (event: AskedEvent) => boolean, withinMs = 5_000): Promise<AskedEvent> {
    const past = this.#events.find(fits)
    if (past) return Promise.resolve(past)
    const { promise, resolve, reject } = Promise.withResolvers<AskedEvent>()
    const waiting = { fits, resolve }
    this.#waiting.add(waiting)
    const types = () => this.#events.map(({ type }) => type).join(', ')
    const timer = setTimeout(
      () =>
        reject(new Error(`the model was not asked what was expected within ${withinMs} ms; it was asked [${types()}]`)),
      withinMs,
    )
    return promise.finally(() => {
      clearTimeout(timer)
      this.#waiting.delete(waiting)
    })
  }
}
