import { z } from 'zod'
import { invalid, timeRangeEmpty } from './google-errors.ts'
import { inZone, type Span, whenSchema, whenToMs } from './when.ts'

const propertiesSchema = z.record(z.string().max(44), z.string().max(1_024))

/** What a client may write of an event; what is not named here is kept as it came. */
export const eventFieldsSchema = z.looseObject({
  id: z.string().optional(),
  iCalUID: z.string().optional(),
  status: z.enum(['confirmed', 'tentative', 'cancelled']).optional(),
  summary: z.string().optional(),
  description: z.string().optional(),
  location: z.string().optional(),
  start: whenSchema.optional(),
  end: whenSchema.optional(),
  transparency: z.enum(['opaque', 'transparent']).optional(),
  visibility: z.enum(['default', 'public', 'private', 'confidential']).optional(),
  attendees: z.array(z.looseObject({ email: z.email() })).optional(),
  extendedProperties: z
    .object({ private: propertiesSchema.optional(), shared: propertiesSchema.optional() })
    .optional(),
})
export type EventFields = z.infer<typeof eventFieldsSchema>

/** An event as it is kept: times as the client wrote them. */
export const calendarEventSchema = eventFieldsSchema.extend({
  id: z.string(),
  etag: z.string(),
  status: z.enum(['confirmed', 'tentative', 'cancelled']),
  created: z.string(),
  updated: z.string(),
  start: whenSchema,
  end: whenSchema,
})
export type CalendarEvent = z.infer<typeof calendarEventSchema>

/** Google's event ids: base32hex in lower case, 5 to 1,024 characters. */
const EVENT_ID = /^[a-v0-9]{5,1024}$/

/**
 * Reads the body of an insert or update, or the whole that a patch results in.
 * @throws Refused with Google's 400 when a field does not fit
 */
export function readEventFields(body: unknown, calendarZone: string): EventFields {
  const parsed = eventFieldsSchema.safeParse(body ?? {})
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw invalid(`Invalid value for: ${issue?.path.join('.')}: ${issue?.message}`)
  }
  const fields = parsed.data
  if (fields.id !== undefined && !EVENT_ID.test(fields.id)) throw invalid('Invalid resource id value.')
  // Refused rather than half understood: a recurring event would have to appear in free/busy at each of its times.
  if ('recurrence' in fields) throw invalid('This simulator keeps no recurring events.')
  const { fromMs, toMs } = spanOf(fields, calendarZone)
  if (fromMs > toMs) throw timeRangeEmpty()
  return fields
}

export function spanOf(event: Pick<EventFields, 'start' | 'end'>, calendarZone: string): Span {
  return { fromMs: whenToMs(event.start, calendarZone, 'start'), toMs: whenToMs(event.end, calendarZone, 'end') }
}

/** Applies a patch as Google does: objects merge, null removes, everything else replaces. */
export function patched(old: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch
  const merged: Record<string, unknown> = isObject(old) ? { ...old } : {}
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete merged[name]
    else merged[name] = patched(merged[name], value)
  }
  return merged
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The event as it is answered: Google writes moments in the reader's zone, whatever offset they were sent with. */
export function rendered(event: CalendarEvent, calendarZone: string, readerZone: string): Record<string, unknown> {
  const { fromMs, toMs } = spanOf(event, calendarZone)
  return {
    kind: 'calendar#event',
    ...event,
    start: event.start.date ? event.start : { ...event.start, dateTime: inZone(fromMs, readerZone) },
    end: event.end.date ? event.end : { ...event.end, dateTime: inZone(toMs, readerZone) },
  }
}
