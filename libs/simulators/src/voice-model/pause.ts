import { setTimeout as elapse } from 'node:timers/promises'

/** False when it was broken off. */
export async function pause(ms: number, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return false
  if (ms <= 0) return true
  return elapse(ms, true, { signal }).catch(() => false)
}

/** Waits for work that cannot be broken off, no longer than until the signal. False when that came first. */
export async function unlessAborted(work: Promise<unknown>, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return false
  const { promise: aborted, resolve } = Promise.withResolvers<false>()
  const abort = () => resolve(false)
  signal.addEventListener('abort', abort, { once: true })
  try {
    return await Promise.race([work.then(() => true), aborted])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}
