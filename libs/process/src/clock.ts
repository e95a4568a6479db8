/** Time, as an argument: what waits or stamps takes a clock, so that a test decides how fast it runs. */
export interface Clock {
  /** Wall-clock time: for stamps that people and other processes read. */
  now(): Temporal.Instant
  /** Milliseconds that only grow, from an arbitrary start: for measuring. */
  monotonicMs(): number
  /** Calls `fn` once, in `ms`; disposing cancels it. */
  after(ms: number, fn: () => void): Disposable
  /** Resolves in `ms`. @throws the signal's reason, at once, when it is or becomes aborted */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

/** The moment as this house writes it: RFC 3339 in UTC with milliseconds. */
export const stamp = (at: Pick<Temporal.Instant, 'epochMilliseconds'>): string =>
  new Date(at.epochMilliseconds).toISOString()

function sleepOn(clock: Pick<Clock, 'after'>, ms: number, signal?: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  if (signal?.aborted) return Promise.reject(signal.reason)
  const timer = clock.after(ms, () => {
    signal?.removeEventListener('abort', cancel)
    resolve()
  })
  function cancel() {
    timer[Symbol.dispose]()
    reject(signal?.reason)
  }
  signal?.addEventListener('abort', cancel, { once: true })
  return promise
}

export const systemClock: Clock = {
  now: () => Temporal.Now.instant(),
  monotonicMs: () => performance.now(),
  after: (ms, fn) => setTimeout(fn, ms),
  sleep: (ms, signal) => sleepOn(systemClock, ms, signal),
}

export interface ManualClock extends Clock {
  /** Moves time on and fires what falls due, in order, letting the code that each one wakes run before the next. */
  advance(ms: number): Promise<void>
  /** Timers that are set and have not fired. */
  readonly waiting: number
}

export function manualClock(start = '2026-11-22T18:00:00Z'): ManualClock {
  let elapsedMs = 0
  const origin = Temporal.Instant.from(start)
  const timers = new Set<{ readonly dueMs: number; readonly fn: () => void }>()
  const nextDue = (untilMs: number) =>
    [...timers].filter((timer) => timer.dueMs <= untilMs).sort((a, b) => a.dueMs - b.dueMs)[0]

  const clock: ManualClock = {
    // Temporal counts whole milliseconds here; `advance` may be given fractions.
    now: () => origin.add({ milliseconds: Math.floor(elapsedMs) }),
    monotonicMs: () => elapsedMs,
    after(ms, fn) {
      const timer = { dueMs: elapsedMs + Math.max(0, ms), fn }
      timers.add(timer)
      return { [Symbol.dispose]: () => timers.delete(timer) }
    },
    sleep: (ms, signal) => sleepOn(clock, ms, signal),
    async advance(ms) {
      const untilMs = elapsedMs + ms
      await othersRan()
      for (let due = nextDue(untilMs); due !== undefined; due = nextDue(untilMs)) {
        timers.delete(due)
        elapsedMs = due.dueMs
        due.fn()
        await othersRan()
      }
      elapsedMs = untilMs
    },
    get waiting() {
      return timers.size
    },
  }
  return clock
}

const othersRan = () => new Promise<void>((resolve) => setImmediate(resolve))
