import type { Clock } from '@frontdesk/process/clock'

/** Resolves when `work` has ended, either way, or when the time is over. */
export async function within(clock: Pick<Clock, 'after'>, ms: number, work: Promise<unknown>): Promise<void> {
  const { promise: over, resolve } = Promise.withResolvers<void>()
  using _ = clock.after(ms, resolve)
  await Promise.race([over, work.catch(() => {})])
}
