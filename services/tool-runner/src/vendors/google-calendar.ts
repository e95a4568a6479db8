import type { calendar_v3 } from '@googleapis/calendar'
import { z } from 'zod'
import type { Busy, Span } from '../slots.ts'
import type { BookedEvent, Calendar } from './calendar.ts'
import { bodyOf, bodyOfTime, eventSchema, interval, moment, properties } from './calendar-wire.ts'
import { ask, failureOfStatus, failureWithoutAnswer, VendorFailure } from './vendor-failure.ts'

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
  return { ...reading(call), ...writing(call) }
}

type Call = <T>(signal: AbortSignal, work: (api: calendar_v3.Calendar, more: More) => Promise<T>) => Promise<T>

function reading(call: Call): Pick<Calendar, 'busy' | 'buffered' | 'get' | 'madeBy' | 'blocking' | 'ofPerson'> {
  return {
    busy: (calendarIds, span, signal) => call(signal, (api, more) => busy(api, calendarIds, span, more)),
    buffered: (calendarId, span, signal) =>
      call(signal, async (api, more) => {
        const query = { ...within(span), privateExtendedProperty: [`${properties.buffered}=yes`] }
        const events = await listed(api, { calendarId, ...query }, more)
        return events.filter(({ isBlocking }) => isBlocking).flatMap(bufferedBusy)
      }),
    get: (calendarId, eventId, signal) =>
      call(signal, async (api, more) =>
        read200(eventSchema, (await api.events.get({ calendarId, eventId }, more)).data),
      ).catch(goneIs(undefined)),
    madeBy: (calendarId, intent, signal) =>
      call(signal, (api, more) => {
        const query = { privateExtendedProperty: [`${properties.intent}=${intent}`], showDeleted: true }
        return listed(api, { calendarId, ...query }, more)
      }),
    blocking: (calendarId, span, signal) =>
      call(signal, async (api, more) => {
        const events = await listed(api, { calendarId, ...within(span), singleEvents: true }, more)
        return events.filter(({ isBlocking }) => isBlocking)
      }),
    ofPerson: (calendarId, person, { from, to }, signal) =>
      call(signal, (api, more) => {
        const wanted = (['name', 'phone', 'caller', 'email'] as const).flatMap((what) =>
          person[what] === undefined ? [] : [`${properties[what]}=${person[what]}`],
        )
        const time = { timeMin: rfc3339(from), ...(to === undefined ? {} : { timeMax: rfc3339(to) }) }
        const query = { ...time, privateExtendedProperty: wanted, singleEvents: true, orderBy: 'startTime' }
        return listed(api, { calendarId, ...query }, more)
      }),
  }
}

function writing(call: Call): Pick<Calendar, 'insert' | 'move' | 'cancel'> {
  return {
    insert: (calendarId, event, signal) =>
      call(signal, async (api, more) => {
        const { data } = await api.events.insert({ calendarId, sendUpdates, requestBody: bodyOf(event) }, more)
        read200(eventSchema, data)
      }),
    move: (calendarId, eventId, { intent, moves, from, ...time }, etag, signal) =>
      call(signal, async (api, more) => {
        const written = {
          [properties.moves]: String(moves),
          [properties.movedBy]: intent,
          [properties.movedFrom]: interval(from),
        }
        const requestBody = { ...bodyOfTime(time), extendedProperties: { private: written } }
        const { data } = await api.events.patch({ calendarId, eventId, sendUpdates, requestBody }, ifMatch(more, etag))
        read200(eventSchema, data)
      }),
    cancel: (calendarId, eventId, signal, etag) =>
      call(signal, async (api, more) => {
        await api.events.delete({ calendarId, eventId, sendUpdates }, etag === undefined ? more : ifMatch(more, etag))
      }).catch(goneIs(undefined)),
  }
}

const sendUpdates = 'none'
const ifMatch = (more: More, etag: string) => ({ ...more, headers: { 'If-Match': etag } })

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
const freeBusySchema = z.object({
  calendars: z.record(
    z.string(),
    z.object({
      busy: z.array(z.object({ start: moment, end: moment })).default([]),
      errors: z.array(z.object({ reason: z.string() })).default([]),
    }),
  ),
})

async function busy(api: calendar_v3.Calendar, calendarIds: readonly string[], span: Span, more: More) {
  const requestBody = { ...within(span), items: calendarIds.map((id) => ({ id })) }
  const { calendars } = read200(freeBusySchema, (await api.freebusy.query({ requestBody }, more)).data)
  return new Map<string, readonly Busy[] | VendorFailure>(
    calendarIds.map((id) => {
      const found = calendars[id]
      // An error for one calendar comes with a 200, and without busy times.
      const reason = found === undefined ? 'absent' : found.errors[0]?.reason
      if (found !== undefined && reason === undefined) {
        return [id, found.busy.map(({ start, end }): Busy => ({ from: start, to: end }))] as const
      }
      const kind = /internal|backend|rate|quota/i.test(reason ?? '') ? 'unavailable' : 'not-found'
      return [id, new VendorFailure(vendor, kind, { status: 200, vendorCode: reason ?? 'absent' })] as const
    }),
  )
}

const listSchema = z.object({ items: z.array(z.unknown()), nextPageToken: z.string().optional() })
/** More than that in one answer's reach: nobody has so many appointments, and a calendar's two weeks hold fewer. */
const mostPages = 10

async function listed(
  api: calendar_v3.Calendar,
  query: calendar_v3.Params$Resource$Events$List,
  more: More,
): Promise<BookedEvent[]> {
  const events: BookedEvent[] = []
  let page: { pageToken?: string } = {}
  for (let pages = 0; pages < mostPages; pages += 1) {
    const { data } = await api.events.list({ ...query, ...page, maxResults: 250 }, more)
    const { items, nextPageToken } = read200(listSchema, data)
    events.push(...items.map((item) => read200(eventSchema, item)))
    if (nextPageToken === undefined) return events
    page = { pageToken: nextPageToken }
  }
  throw new VendorFailure(vendor, 'bad-answer', { status: 200, vendorCode: 'too-many-events' })
}

const within = ({ from, to }: Span) => ({ timeMin: rfc3339(from), timeMax: rfc3339(to) })

/** Nothing for an event without times of day: it is busy as a whole, and free/busy tells that. */
function bufferedBusy({ from, to, own }: BookedEvent): Busy[] {
  if (from === undefined || to === undefined || own === undefined) return []
  const { bufferBeforeMinutes, bufferAfterMinutes } = own
  const needs = { from: from.subtract({ minutes: bufferBeforeMinutes }), to: to.add({ minutes: bufferAfterMinutes }) }
  return [{ from, to, needs }]
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
