import type { z } from 'zod'
import { openLog } from './log.ts'
import { type Life, run } from './run.ts'
import type { settings } from './settings.ts'

export interface Service<E> {
  /** As it is called in the log. */
  readonly name: string
  /** @throws EnvironmentFault */
  readonly env: () => E
  /** Resolves when ready for work. Disposing what it returns drains it. */
  readonly start: (env: E, life: Life) => Promise<AsyncDisposable>
}

/** Runs one service as a process of its own, with its log on standard output. Never resolves: the process's exit is its end. */
export function runService<E extends { readonly LOG_LEVEL: z.infer<typeof settings.LOG_LEVEL> }>(
  service: Service<E>,
): Promise<never> {
  const { name, env, start } = service
  return run({ env, start, log: ({ LOG_LEVEL: level }) => openLog({ service: name, level }) })
}
