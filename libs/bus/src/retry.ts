import type { RetryPolicy } from '@frontdesk/events'
import { Undeliverable } from './bus.ts'

export type AfterFailure = { readonly next: 'retry'; readonly delayMs: number } | { readonly next: 'dead-letter' }

/**
 * What becomes of an event whose handler threw at the `attempt`-th try. The wait doubles from the policy's least to its most;
 * jitter takes away up to a quarter, so that what failed together does not come back together. `random` is in [0, 1).
 */
export function afterFailure(policy: RetryPolicy, attempt: number, thrown: unknown, random: number): AfterFailure {
  if (thrown instanceof Undeliverable || attempt >= policy.maxAttempts) return { next: 'dead-letter' }
  const delayMs = Math.min(policy.maxBackoffMs, policy.minBackoffMs * 2 ** (attempt - 1))
  return { next: 'retry', delayMs: Math.round(delayMs * (1 - random / 4)) }
}

/** An error's name and code, for people to see: never its message, which may hold what a caller said (I4). */
export function reasonOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return 'NotAnError'
  const code = 'code' in thrown ? thrown.code : undefined
  return [thrown.name, code].filter(isWord).join(' ') || 'Error'
}

/** Names and codes are identifiers; whatever else stands there is not repeated. */
const isWord = (part: unknown): part is string => typeof part === 'string' && /^[A-Za-z][\w.-]{0,63}$/.test(part)
