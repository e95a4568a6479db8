import { decode } from '@frontdesk/events'
import type { protos } from '@google-cloud/pubsub'
import type { DeadLetter } from '../bus.ts'
import { burialIn, eventIdOf, forwardingIn } from './attributes.ts'
import type { Names } from './names.ts'

/** A message as it came, whoever brought it. */
export interface Corpse {
  readonly data: Uint8Array
  readonly attributes: Readonly<Record<string, string>>
}

/** A dead letter as it was found lying there. */
export interface Found extends Corpse {
  readonly letter: DeadLetter
  readonly call: string
  /** It may have died several times, or its death been told twice. */
  readonly died: readonly { readonly messageId: string; readonly ackId: string }[]
  /** When it died first, and what tells two of one millisecond apart. */
  readonly order: readonly [number, number]
}

export const idOf = ({ letter }: Found): string => JSON.stringify([letter.subscription, letter.eventId])

export const earlierFirst = (a: Found, b: Found): number => a.order[0] - b.order[0] || a.order[1] - b.order[1]

/** The death that was told first is the letter's; what is done with it is done with all of them. */
export function sameLetter(before: Found | undefined, another: Found): Found {
  if (before === undefined) return another
  const [first = another] = [before, another].sort(earlierFirst)
  return { ...first, died: [...before.died, ...another.died] }
}

export function foundIn({ ackId, message }: protos.google.pubsub.v1.IReceivedMessage, names: Names): Found {
  const [attributes, messageId] = [message?.attributes ?? {}, message?.messageId ?? '']
  const data = bytesOf(message?.data)
  const decoded = decode(Buffer.from(data).toString('utf8'))
  const event = decoded.ok ? decoded.event : null
  const { seconds, nanos } = message?.publishTime ?? {}
  const diedMs = Number(seconds ?? 0) * 1_000 + Number(nanos ?? 0) / 1_000_000
  const diedAt = Temporal.Instant.fromEpochMilliseconds(Math.floor(diedMs)).toString({ fractionalSecondDigits: 3 })
  return {
    ...{ data, attributes, order: [diedMs, Number(messageId)] },
    died: [{ messageId, ackId: ackId ?? '' }],
    call: event?.subject ?? attributes.callId ?? '',
    letter: { ...burialOf(attributes, names), eventId: eventIdOf(attributes, messageId), event, diedAt },
  }
}

/** What the service forwarded has no reason: no consumer lived to give one. */
function burialOf(
  attributes: Corpse['attributes'],
  names: Names,
): { subscription: string; attempts: number; reason: string } {
  const buried = burialIn(attributes)
  if (buried !== undefined) return buried
  const forwarded = forwardingIn(attributes)
  const subscription = names.ownName(forwarded?.subscription ?? '') ?? ''
  return { subscription, attempts: forwarded?.attempts ?? 0, reason: 'ConsumerLost' }
}

const bytesOf = (data: string | Uint8Array | null | undefined): Uint8Array =>
  typeof data === 'string' ? Buffer.from(data, 'base64') : (data ?? Buffer.alloc(0))
