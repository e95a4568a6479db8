import { setTimeout as after } from 'node:timers/promises'

export interface RetrySettings {
  /** From the first try on; then the last error is passed on. */
  readonly giveUpAfterMs: number
  /** In [0, 1): spreads those who failed together. */
  readonly random: () => number
}

/** gRPC's codes by number. https://grpc.io/docs/guides/status-codes/ */
export const code = {
  ...{ cancelled: 1, unknown: 2, invalidArgument: 3, deadlineExceeded: 4, notFound: 5, alreadyExists: 6 },
  ...{ resourceExhausted: 8, failedPrecondition: 9, aborted: 10, internal: 13, unavailable: 14 },
} as const

const passing: readonly unknown[] = [
  ...[code.cancelled, code.unknown, code.deadlineExceeded, code.resourceExhausted],
  ...[code.aborted, code.internal, code.unavailable],
]

export const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined)

/** Trouble that another try may not meet: of the service, of the way to it, or with others who wrote at the same time. */
export function isPassing(error: unknown): boolean {
  if (passing.includes(codeOf(error))) return true
  // How the service says that a transaction is over, e.g. since its commit was kept although we were not told.
  return (
    codeOf(error) === code.invalidArgument &&
    error instanceof Error &&
    /transaction.*(expired|no longer valid)/.test(error.message)
  )
}

const firstPauseMs = 20
const longestPauseMs = 2_000

/** How long to wait after so many failures: somewhere up to twice as long each time, so that rivals do not meet again. */
export const pauseMs = (failures: number, random: () => number): number =>
  random() * Math.min(longestPauseMs, firstPauseMs * 2 ** failures)

/** The store could not be reached, or was too busy, for as long as we were willing to wait. It may have kept what was asked. */
export class FirestoreUnreachable extends Error {
  override readonly name = 'FirestoreUnreachable'
  constructor(what: string, forMs: number, cause: unknown) {
    const answer = String(codeOf(cause))
    super(
      `Firestore failed ${what} for ${Math.round(forMs)} ms, last with gRPC code ${answer}: look at its status and quota, and at the way to it`,
      { cause },
    )
  }
}

/** Works until it works, while the trouble is of the kind that passes. @throws FirestoreUnreachable; what `work` throws else */
export async function steadily<T>(what: string, settings: RetrySettings, work: () => Promise<T>): Promise<T> {
  const startedMs = performance.now()
  for (let failures = 0; ; failures++) {
    try {
      const leftMs = settings.giveUpAfterMs - (performance.now() - startedMs)
      return await within(leftMs, work())
    } catch (error) {
      if (!isPassing(error)) throw error
      const waitMs = pauseMs(failures, settings.random)
      const forMs = performance.now() - startedMs
      if (forMs + waitMs > settings.giveUpAfterMs) throw new FirestoreUnreachable(what, forMs, error)
      await after(waitMs)
    }
  }
}

/** No try outlasts the time, whatever the SDK goes on with by itself; how that ends is nobody's any more. */
async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(
    () => reject(Object.assign(new Error('no answer in time'), { code: code.deadlineExceeded })),
    ms,
  )
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
