import type { calendar_v3 } from '@googleapis/calendar'
import { z } from 'zod'
import type { BookedEvent, EventTime, NewEvent, OwnDetails } from './calendar.ts'

// An event as Google writes it, and what we write into its private properties. They are what an appointment is found by again:
// by its intent when nobody knows whether it was made, by its owner's number and name when they ring.

/** Of our events: the names of their private properties. At most 44 characters a name, 1,024 a value. */
export const properties = {
  intent: 'frontdeskIntent',
  callId: 'frontdeskCall',
  service: 'frontdeskService',
  name: 'frontdeskName',
  phone: 'frontdeskPhone',
  caller: 'frontdeskCaller',
  email: 'frontdeskEmail',
  reference: 'frontdeskReference',
  bufferBefore: 'frontdeskBefore',
  bufferAfter: 'frontdeskAfter',
  /** On those that have a buffer, so that they can be asked for alone. */
  buffered: 'frontdeskBuffered',
  moves: 'frontdeskMoves',
  movedBy: 'frontdeskMovedBy',
  movedFrom: 'frontdeskMovedFrom',
} as const

export const moment = z.iso.datetime({ offset: true }).transform((text) => Temporal.Instant.from(text))

/** A whole day has a date in place of a moment. */
const edge = z.object({ dateTime: moment.optional() })
const count = z
  .string()
  .regex(/^\d{1,4}$/)
  .transform(Number)
  .catch(0)
  .default(0)
const own = z
  .object({
    [properties.intent]: z.string().min(1),
    [properties.callId]: z.string().default(''),
    [properties.service]: z.string().default(''),
    [properties.name]: z.string().default(''),
    [properties.phone]: z.string().optional(),
    [properties.caller]: z.string().optional(),
    [properties.email]: z.string().optional(),
    [properties.reference]: z.string().default(''),
    [properties.bufferBefore]: count,
    [properties.bufferAfter]: count,
    [properties.moves]: count,
    [properties.movedBy]: z.string().optional(),
    [properties.movedFrom]: z.string().optional(),
  })
  .transform(
    (found): OwnDetails => ({
      intent: found.frontdeskIntent,
      callId: found.frontdeskCall,
      service: found.frontdeskService,
      name: found.frontdeskName,
      phone: found.frontdeskPhone ?? null,
      caller: found.frontdeskCaller ?? null,
      email: found.frontdeskEmail ?? null,
      reference: found.frontdeskReference,
      bufferBeforeMinutes: found.frontdeskBefore,
      bufferAfterMinutes: found.frontdeskAfter,
      moves: found.frontdeskMoves,
      movedBy: found.frontdeskMovedBy,
      movedFrom: intervalIn(found.frontdeskMovedFrom),
    }),
  )

export const eventSchema = z
  .object({
    id: z.string().min(1),
    etag: z.string().default(''),
    status: z.string(),
    created: moment,
    updated: moment.optional(),
    start: edge.optional(),
    end: edge.optional(),
    transparency: z.string().optional(),
    extendedProperties: z.object({ private: z.unknown() }).partial().optional(),
    attendees: z.array(z.object({ self: z.boolean().optional(), responseStatus: z.string().optional() })).optional(),
  })
  .transform((event): BookedEvent => {
    const isDeclined = event.attendees?.some((one) => one.self === true && one.responseStatus === 'declined') === true
    const details = own.safeParse(event.extendedProperties?.private).data
    const isMoved = details !== undefined && details.moves > 0
    return {
      ...{ id: event.id, etag: event.etag, createdAt: event.created, own: details },
      standsSince: isMoved ? (event.updated ?? event.created) : event.created,
      isCancelled: event.status === 'cancelled',
      isBlocking: event.status !== 'cancelled' && event.transparency !== 'transparent' && !isDeclined,
      ...{ from: event.start?.dateTime, to: event.end?.dateTime },
    }
  })

export function bodyOf({ id, summary, description, details, ...time }: NewEvent): calendar_v3.Schema$Event {
  const { bufferBeforeMinutes: before, bufferAfterMinutes: after } = details
  const written: Record<string, string | null> = {
    [properties.intent]: details.intent,
    [properties.callId]: details.callId,
    [properties.service]: details.service,
    [properties.name]: details.name,
    [properties.phone]: details.phone,
    [properties.caller]: details.caller,
    [properties.email]: details.email,
    [properties.reference]: details.reference,
    ...(before + after === 0
      ? {}
      : {
          [properties.buffered]: 'yes',
          [properties.bufferBefore]: String(before),
          [properties.bufferAfter]: String(after),
        }),
  }
  const known = Object.entries(written).filter((pair): pair is [string, string] => pair[1] !== null && pair[1] !== '')
  return { id, summary, description, ...bodyOfTime(time), extendedProperties: { private: Object.fromEntries(known) } }
}

/** In the practice's zone, with the offset: right in the hour that a change of the clocks repeats, too. */
export function bodyOfTime({ start, end }: EventTime): calendar_v3.Schema$Event {
  const when = (at: Temporal.ZonedDateTime) => ({
    dateTime: at.toString({ smallestUnit: 'second', timeZoneName: 'never' }),
    timeZone: at.timeZoneId,
  })
  return { start: when(start), end: when(end) }
}

export const interval = ({ start, end }: EventTime): string =>
  [start, end].map((at) => at.toInstant().toString({ smallestUnit: 'second' })).join('/')

function intervalIn(text: string | undefined): OwnDetails['movedFrom'] {
  const [from, to] = (text ?? '').split('/').map((part) => moment.safeParse(part).data)
  return from === undefined || to === undefined ? undefined : { from, to }
}
