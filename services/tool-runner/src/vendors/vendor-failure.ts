import { Failure, type FailureKind, failureKindOf, failureKinds, kindOfStatus } from '@frontdesk/process/failures'

/**
 * What a vendor said no with, or did not say. It keeps no cause: vendors' own errors carry the whole request, and with it the
 * caller's name and number (I4).
 */
export class VendorFailure extends Failure {
  readonly vendor: string
  /** The HTTP status, where there was an answer. */
  readonly status: number | undefined
  /** The vendor's own word or number for it. */
  readonly vendorCode: string | undefined
  constructor(vendor: string, kind: FailureKind, details: { status?: number; vendorCode?: string } = {}) {
    const { status, vendorCode } = details
    super(kind, `${vendor}: ${failureKinds[kind].meaning}`)
    this.vendor = vendor
    this.status = status
    this.vendorCode = vendorCode
  }
}

export const failureOfStatus = (vendor: string, status: number, vendorCode?: string): VendorFailure =>
  new VendorFailure(vendor, kindOfStatus(status), { status, ...(vendorCode === undefined ? {} : { vendorCode }) })

/** A failure without an answer that can be read: the socket died, or the text broke off. It may have been done. */
export const failureWithoutAnswer = (vendor: string, error: unknown): VendorFailure =>
  new VendorFailure(vendor, failureKindOf(error) ?? 'unavailable')

/** Kinds in which the vendor says clearly that nothing was done. */
const clearNos: ReadonlySet<FailureKind> = new Set(['throttled', 'unauthorised', 'not-found', 'conflict', 'rejected'])

export const isClearNo = (error: unknown): boolean => error instanceof Failure && clearNos.has(error.kind)

/** A clear no that another try does not change. */
export const isFinalNo = (error: unknown): error is Failure =>
  error instanceof Failure && clearNos.has(error.kind) && !failureKinds[error.kind].retry

export interface Asking {
  readonly vendor: string
  readonly timeoutMs: number
  /** We stop waiting when it is aborted, with its reason. */
  readonly signal: AbortSignal
  /** What the vendor's own error stands for. */
  readonly read: (error: unknown) => VendorFailure
}

/**
 * Resolves behind every timer that is due by now. A process that was stopped (a suspended machine, a debugger) goes on with what
 * it was waiting for before its timers come round, among them the one that tells that its lease is over.
 */
const timersRan = () => new Promise<void>((resolve) => setTimeout(resolve, 0))

/**
 * Asks a vendor, and waits no longer than `timeoutMs`, whatever its client does with the signal; what was asked may still be
 * done after that. @throws VendorFailure; the signal's reason
 */
export async function ask<T>(
  { vendor, timeoutMs, signal, read }: Asking,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  await timersRan()
  signal.throwIfAborted()
  const timeUp = AbortSignal.timeout(timeoutMs)
  const either = AbortSignal.any([signal, timeUp])
  const gaveUp = Promise.withResolvers<never>()
  const giveUp = () => gaveUp.reject(either.reason)
  either.addEventListener('abort', giveUp, { once: true })
  try {
    return await Promise.race([work(either), gaveUp.promise])
  } catch (error) {
    signal.throwIfAborted()
    if (timeUp.aborted) throw new VendorFailure(vendor, 'timed-out')
    throw error instanceof VendorFailure ? error : read(error)
  } finally {
    either.removeEventListener('abort', giveUp)
  }
}
