import { attributesOf, type FrontdeskEvent } from '@frontdesk/events'

/** Beside the event's own attributes a message carries these; none holds anything that a caller said. */
const eventIdKey = 'eventId'
const redriveToKey = 'redriveTo'
const redriveIdKey = 'redriveId'
const deadOfKey = 'deadSubscription'
const deadAttemptsKey = 'deadAttempts'
const deadReasonKey = 'deadReason'
/** What the service itself adds when it forwards: https://cloud.google.com/pubsub/docs/dead-letter-topics */
const forwardedFromKey = 'CloudPubSubDeadLetterSourceSubscription'
const forwardedCountKey = 'CloudPubSubDeadLetterSourceDeliveryCount'

type Attributes = Readonly<Record<string, string>>

export const ofEvent = (event: FrontdeskEvent): Attributes => ({ ...attributesOf(event), [eventIdKey]: event.id })

export const eventIdOf = (attributes: Attributes, messageId: string): string => attributes[eventIdKey] ?? messageId

/** Names one delivery that is wanted: a redriven event is another one than the event that died. */
export const wantedOnce = (attributes: Attributes, messageId: string): string =>
  `${eventIdOf(attributes, messageId)}#${attributes[redriveIdKey] ?? ''}`

/** A redriven event goes to every subscription of its topic; all but one let it pass. */
export const isFor = (attributes: Attributes, subscription: string): boolean =>
  (attributes[redriveToKey] ?? subscription) === subscription

export const redriven = (attributes: Attributes, to: string, redriveId: string): Attributes => ({
  ...alive(attributes),
  ...{ [redriveToKey]: to, [redriveIdKey]: redriveId },
})

export const dead = (attributes: Attributes, subscription: string, attempts: number, reason: string): Attributes => ({
  ...alive(attributes),
  ...{ [deadOfKey]: subscription, [deadAttemptsKey]: String(attempts), [deadReasonKey]: reason },
})

/** As we bury it ourselves; undefined when the service did, or it is no dead letter. */
export function burialIn(
  attributes: Attributes,
): { subscription: string; attempts: number; reason: string } | undefined {
  const subscription = attributes[deadOfKey]
  if (subscription === undefined) return undefined
  return { subscription, attempts: Number(attributes[deadAttemptsKey] ?? 0), reason: attributes[deadReasonKey] ?? '' }
}

/** As the service forwarded it: nobody was left to say why. */
export function forwardingIn(attributes: Attributes): { subscription: string; attempts: number } | undefined {
  const subscription = attributes[forwardedFromKey]
  return subscription === undefined ? undefined : { subscription, attempts: Number(attributes[forwardedCountKey] ?? 0) }
}

const ofDeath = new Set([deadOfKey, deadAttemptsKey, deadReasonKey, redriveToKey, redriveIdKey])
const alive = (attributes: Attributes): Attributes =>
  Object.fromEntries(
    Object.entries(attributes).filter(([key]) => !ofDeath.has(key) && !key.startsWith('CloudPubSubDeadLetter')),
  )
