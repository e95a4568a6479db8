import type { Clock } from './clock.ts'

/**
 * How work that leaves the process can fail, and whether another try can help. A closed list: whoever catches decides by
 * the kind, never by the text.
 */
export const failureKinds = {
  unavailable: { retry: true, meaning: 'the other side could not be reached, or said that it is in trouble (5xx)' },
  throttled: { retry: true, meaning: 'the other side asks us to slow down (429)' },
  'timed-out': { retry: true, meaning: 'no answer in time: whether it happened is unknown' },
  unauthorised: { retry: false, meaning: 'our credentials were refused (401, 403): a person must act' },
  'not-found': { retry: false, meaning: 'what we named does not exist there (404, 410)' },
  conflict: { retry: false, meaning: 'it exists already or has changed meanwhile (409, 412)' },
  rejected: { retry: false, meaning: 'the other side understood and said no (other 4xx)' },
  'bad-answer': { retry: false, meaning: 'the answer is not what the contract with the other side says' },
} as const satisfies Record<string, { readonly retry: boolean; readonly meaning: string }>

export type FailureKind = keyof typeof failureKinds

export interface FailureDetails {
  /** How long the other side asked us to wait before the next try. */
  readonly retryAfterMs?: number
  readonly cause?: unknown
}

/** A failure of known kind. Its message is fixed text: nothing that a caller said, no name, no number (I4). */
export class Failure extends Error {
  override readonly name = 'Failure'
  readonly kind: FailureKind
  /** The kind again, under the name that logs and dead letters keep of an error. */
  readonly code: FailureKind
  readonly retryAfterMs: number | undefined
  constructor(kind: FailureKind, message: string, details: FailureDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.kind = kind
    this.code = kind
    this.retryAfterMs = details.retryAfterMs
  }
}

/** The kind that an HTTP status of 400 and above stands for. */
export function kindOfStatus(status: number): FailureKind {
  if (status >= 500) return 'unavailable'
  if (status === 429) return 'throttled'
  if (status === 408) return 'timed-out'
  if (status === 401 || status === 403) return 'unauthorised'
  if (status === 404 || status === 410) return 'not-found'
  if (status === 409 || status === 412) return 'conflict'
  return 'rejected'
}

/** The wait that a `Retry-After` header asks for (RFC 9110 10.2.3: seconds or a date); undefined when it says nothing usable. */
export function retryAfterMsOf(header: string | null | undefined, now: Temporal.Instant): number | undefined {
  if (!header) return undefined
  const waitMs = /^\d+$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - now.epochMilliseconds
  return Number.isFinite(waitMs) ? Math.max(0, waitMs) : undefined
}

/** Codes of Node and of its fetch (undici) that speak of the network, not of what was asked. */
const networkCodes = new Set(
  'ECONNRESET ECONNREFUSED ECONNABORTED EPIPE EHOSTUNREACH ENETUNREACH ENOTFOUND EAI_AGAIN UND_ERR_SOCKET'.split(' '),
)
const timeoutCodes = new Set(
  'ETIMEDOUT UND_ERR_CONNECT_TIMEOUT UND_ERR_HEADERS_TIMEOUT UND_ERR_BODY_TIMEOUT'.split(' '),
)

/** What kind of failure an unknown error is; undefined for a fault of our own, which no further try helps. */
export function failureKindOf(error: unknown): FailureKind | undefined {
  if (error instanceof Failure) return error.kind
  if (!(error instanceof Error)) return undefined
  if (error.name === 'TimeoutError') return 'timed-out'
  const code = 'code' in error ? String(error.code) : ''
  if (timeoutCodes.has(code)) return 'timed-out'
  if (networkCodes.has(code)) return 'unavailable'
  return error.cause === undefined ? undefined : failureKindOf(error.cause)
}

export function isRetryable(error: unknown): boolean {
  const kind = failureKindOf(error)
  return kind !== undefined && failureKinds[kind].retry
}

/** The same shape as the catalogue's retry policy of an event. */
export interface BackoffPolicy {
  readonly maxAttempts: number
  readonly minBackoffMs: number
  readonly maxBackoffMs: number
}

/** The wait behind try number `attempt` (from 1): doubles from the least to the most, then lies evenly between half of that and all of it. */
export function backoffMs(attempt: number, policy: BackoffPolicy, random: () => number = Math.random): number {
  // 2 ** 40 is past any sensible maximum and still exact.
  const fullMs = Math.min(policy.maxBackoffMs, policy.minBackoffMs * 2 ** Math.min(attempt - 1, 40))
  return fullMs * (0.5 + random() / 2)
}

export interface Retrying {
  readonly policy: BackoffPolicy
  readonly clock: Pick<Clock, 'sleep'>
  readonly signal?: AbortSignal
  readonly random?: () => number
}

/**
 * Tries `work` until it succeeds, fails for good, or used up its tries; waits as long as the other side asks, up to the
 * policy's most. @throws the last error, or the signal's reason
 */
export async function retry<T>(
  work: (attempt: number) => Promise<T>,
  { policy, clock, signal, random }: Retrying,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    signal?.throwIfAborted()
    try {
      return await work(attempt)
    } catch (error) {
      if (attempt >= policy.maxAttempts || !isRetryable(error)) throw error
      const askedMs = error instanceof Failure ? (error.retryAfterMs ?? 0) : 0
      await clock.sleep(Math.max(backoffMs(attempt, policy, random), Math.min(askedMs, policy.maxBackoffMs)), signal)
    }
  }
}
