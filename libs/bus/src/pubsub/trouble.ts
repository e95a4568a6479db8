import { setTimeout as pause } from 'node:timers/promises'
import type { OnReport } from '../bus.ts'
import { reasonOf } from '../retry.ts'

/** gRPC's codes in their order. https://grpc.io/docs/guides/status-codes/ */
const codes = [
  ...['OK', 'CANCELLED', 'UNKNOWN', 'INVALID_ARGUMENT', 'DEADLINE_EXCEEDED', 'NOT_FOUND', 'ALREADY_EXISTS'],
  ...['PERMISSION_DENIED', 'RESOURCE_EXHAUSTED', 'FAILED_PRECONDITION', 'ABORTED', 'OUT_OF_RANGE', 'UNIMPLEMENTED'],
  ...['INTERNAL', 'UNAVAILABLE', 'DATA_LOSS', 'UNAUTHENTICATED'],
]
const passing = ['UNKNOWN', 'DEADLINE_EXCEEDED', 'RESOURCE_EXHAUSTED', 'ABORTED', 'INTERNAL', 'UNAVAILABLE']

/** The codes of trouble that passes, for the client's own retrying. */
export const passingCodes: number[] = passing.map((name) => codes.indexOf(name))

/** The wire's word for what went wrong; undefined where it was not the wire. */
export function codeOf(thrown: unknown): string | undefined {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined
  return typeof code === 'number' ? codes[code] : undefined
}

/** For people: an error's name and the wire's code, never its text (I4). */
export const troubleOf = (thrown: unknown): string => [reasonOf(thrown), codeOf(thrown)].filter(Boolean).join(' ')

export interface Persistence {
  readonly onReport: OnReport
  /** Gives up when this aborts. */
  readonly signal?: AbortSignal
  readonly forMs?: number
}

/** Does it again while the trouble is of the kind that passes. */
export async function persist<T>(doing: string, act: () => Promise<T>, settings: Persistence): Promise<T> {
  const { onReport, signal, forMs = 30_000 } = settings
  const giveUpAt = performance.now() + forMs
  for (let restMs = 50; ; restMs = Math.min(2_000, restMs * 2)) {
    try {
      return await act()
    } catch (thrown) {
      if (!passing.includes(codeOf(thrown) ?? '') || signal?.aborted || performance.now() > giveUpAt) throw thrown
      onReport({ kind: 'store-failed', doing, reason: troubleOf(thrown) })
      await pause(restMs)
    }
  }
}
