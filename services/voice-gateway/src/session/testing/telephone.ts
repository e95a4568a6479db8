import { setTimeout as wait } from 'node:timers/promises'
import { PassingAudio } from '@frontdesk/audio/passing-audio'
import { type Clock, systemClock } from '@frontdesk/process/clock'
import type { CarrierLeg, LegEvent, LegListener } from '../../carrier/carrier-leg.ts'

/** A clock that runs `times` as fast as ours, so that a call of a minute takes seconds. */
export function fastClock(times: number): Clock {
  const startMs = performance.now()
  const start = Temporal.Now.instant()
  const elapsedMs = () => (performance.now() - startMs) * times
  return {
    now: () => start.add({ milliseconds: Math.round(elapsedMs()) }),
    monotonicMs: elapsedMs,
    after: (ms, fn) => systemClock.after(ms / times, fn),
    sleep: (ms, signal) => systemClock.sleep(ms / times, signal),
  }
}

/** A caller's telephone: plays what it is sent in real time, echoes marks when they are reached, and on a clear all of them. */
export class Telephone implements CarrierLeg {
  readonly #clock: Clock
  #listener: LegListener | undefined
  #playing: { readonly mark: string | undefined; readonly timer: Disposable }[] = []
  #untilMs = 0
  heardMs = 0
  mostAheadMs = 0
  clears = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  listen(listener: LegListener): void {
    this.#listener = listener
  }

  mark(name: string): void {
    this.play(PassingAudio.of(''), name)
  }

  play({ ms }: PassingAudio, mark?: string): void {
    const now = this.#clock.monotonicMs()
    this.#untilMs = Math.max(this.#untilMs, now) + ms
    this.mostAheadMs = Math.max(this.mostAheadMs, this.#untilMs - now)
    const piece = {
      mark,
      timer: this.#clock.after(this.#untilMs - now, () => {
        this.#playing = this.#playing.filter((each) => each !== piece)
        this.heardMs += ms
        if (mark !== undefined) this.#listener?.onLegEvent({ kind: 'mark', name: mark })
      }),
    }
    this.#playing.push(piece)
  }

  clear(): void {
    const forgotten = this.#playing
    this.#playing = []
    this.#untilMs = this.#clock.monotonicMs()
    this.clears++
    for (const { mark, timer } of forgotten) {
      timer[Symbol.dispose]()
      if (mark !== undefined) this.#listener?.onLegEvent({ kind: 'mark', name: mark })
    }
  }

  close(): void {}

  /** Resolves when the agent has spoken since `sinceHeardMs`, and then not for a while. */
  async agentFinished(sinceHeardMs: number, quietMs = 1_500): Promise<void> {
    await this.agentSpoke(sinceHeardMs)
    await this.#until(() => this.#playing.length === 0 && this.#clock.monotonicMs() - this.#untilMs > quietMs)
  }

  agentSpoke(sinceHeardMs: number): Promise<void> {
    return this.#until(() => this.heardMs > sinceHeardMs)
  }

  /** Resolves when the agent was told to be silent so many times. */
  cleared(times: number): Promise<void> {
    return this.#until(() => this.clears >= times)
  }

  /** Speaks: frames of 20 ms, then silence until the turn is over. */
  say(mulaw: Uint8Array): void {
    const audio = Buffer.concat([mulaw, Buffer.alloc(800 * 8, 0xff)])
    for (let at = 0; at < audio.length; at += 160) {
      const frame = PassingAudio.of(audio.subarray(at, at + 160).toString('base64'))
      this.#listener?.onLegEvent({ kind: 'audio', audio: frame, timestampMs: at / 8 })
    }
  }

  tell(event: LegEvent): void {
    this.#listener?.onLegEvent(event)
  }

  async #until(holds: () => boolean): Promise<void> {
    const deadline = performance.now() + 20_000
    while (!holds()) {
      if (performance.now() > deadline)
        throw new Error(`the agent did not do what was waited for; ${this.heardMs} ms were heard so far`)
      await wait(5)
    }
  }
}
