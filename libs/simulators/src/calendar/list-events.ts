import { Refused } from '../server/vendor.ts'
import { type CalendarEvent, rendered, spanOf } from './event.ts'
import { fullSyncRequired, googleError, invalid } from './google-errors.ts'
import { assertZone, instantToMs, type Span } from './when.ts'

/** Answers an `events.list`: which events, in which order, which page. */
export function listEvents(query: URLSearchParams, calendarZone: string, events: readonly CalendarEvent[]) {
  // Sync tokens are not given out, so that one presented is too old: an answer Google may give at any time.
  if (query.has('syncToken')) throw fullSyncRequired()
  const readerZone = query.get('timeZone') ?? calendarZone
  assertZone(readerZone)
  const found = ordered(
    events.filter((event) => matches(event, query, calendarZone)),
    query,
    calendarZone,
  )
  const from = readNumber(query, 'pageToken', 0)
  const size = Math.min(readNumber(query, 'maxResults', 250), 2_500)
  return {
    kind: 'calendar#events',
    timeZone: calendarZone,
    accessRole: 'owner',
    defaultReminders: [],
    items: found.slice(from, from + size).map((event) => rendered(event, calendarZone, readerZone)),
    ...(from + size < found.length ? { nextPageToken: String(from + size) } : {}),
  }
}

function matches(event: CalendarEvent, query: URLSearchParams, calendarZone: string): boolean {
  if (event.status === 'cancelled' && query.get('showDeleted') !== 'true') return false
  const span: Span = spanOf(event, calendarZone)
  const timeMin = query.get('timeMin')
  if (timeMin !== null && span.toMs <= instantToMs(timeMin, 'timeMin')) return false
  const timeMax = query.get('timeMax')
  if (timeMax !== null && span.fromMs >= instantToMs(timeMax, 'timeMax')) return false
  const updatedMin = query.get('updatedMin')
  if (updatedMin !== null && Date.parse(event.updated) < instantToMs(updatedMin, 'updatedMin')) return false
  const iCalUID = query.get('iCalUID')
  if (iCalUID !== null && event.iCalUID !== iCalUID) return false
  return (
    hasAll(event.extendedProperties?.private, query.getAll('privateExtendedProperty')) &&
    hasAll(event.extendedProperties?.shared, query.getAll('sharedExtendedProperty'))
  )
}

function hasAll(properties: Readonly<Record<string, string>> | undefined, wanted: readonly string[]): boolean {
  return wanted.every((constraint) => {
    const equals = constraint.indexOf('=')
    if (equals < 1) throw invalid('Invalid value for: an extended property constraint is written name=value.')
    return properties?.[constraint.slice(0, equals)] === constraint.slice(equals + 1)
  })
}

function ordered(events: CalendarEvent[], query: URLSearchParams, calendarZone: string): CalendarEvent[] {
  const orderBy = query.get('orderBy')
  if (orderBy === null) return events
  if (orderBy === 'updated') return events.sort((a, b) => a.updated.localeCompare(b.updated))
  if (orderBy !== 'startTime') throw invalid('Invalid value for: orderBy')
  if (query.get('singleEvents') !== 'true') {
    const message = 'The requested ordering is not available for the particular query.'
    throw new Refused(googleError({ status: 400, reason: 'badRequest', message }))
  }
  return events.sort((a, b) => spanOf(a, calendarZone).fromMs - spanOf(b, calendarZone).fromMs)
}

function readNumber(query: URLSearchParams, name: string, otherwise: number): number {
  const text = query.get(name)
  if (text === null) return otherwise
  if (!/^\d+$/.test(text)) throw invalid(`Invalid value for: ${name}`)
  return Number(text)
}
