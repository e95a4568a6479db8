import { decode, type EventName, type FrontdeskEvent, nameOf, type RetryPolicy } from '@frontdesk/events'
import type { Delivery, OnReport } from './bus.ts'
import { afterFailure, reasonOf } from './retry.ts'

export type AnyHandler = (event: FrontdeskEvent, delivery: Delivery) => Promise<void>
export type AnyHandlers = ReadonlyMap<EventName, AnyHandler>

export interface HandlingSettings {
  readonly retryOf: (name: EventName) => RetryPolicy
  /** In [0, 1). */
  readonly random: () => number
  readonly onReport: OnReport
}

/** One try of one event in one subscription. */
export interface Try {
  readonly subscription: string
  readonly eventId: string
  readonly wire: string
  readonly attempt: number
  /** Aborted when the handler is to give up. */
  readonly signal: AbortSignal
}

/** What is to become of the event after a try. */
export type Handled =
  | { readonly kind: 'done' }
  | { readonly kind: 'retry'; readonly delayMs: number }
  | { readonly kind: 'dead'; readonly reason: string }
  /** As though it had not been taken: it was told to give up. */
  | { readonly kind: 'hand-back' }

/** How long a handler may take to give up once its signal is aborted. */
export const giveUpMs = 1_000

/** Runs the event's handler. Never throws: whatever went wrong is reported, and is in the answer. */
export async function handle(taken: Try, handlers: AnyHandlers, settings: HandlingSettings): Promise<Handled> {
  const { subscription, eventId, wire, attempt, signal } = taken
  const decoded = decode(wire)
  if (!decoded.ok) {
    const reason = decoded.fault.kind
    settings.onReport({ kind: 'undecodable', subscription, eventId, reason })
    return { kind: 'dead', reason }
  }
  const name = nameOf(decoded.event)
  const handler = handlers.get(name)
  if (handler === undefined) return { kind: 'done' }
  // Each delivery counts as a try, so an event that kills its process does not do so for ever.
  if (attempt > settings.retryOf(name).maxAttempts) return failed(taken, name, new ConsumerLost(), settings)
  try {
    await handler(decoded.event, { attempt, signal })
    return { kind: 'done' }
  } catch (thrown) {
    return signal.aborted ? { kind: 'hand-back' } : failed(taken, name, thrown, settings)
  }
}

function failed(
  { subscription, eventId, attempt }: Try,
  event: EventName,
  thrown: unknown,
  { retryOf, random, onReport }: HandlingSettings,
): Handled {
  const reason = reasonOf(thrown)
  const after = afterFailure(retryOf(event), attempt, thrown, random())
  onReport({ kind: 'handler-failed', subscription, event, eventId, attempt, reason, next: after.next })
  return after.next === 'retry' ? { kind: 'retry', delayMs: after.delayMs } : { kind: 'dead', reason }
}

/** The process died, or stalled past its lease, in the event's last try. */
class ConsumerLost extends Error {
  override readonly name = 'ConsumerLost'
}
