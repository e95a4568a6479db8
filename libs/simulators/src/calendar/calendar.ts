import { type Simulator, type SimulatorOptions, startSimulator } from '../server/simulator.ts'
import { openStore } from '../server/store.ts'
import { type Answer, type Ask, bearerToken, type Route, type Vendor } from '../server/vendor.ts'
import { Book, type Calendars } from './book.ts'
import { type CalendarEvent, rendered } from './event.ts'
import { freeBusy } from './free-busy.ts'
import { googleError, invalid, unauthenticated } from './google-errors.ts'
import { listEvents } from './list-events.ts'
import { assertZone } from './when.ts'

export { calendarFailures } from './google-errors.ts'
export type { CalendarEvent }

export type CalendarCall =
  | 'freebusy.query'
  | 'calendars.get'
  | 'events.insert'
  | 'events.get'
  | 'events.list'
  | 'events.patch'
  | 'events.update'
  | 'events.delete'

export interface CalendarOptions extends SimulatorOptions {
  /** Default: one calendar `primary` in UTC. */
  readonly calendars?: Calendars
  /** Access tokens that are valid; any token is when absent. */
  readonly accessTokens?: readonly string[]
}

export interface CalendarSimulator extends Simulator<CalendarCall> {
  /** Every event ever made in a calendar, the cancelled ones too, times as the client wrote them. */
  events(calendarId: string): CalendarEvent[]
  /** Somebody else books, without a request. Times are RFC 3339 with an offset. */
  takeSlot(calendarId: string, start: string, end: string, summary?: string): CalendarEvent
  /** Somebody makes an event, without a request. `body` is as in `events.insert`. */
  put(calendarId: string, body: object): CalendarEvent
  /** False: a second event with an id already taken is made, as Google does not rule out. */
  setDetectsDuplicateIds(detects: boolean): void
}

const ROOT = '/calendar/v3'

/**
 * Google Calendar API v3: free/busy and single events. No recurring events, no sync tokens; both are refused.
 * `apiUrl` is the client's `rootUrl`.
 */
export async function startCalendar(options: CalendarOptions = {}): Promise<CalendarSimulator> {
  const { calendars = { primary: { timeZone: 'UTC' } }, accessTokens, stateFile, now = Date.now } = options
  const store = openStore(stateFile)
  const book = new Book(store, calendars, now)
  const vendor: Vendor<CalendarCall> = {
    name: 'Google Calendar',
    routes: routes(book),
    admit: ({ headers }) => {
      const token = bearerToken(headers)
      const isValid = token !== undefined && (!accessTokens || accessTokens.includes(token))
      return isValid ? undefined : unauthenticated(token !== undefined)
    },
    noSuchCall: () => googleError({ status: 404, reason: 'notFound', message: 'Not Found' }),
    unreadableBody: () => googleError({ status: 400, reason: 'parseError', message: 'Parse Error' }),
  }
  const simulator = await startSimulator(vendor, { ...options, apiPath: '/', onClose: store.close })
  return {
    ...simulator,
    events: (calendarId) => book.events(calendarId),
    takeSlot: (calendarId, start, end, summary = 'Somebody else') =>
      book.insert(calendarId, { summary, start: { dateTime: start }, end: { dateTime: end } }),
    put: (calendarId, body) => book.insert(calendarId, body),
    setDetectsDuplicateIds: (detects) => {
      book.detectsDuplicateIds = detects
    },
  }
}

function routes(book: Book): Route<CalendarCall>[] {
  const events = `${ROOT}/calendars/:calendarId/events`
  return [
    { call: 'freebusy.query', method: 'POST', path: `${ROOT}/freeBusy`, answer: (ask) => queryFreeBusy(book, ask) },
    { call: 'calendars.get', method: 'GET', path: `${ROOT}/calendars/:calendarId`, answer: (ask) => about(book, ask) },
    { call: 'events.list', method: 'GET', path: events, answer: (ask) => list(book, ask) },
    { call: 'events.insert', method: 'POST', path: events, answer: (ask) => insert(book, ask) },
    ...oneEventRoutes(book, `${events}/:eventId`),
  ]
}

function oneEventRoutes(book: Book, path: string): Route<CalendarCall>[] {
  const at = ({ params }: Ask) => [params.calendarId ?? '', params.eventId ?? ''] as const
  const ifMatch = ({ headers }: Ask) => headers['if-match']
  return [
    { call: 'events.get', method: 'GET', path, answer: (ask) => shown(book, ask, book.get(...at(ask))) },
    {
      call: 'events.patch',
      method: 'PATCH',
      path,
      answer: (ask) => shown(book, checkedWrite(ask), book.patch(...at(ask), ask.body, ifMatch(ask))),
    },
    {
      call: 'events.update',
      method: 'PUT',
      path,
      answer: (ask) => shown(book, checkedWrite(ask), book.update(...at(ask), ask.body, ifMatch(ask))),
    },
    {
      call: 'events.delete',
      method: 'DELETE',
      path,
      answer: (ask) => {
        book.cancel(...at(checkedWrite(ask)), ifMatch(ask))
        return { status: 204 }
      },
    },
  ]
}

function insert(book: Book, ask: Ask): Answer {
  return shown(book, checkedWrite(ask), book.insert(ask.params.calendarId ?? '', ask.body))
}

function list(book: Book, { params: { calendarId = '' }, query }: Ask): Answer {
  return { status: 200, body: listEvents(query, book.zoneOf(calendarId), book.events(calendarId)) }
}

function queryFreeBusy(book: Book, { body }: Ask): Answer {
  const view = (id: string) => (book.has(id) ? { timeZone: book.zoneOf(id), events: book.events(id) } : undefined)
  return { status: 200, body: freeBusy(body, view) }
}

function about(book: Book, { params: { calendarId = '' } }: Ask): Answer {
  const timeZone = book.zoneOf(calendarId)
  return { status: 200, body: { kind: 'calendar#calendar', id: calendarId, summary: calendarId, timeZone } }
}

function shown(book: Book, { params: { calendarId = '' }, query }: Ask, event: CalendarEvent): Answer {
  const calendarZone = book.zoneOf(calendarId)
  const readerZone = query.get('timeZone') ?? calendarZone
  assertZone(readerZone)
  return { status: 200, body: rendered(event, calendarZone, readerZone), headers: { etag: event.etag } }
}

/** Checks what every write may carry in its query; the invitations that it asks for are not sent. */
function checkedWrite(ask: Ask): Ask {
  const sendUpdates = ask.query.get('sendUpdates')
  if (sendUpdates !== null && !['all', 'externalOnly', 'none'].includes(sendUpdates)) {
    throw invalid('Invalid value for: sendUpdates')
  }
  return ask
}
