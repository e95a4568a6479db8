import type { Log } from '@frontdesk/process/log'

/** Work that nobody waits for where it is begun, but that must not be lost sight of: its failures are told, its end can be awaited. */
export interface Tasks {
  /** Begins `work`. `failure` is what is logged when it fails. */
  start(failure: string, work: () => Promise<unknown>): void
  /** Resolves when everything that runs now, and what it begins, has ended. */
  settled(): Promise<void>
}

export function tasksWith(log: Log): Tasks {
  const running = new Set<Promise<void>>()
  return {
    start(failure, work) {
      const task = work()
        .catch((error: unknown) => log.error(failure, { error }))
        .then(() => {
          running.delete(task)
        })
      running.add(task)
    },
    async settled() {
      while (running.size > 0) await Promise.all(running)
    },
  }
}
