import { type EventName, eventNames, type RetryPolicy } from '@frontdesk/events'

/**
 * Where the tries of a delivery begin. The service counts deliveries, also those that were handed back or only waited behind another
 * that failed; so its count stands for tries, and leaves at least one. An event that kills its process ends by the service's own limit.
 */
export function firstAttempt(
  type: string | undefined,
  deliveryAttempt: number,
  retryOf: (name: EventName) => RetryPolicy,
): number {
  const name = eventNames.find((known) => type === `frontdesk.${known}.v1`)
  return Math.min(Math.max(1, deliveryAttempt), name === undefined ? 1 : retryOf(name).maxAttempts)
}
