import type { Desk } from './desk.ts'
import type { Finished } from './finish-call.ts'

type SweepDesk = Pick<Desk, 'records' | 'clock' | 'log' | 'settings'>
type Finish = (callId: string, signal: AbortSignal) => Promise<Finished>

interface Tried {
  readonly tries: number
  readonly dueMs: number
  readonly failed: boolean
}

/** I6: calls that are worked on at once, and tries for one that is done but for its trace. */
const atOnce = 4
const mostTriesWhenDone = 12

/**
 * Looks after the calls that are not finished: those whose recording the carrier never told us of, and those that a process
 * left behind when it died. The first look, at the start, takes all of them at once; later, each after its back-off.
 */
export function startSweep(desk: SweepDesk, finish: Finish): AsyncDisposable {
  return new Sweep(desk, finish)
}

class Sweep implements AsyncDisposable {
  readonly #desk: SweepDesk
  readonly #finish: Finish
  readonly #stopping = new AbortController()
  readonly #tried = new Map<string, Tried>()
  readonly #running = new Map<string, Promise<void>>()
  readonly #looping: Promise<void>

  constructor(desk: SweepDesk, finish: Finish) {
    this.#desk = desk
    this.#finish = finish
    this.#looping = this.#loop()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort(new Error('the service stops'))
    await this.#looping
    await Promise.all(this.#running.values())
  }

  async #loop(): Promise<void> {
    const { clock, log, settings } = this.#desk
    const { signal } = this.#stopping
    for (let isFirst = true; !signal.aborted; isFirst = false) {
      await this.#look(isFirst).catch((error: unknown) =>
        log.warn('unfinished calls could not be looked up', { error }),
      )
      await clock.sleep(settings.sweepEveryMs, signal).catch(() => {})
    }
  }

  async #look(isFirst: boolean): Promise<void> {
    const unfinished = new Set((await this.#desk.records.calls.unfinished()).map(({ callId }) => callId))
    for (const [callId, { failed, tries }] of this.#tried)
      if (!unfinished.has(callId) && (!failed || tries >= mostTriesWhenDone)) this.#tried.delete(callId)
    for (const callId of unfinished)
      if (!this.#tried.has(callId)) this.#note(callId, { tries: 0, failed: false, isDue: isFirst })
    for (const [callId, { tries, dueMs }] of this.#tried) {
      if (this.#running.size >= atOnce) return
      if (this.#running.has(callId) || dueMs > this.#nowMs()) continue
      const work = this.#try(callId, tries + 1).finally(() => this.#running.delete(callId))
      this.#running.set(callId, work)
    }
  }

  async #try(callId: string, tries: number): Promise<void> {
    const { signal } = this.#stopping
    try {
      await this.#finish(callId, signal)
      this.#note(callId, { tries, failed: false })
    } catch (error) {
      this.#note(callId, { tries, failed: true })
      if (!signal.aborted) this.#desk.log.warn('a call could not be finished yet', { callId, tries, error })
    }
  }

  #note(callId: string, { tries, failed, isDue = false }: { tries: number; failed: boolean; isDue?: boolean }): void {
    const { backoffMs } = this.#desk.settings
    const waitMs = isDue ? 0 : (backoffMs[Math.min(tries, backoffMs.length - 1)] ?? 0)
    this.#tried.set(callId, { tries, dueMs: this.#nowMs() + waitMs, failed })
  }

  #nowMs(): number {
    return this.#desk.clock.now().epochMilliseconds
  }
}
