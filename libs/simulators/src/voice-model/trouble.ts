/** Something that goes wrong, once unless `times` says more, after `skip` chances to go wrong have passed. */
export type Trouble = { readonly skip?: number; readonly times?: number } & (
  | {
      readonly at: 'connect'
      readonly is: 'refused'
      readonly status: number
      readonly code: string
      readonly forMs?: number
    }
  | { readonly at: 'connect'; readonly is: 'slow'; readonly ms: number }
  /** The socket opens and dies before a word. */
  | { readonly at: 'connect'; readonly is: 'dies' }
  | { readonly at: 'response'; readonly is: 'fails'; readonly code: string; readonly message: string }
  | { readonly at: 'response'; readonly is: 'late'; readonly ms: number }
  | { readonly at: 'response'; readonly is: 'without-usage' }
  /** While the model speaks, when so much audio is sent. With a close code it closes properly, else the socket is gone. */
  | { readonly at: 'speech'; readonly is: 'dies'; readonly afterMs: number; readonly closeCode?: number }
  /** Neither sends nor reads from there on, and keeps the socket open. */
  | { readonly at: 'speech'; readonly is: 'stalls'; readonly afterMs: number }
  | { readonly at: 'speech'; readonly is: 'bad-frame'; readonly afterMs: number }
  | {
      readonly at: 'speech'
      readonly is: 'error-event'
      readonly afterMs: number
      readonly code: string
      readonly message: string
    }
  /** The model asks for the same tool twice in one response, under two call ids. */
  | { readonly at: 'call'; readonly is: 'twice' }
  /** The model gets its tool's arguments wrong. */
  | { readonly at: 'call'; readonly is: 'bad-arguments' }
  /** The model says that the appointment is booked instead of asking for it; and again, when it is told that it is not. */
  | { readonly at: 'booking'; readonly is: 'only-claimed' }
  | { readonly at: 'correction'; readonly is: 'only-claimed' }
  | { readonly at: 'transcript'; readonly is: 'late'; readonly ms: number }
  | { readonly at: 'transcript'; readonly is: 'fails' }
  | { readonly at: 'file'; readonly is: 'fails'; readonly status: number; readonly code: string }
)

export type TroubleAt<P extends Trouble['at']> = Extract<Trouble, { at: P }>

export interface ArmedTrouble {
  /** How often it struck. */
  readonly met: number
  remove(): void
}

interface Armed extends ArmedTrouble {
  readonly trouble: Trouble
  met: number
  skipped: number
  readonly untilMs: number
}

export class Troubles {
  #armed: Armed[] = []
  readonly #now: () => number

  constructor(now: () => number) {
    this.#now = now
  }

  add(trouble: Trouble): ArmedTrouble {
    const untilMs =
      'forMs' in trouble && trouble.forMs !== undefined ? this.#now() + trouble.forMs : Number.POSITIVE_INFINITY
    const armed: Armed = { trouble, met: 0, skipped: 0, untilMs, remove: () => this.#remove(armed) }
    this.#armed.push(armed)
    return armed
  }

  clear(): void {
    this.#armed = []
  }

  /** What goes wrong here and now. It counts as met. */
  take<P extends Trouble['at']>(at: P): TroubleAt<P> | undefined {
    for (const armed of [...this.#armed]) {
      const { trouble } = armed
      if (!isAt(trouble, at)) continue
      if (this.#now() >= armed.untilMs) {
        this.#remove(armed)
        continue
      }
      if (armed.skipped < (trouble.skip ?? 0)) {
        armed.skipped += 1
        continue
      }
      armed.met += 1
      const times = trouble.times ?? (armed.untilMs === Number.POSITIVE_INFINITY ? 1 : Number.POSITIVE_INFINITY)
      if (armed.met >= times) this.#remove(armed)
      return trouble
    }
    return undefined
  }

  #remove(armed: Armed): void {
    this.#armed = this.#armed.filter((each) => each !== armed)
  }
}

const isAt = <P extends Trouble['at']>(trouble: Trouble, at: P): trouble is TroubleAt<P> => trouble.at === at
