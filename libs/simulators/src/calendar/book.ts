import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { Store, Table } from '../server/store.ts'
import { type CalendarEvent, calendarEventSchema, patched, readEventFields } from './event.ts'
import { conditionNotMet, deleted, duplicate, notFound } from './google-errors.ts'

const rowSchema = z.object({ key: z.string(), calendarId: z.string(), event: calendarEventSchema })
type Row = z.infer<typeof rowSchema>

/** Whose calendars there are, and the zone each is kept in. */
export type Calendars = Readonly<Record<string, { readonly timeZone: string }>>

/** The events of all calendars, under Google's rules of identity. */
export class Book {
  /** Google does not promise to notice a second event with the same id; false shows what then happens. */
  detectsDuplicateIds = true
  readonly #rows: Table<Row>
  readonly #calendars: Calendars
  readonly #now: () => number
  #lastEtag: number

  constructor(store: Store, calendars: Calendars, now: () => number) {
    this.#rows = store.table('events', rowSchema)
    this.#calendars = calendars
    this.#now = now
    this.#lastEtag = Math.max(0, ...this.#rows.rows().map(({ event }) => Number(event.etag.replaceAll('"', ''))))
  }

  zoneOf(calendarId: string): string {
    const calendar = this.#calendars[calendarId]
    if (!calendar) throw notFound()
    return calendar.timeZone
  }

  has(calendarId: string): boolean {
    return calendarId in this.#calendars
  }

  /** Every event ever made, the cancelled ones too. */
  events(calendarId: string): CalendarEvent[] {
    return this.#rows.rows().flatMap((row) => (row.calendarId === calendarId ? [row.event] : []))
  }

  get(calendarId: string, eventId: string): CalendarEvent {
    return this.#row(calendarId, eventId).event
  }

  insert(calendarId: string, body: unknown): CalendarEvent {
    const fields = readEventFields(body, this.zoneOf(calendarId))
    const id = fields.id ?? randomUUID().replaceAll('-', '')
    if (this.detectsDuplicateIds && this.#find(calendarId, id)) throw duplicate()
    const created = new Date(this.#now()).toISOString()
    return this.#write(`${calendarId}/${id}/${randomUUID()}`, calendarId, {
      iCalUID: `${id}@google.com`,
      eventType: 'default',
      sequence: 0,
      reminders: { useDefault: true },
      organizer: { email: calendarId, self: true },
      htmlLink: `https://www.google.com/calendar/event?eid=${id}`,
      created,
      ...fields,
      id,
    })
  }

  patch(calendarId: string, eventId: string, body: unknown, ifMatch: string | undefined): CalendarEvent {
    const { key, event } = this.#row(calendarId, eventId, ifMatch)
    return this.#write(key, calendarId, this.#checked(calendarId, eventId, patched(event, body)))
  }

  /** Replaces the event: what the body leaves out is gone. */
  update(calendarId: string, eventId: string, body: unknown, ifMatch: string | undefined): CalendarEvent {
    const { key, event } = this.#row(calendarId, eventId, ifMatch)
    const { iCalUID, created, organizer, htmlLink, sequence } = event
    const fields = this.#checked(calendarId, eventId, body)
    return this.#write(key, calendarId, { iCalUID, created, organizer, htmlLink, sequence, ...fields })
  }

  cancel(calendarId: string, eventId: string, ifMatch: string | undefined): void {
    const { key, event } = this.#row(calendarId, eventId, ifMatch)
    if (event.status === 'cancelled') throw deleted()
    this.#write(key, calendarId, { ...event, status: 'cancelled' })
  }

  #checked(calendarId: string, eventId: string, body: unknown) {
    return { ...readEventFields(body, this.zoneOf(calendarId)), id: eventId }
  }

  #row(calendarId: string, eventId: string, ifMatch?: string): Row {
    this.zoneOf(calendarId)
    const row = this.#find(calendarId, eventId)
    if (!row) throw notFound()
    if (ifMatch !== undefined && ifMatch !== '*' && ifMatch !== row.event.etag) throw conditionNotMet()
    return row
  }

  /** Of several with one id, a living one before a cancelled one, else the oldest. */
  #find(calendarId: string, eventId: string): Row | undefined {
    const sameId = this.#rows.rows().filter((row) => row.calendarId === calendarId && row.event.id === eventId)
    return sameId.find(({ event }) => event.status !== 'cancelled') ?? sameId[0]
  }

  #write(key: string, calendarId: string, fields: object): CalendarEvent {
    const updated = new Date(this.#now()).toISOString()
    this.#lastEtag = Math.max(this.#now() * 1_000, this.#lastEtag + 1)
    const etag = `"${this.#lastEtag}"`
    const event = calendarEventSchema.parse({ status: 'confirmed', ...fields, updated, etag })
    this.#rows.put(key, { key, calendarId, event })
    return event
  }
}
