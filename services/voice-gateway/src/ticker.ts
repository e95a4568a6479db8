import type { Clock } from '@frontdesk/process/clock'

/**
 * One timer for everybody who wants to look at the time now and then; none while nobody does. `isLate`: we were away for a whole
 * tick, and cannot tell who was silent meanwhile before we have read what arrived.
 */
export interface Ticker {
  add(onTick: (atMs: number, isLate: boolean) => void): Disposable
}

export function ticker(clock: Pick<Clock, 'after' | 'monotonicMs'>, everyMs: number): Ticker {
  const members = new Set<(atMs: number, isLate: boolean) => void>()
  let timer: Disposable | undefined
  let dueMs = 0

  function wait() {
    dueMs = clock.monotonicMs() + everyMs
    timer = clock.after(everyMs, tick)
  }

  function tick() {
    const atMs = clock.monotonicMs()
    const isLate = atMs - dueMs >= everyMs
    wait()
    for (const onTick of members) onTick(atMs, isLate)
  }

  return {
    add(onTick) {
      members.add(onTick)
      if (timer === undefined) wait()
      return {
        [Symbol.dispose]() {
          members.delete(onTick)
          if (members.size > 0) return
          timer?.[Symbol.dispose]()
          timer = undefined
        },
      }
    },
  }
}
