import type { calendar_v3 } from '@googleapis/calendar'
import { z } from 'zod'
import type { Busy } from '../slots.ts'
import { ask, failureOfStatus, failureWithoutAnswer, VendorFailure } from './vendor-failure.ts'

export interface NewEvent {
  /** Base32hex in lower case, 5 to 1,024 characters: the calendar takes an id once. */
  readonly id: string
  readonly summary: string
  readonly description: string
  readonly start: Temporal.ZonedDateTime
  readonly end: Temporal.ZonedDateTime
  readonly intent: string
  readonly callId: string
}

export interface BookedEvent {
  readonly id: string
  readonly createdAt: Temporal.Instant
  readonly isCancelled: boolean
  /** Of ours: the intent and the call that it was made for. */
  readonly intent: string | undefined
  readonly callId: string | undefined
}

/** A practice's calendar, in our words. Every method throws VendorFailure, or the signal's reason. */
export interface Calendar {
  /** @throws VendorFailure also when the calendar cannot be read: what is unknown is not free */
  busy(calendarId: string, span: Busy, signal: AbortSignal): Promise<readonly Busy[]>
  /** @throws VendorFailure of kind `conflict` when the id is taken */
  insert(calendarId: string, event: NewEvent, signal: AbortSignal): Promise<void>
  get(calendarId: string, eventId: string, signal: AbortSignal): Promise<BookedEvent | undefined>
  /** The events that block some of the time; none that was cancelled. */
  blocking(calendarId: string, span: Busy, signal: AbortSignal): Promise<readonly BookedEvent[]>
  /** Cancels the event; one that is gone already is no failure. */
  cancel(calendarId: string, eventId: string, signal: AbortSignal): Promise<void>
}

export interface CalendarOptions {
  /** A simulator's address. Without it, or with Google's own: Google, with Application Default Credentials. */
  readonly apiUrl?: string
  readonly timeoutMs: number
}

/** Google Calendar. Its client takes long to import, so that begins now and is waited for when it is needed. */
export function googleCalendar({ apiUrl, timeoutMs }: CalendarOptions): Calendar {
  const connected = connect(apiUrl)
  const call = async <T>(
    signal: AbortSignal,
    work: (api: calendar_v3.Calendar, more: More) => Promise<T>,
  ): Promise<T> => {
    const api = await connected
    return ask({ vendor, timeoutMs, signal, read }, (limit) => work(api, { signal: limit, retry: false }))
  }
  return {
    busy: (calendarId, span, signal) => call(signal, (api, more) => busy(api, calendarId, span, more)),
    insert: (calendarId, event, signal) =>
      call(signal, async (api, more) => {
        const { data } = await api.events.insert({ calendarId, sendUpdates: 'none', requestBody: bodyOf(event) }, more)
        read200(eventSchema, data)
      }),
    get: (calendarId, eventId, signal) =>
      call(signal, async (api, more) =>
        toEvent(read200(eventSchema, (await api.events.get({ calendarId, eventId }, more)).data)),
      ).catch(goneIs(undefined)),
    blocking: (calendarId, span, signal) => call(signal, (api, more) => blocking(api, calendarId, span, more)),
    cancel: (calendarId, eventId, signal) =>
      call(signal, async (api, more) => {
        await api.events.delete({ calendarId, eventId, sendUpdates: 'none' }, more)
      }).catch(goneIs(undefined)),
  }
}

const vendor = 'calendar'
export const GOOGLE_API_URL = 'https://www.googleapis.com'
type More = { readonly signal: AbortSignal; readonly retry: false }

async function connect(apiUrl: string | undefined): Promise<calendar_v3.Calendar> {
  const { auth, calendar } = await import('@googleapis/calendar')
  if (apiUrl === undefined || apiUrl === GOOGLE_API_URL) {
    const scopes = ['calendar.events', 'calendar.freebusy'].map((name) => `https://www.googleapis.com/auth/${name}`)
    return calendar({ version: 'v3', auth: new auth.GoogleAuth({ scopes }), retry: false })
  }
  const credentials = new auth.OAuth2()
  credentials.setCredentials({ access_token: 'simulated' })
  return calendar({ version: 'v3', auth: credentials, rootUrl: `${apiUrl.replace(/\/+$/, '')}/`, retry: false })
}

const rfc3339 = (at: Temporal.Instant) => at.toString({ smallestUnit: 'second' })
const moment = z.iso.datetime({ offset: true }).transform((text) => Temporal.Instant.from(text))

