import type { OnceSettings } from '../once.ts'

/** Time that passes only when somebody sleeps, or when the test says so. */
export function sleepersTime() {
  let nowMs = Date.UTC(2026, 10, 22, 18)
  const timers = new Set<{ dueMs: number; fn: () => void }>()
  const pass = (ms: number) => {
    nowMs += ms
    for (const timer of [...timers].filter(({ dueMs }) => dueMs <= nowMs)) {
      timers.delete(timer)
      timer.fn()
    }
  }
  const clock: OnceSettings['clock'] = {
    now: () => Temporal.Instant.fromEpochMilliseconds(nowMs),
    after(ms, fn) {
      const timer = { dueMs: nowMs + ms, fn }
      timers.add(timer)
      return { [Symbol.dispose]: () => timers.delete(timer) }
    },
    async sleep(ms, signal) {
      signal?.throwIfAborted()
      // Another turn of the loop, so that who else waits for I/O comes to it.
      await new Promise<void>((resolve) => setImmediate(resolve))
      pass(ms)
    },
  }
  return { clock, pass }
}
