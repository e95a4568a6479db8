import type { Callback, NewCallback } from './callback.ts'
import type { CallbackChange, Changed } from './callback-changes.ts'

/**
 * The queue of promises to ring callers back. Who would change a callback says what they wish; whether it is granted is decided
 * by `change` in callback-changes.ts, which every adapter asks within the transaction that keeps the answer.
 */
export interface Callbacks {
  /** False when a callback of this id is known already: nothing was changed. */
  add(callback: NewCallback): Promise<boolean>
  find(callbackId: string): Promise<Callback | undefined>
  /** All that were promised in a call, finished or not. */
  ofCall(callId: string): Promise<readonly Callback[]>
  /** Callbacks that nobody finished, the most overdue first. Fewer than the limit: there are no more. */
  open(query?: OpenCallbacks): Promise<readonly Callback[]>
  change(callbackId: string, change: CallbackChange): Promise<Changed>
}

export interface OpenCallbacks {
  /** Of these lines alone. */
  readonly lineIds?: readonly string[]
  /** Promised for a moment before this one. */
  readonly dueBefore?: string
  /** The last callback of the page before: whatever was added or finished since, the next page goes on behind it. */
  readonly after?: Pick<Callback, 'dueAt' | 'callbackId'>
  /** 100 unless told. */
  readonly limit?: number
}

export const mostOpenCallbacks = 100