const freeBusySchema = z.object({
  calendars: z.record(
    z.string(),
    z.object({
      busy: z.array(z.object({ start: moment, end: moment })).default([]),
      errors: z.array(z.object({ reason: z.string() })).default([]),
    }),
  ),
})

async function busy(api: calendar_v3.Calendar, calendarId: string, span: Busy, more: More): Promise<Busy[]> {
  const requestBody = { timeMin: rfc3339(span.from), timeMax: rfc3339(span.to), items: [{ id: calendarId }] }
  const { calendars } = read200(freeBusySchema, (await api.freebusy.query({ requestBody }, more)).data)
  const found = calendars[calendarId]
  // An error for one calendar comes with a 200, and without busy times.
  const reason = found === undefined ? 'absent' : found.errors[0]?.reason
  if (found === undefined || reason !== undefined) {
    const kind = /internal|backend|rate|quota/i.test(reason ?? '') ? 'unavailable' : 'not-found'
    throw new VendorFailure(vendor, kind, { status: 200, vendorCode: reason ?? 'absent' })
  }
  return found.busy.map(({ start, end }) => ({ from: start, to: end }))
}

const eventSchema = z.object({
  id: z.string().min(1),
  status: z.string(),
  created: moment,
  transparency: z.string().optional(),
  extendedProperties: z.object({ private: z.record(z.string(), z.string()).optional() }).optional(),
  attendees: z.array(z.object({ self: z.boolean().optional(), responseStatus: z.string().optional() })).optional(),
})
const listSchema = z.object({ items: z.array(z.unknown()) })

async function blocking(api: calendar_v3.Calendar, calendarId: string, span: Busy, more: More): Promise<BookedEvent[]> {
  const query = { timeMin: rfc3339(span.from), timeMax: rfc3339(span.to), singleEvents: true, maxResults: 250 }
  const { items } = read200(listSchema, (await api.events.list({ calendarId, ...query }, more)).data)
  return items
    .map((item) => read200(eventSchema, item))
    .filter(({ status, transparency, attendees }) => {
      const isDeclined = attendees?.some((one) => one.self === true && one.responseStatus === 'declined') === true
      return status !== 'cancelled' && transparency !== 'transparent' && !isDeclined
    })
    .map(toEvent)
}

function bodyOf({ id, summary, description, start, end, intent, callId }: NewEvent): calendar_v3.Schema$Event {
  const when = (at: Temporal.ZonedDateTime) => ({
    dateTime: at.toString({ smallestUnit: 'second', timeZoneName: 'never' }),
    timeZone: at.timeZoneId,
  })
  const extendedProperties = { private: { frontdeskIntent: intent, frontdeskCall: callId } }
  return { id, summary, description, start: when(start), end: when(end), extendedProperties }
}

function toEvent({ id, created, status, extendedProperties }: z.infer<typeof eventSchema>): BookedEvent {
  const own = extendedProperties?.private
  const isCancelled = status === 'cancelled'
  return { id, createdAt: created, isCancelled, intent: own?.frontdeskIntent, callId: own?.frontdeskCall }
}

/** An answer that broke off half-way arrives without an error, as text: what was asked may well have been done. */
function read200<T>(schema: z.ZodType<T>, data: unknown): T {
  const parsed = schema.safeParse(data)
  if (parsed.success) return parsed.data
  throw new VendorFailure(vendor, 'unavailable', { status: 200, vendorCode: 'unreadable' })
}

const googleError = z.object({
  status: z.coerce.number().optional(),
  response: z
    .object({
      status: z.number(),
      data: z
        .object({ error: z.object({ errors: z.array(z.object({ reason: z.string() })) }) })
        .optional()
        .catch(undefined),
    })
    .optional(),
})

function read(error: unknown): VendorFailure {
  const parsed = googleError.safeParse(error)
  const status = parsed.data?.response?.status ?? parsed.data?.status
  if (status === undefined || Number.isNaN(status)) return failureWithoutAnswer(vendor, error)
  const reason = parsed.data?.response?.data?.error.errors[0]?.reason
  // Google asks to slow down with 403 as well (https://developers.google.com/workspace/calendar/api/guides/errors).
  if (status === 403 && /rateLimit|quota/i.test(reason ?? '')) return failureOfStatus(vendor, 429, reason)
  // Below 400 the answer was a yes that broke off.
  return status < 400 ? new VendorFailure(vendor, 'unavailable', { status }) : failureOfStatus(vendor, status, reason)
}

const goneIs =
  <T>(value: T) =>
  (error: unknown): T => {
    if (error instanceof VendorFailure && error.kind === 'not-found') return value
    throw error
  }
