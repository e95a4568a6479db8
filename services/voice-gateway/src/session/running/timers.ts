import type { Clock } from '@frontdesk/process/clock'

/** Timers by name: one that is set again starts anew. Disposing cancels all, for good. */
export interface Timers<Name extends string> extends Disposable {
  set(name: Name, ms: number): void
  cancel(name: Name): void
}

export function namedTimers<Name extends string>(
  clock: Pick<Clock, 'after'>,
  onDue: (name: Name) => void,
): Timers<Name> {
  const running = new Map<Name, Disposable>()
  let disposed = false

  function cancel(name: Name) {
    running.get(name)?.[Symbol.dispose]()
    running.delete(name)
  }

  return {
    cancel,
    set(name, ms) {
      cancel(name)
      if (disposed) return
      const timer = clock.after(ms, () => {
        running.delete(name)
        onDue(name)
      })
      running.set(name, timer)
    },
    [Symbol.dispose]() {
      disposed = true
      for (const name of [...running.keys()]) cancel(name)
    },
  }
}
