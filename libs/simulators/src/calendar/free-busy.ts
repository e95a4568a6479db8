import { z } from 'zod'
import { Refused } from '../server/vendor.ts'
import { type CalendarEvent, spanOf } from './event.ts'
import { googleError, invalid, required, timeRangeEmpty } from './google-errors.ts'
import { assertZone, instantToMs, inZone, overlap, type Span } from './when.ts'

const querySchema = z.looseObject({
  timeMin: z.string().optional(),
  timeMax: z.string().optional(),
  timeZone: z.string().optional(),
  items: z.array(z.looseObject({ id: z.string() })).optional(),
})

/** Google refuses long ranges; where its limit lies is not documented, about three months is what is met. */
const MAX_RANGE_MS = 93 * 24 * 3_600_000
const MAX_CALENDARS = 50

export interface CalendarView {
  readonly timeZone: string
  readonly events: readonly CalendarEvent[]
}

/** Answers a `freebusy.query`; a calendar that is not found is an error inside the answer, not of the answer. */
export function freeBusy(body: unknown, view: (calendarId: string) => CalendarView | undefined) {
  const parsed = querySchema.safeParse(body ?? {})
  if (!parsed.success) throw invalid('Invalid value for: freebusy query')
  const { timeMin, timeMax, timeZone = 'UTC', items = [] } = parsed.data
  if (!timeMin || !timeMax) throw required(`Missing ${timeMin ? 'timeMax' : 'timeMin'} parameter.`)
  assertZone(timeZone)
  const asked: Span = { fromMs: instantToMs(timeMin, 'timeMin'), toMs: instantToMs(timeMax, 'timeMax') }
  if (asked.fromMs >= asked.toMs) throw timeRangeEmpty()
  if (asked.toMs - asked.fromMs > MAX_RANGE_MS) throw timeRangeTooLong()
  const calendars = items.map(({ id }, index) => [id, ofCalendar(index, view(id), asked, timeZone)] as const)
  return {
    kind: 'calendar#freeBusy',
    timeMin: inZone(asked.fromMs, timeZone),
    timeMax: inZone(asked.toMs, timeZone),
    calendars: Object.fromEntries(calendars),
  }
}

function ofCalendar(index: number, view: CalendarView | undefined, asked: Span, timeZone: string) {
  if (index >= MAX_CALENDARS) return { errors: [{ domain: 'global', reason: 'tooManyCalendarsRequested' }], busy: [] }
  if (!view) return { errors: [{ domain: 'global', reason: 'notFound' }], busy: [] }
  return {
    busy: busySpans(view, asked).map((span) => ({
      start: inZone(span.fromMs, timeZone),
      end: inZone(span.toMs, timeZone),
    })),
  }
}

/** Times taken within a span, merged and cut to it. Tentative and all-day events count, transparent ones do not. */
export function busySpans({ events, timeZone }: CalendarView, within: Span): Span[] {
  const taken = events
    .filter((event) => event.status !== 'cancelled' && event.transparency !== 'transparent')
    .map((event) => spanOf(event, timeZone))
    .filter((span) => overlap(span, within))
    .map((span) => ({ fromMs: Math.max(span.fromMs, within.fromMs), toMs: Math.min(span.toMs, within.toMs) }))
    .sort((a, b) => a.fromMs - b.fromMs)
  const merged: Span[] = []
  for (const span of taken) {
    const last = merged.at(-1)
    if (last && span.fromMs <= last.toMs) {
      merged[merged.length - 1] = { fromMs: last.fromMs, toMs: Math.max(last.toMs, span.toMs) }
    } else merged.push(span)
  }
  return merged
}

function timeRangeTooLong(): Refused {
  const message = 'The requested time range is too long.'
  return new Refused(googleError({ status: 400, reason: 'timeRangeTooLong', message }))
}
