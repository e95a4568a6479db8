import { z } from 'zod'
import { invalid, required } from './google-errors.ts'

/** A moment (`dateTime`) or a whole day (`date`), as events begin and end. */
export const whenSchema = z.object({
  dateTime: z.string().nullish(),
  date: z.string().nullish(),
  timeZone: z.string().nullish(),
})
export type When = z.infer<typeof whenSchema>

/** Half open, in milliseconds since 1970. */
export interface Span {
  readonly fromMs: number
  readonly toMs: number
}

const HAS_OFFSET = /(?:[zZ]|[+-]\d{2}:?\d{2})$/

/** @param edge `start` or `end`, for the refusal's message */
export function whenToMs(when: When | null | undefined, calendarZone: string, edge: 'start' | 'end'): number {
  if (!when || (!when.dateTime && !when.date)) throw required(`Missing ${edge} time.`)
  try {
    if (when.date) return Temporal.PlainDate.from(when.date).toZonedDateTime(calendarZone).epochMilliseconds
    const text = when.dateTime ?? ''
    if (when.timeZone) assertZone(when.timeZone)
    if (HAS_OFFSET.test(text)) return Temporal.Instant.from(text).epochMilliseconds
    if (when.timeZone) return Temporal.PlainDateTime.from(text).toZonedDateTime(when.timeZone).epochMilliseconds
  } catch {
    throw invalid(`Invalid value for: Invalid ${edge} time.`)
  }
  throw required(`Missing time zone definition for ${edge} time.`)
}

/** RFC 3339 with an offset, as `timeMin` and its like must be written. */
export function instantToMs(text: string, name: string): number {
  try {
    return Temporal.Instant.from(text).epochMilliseconds
  } catch {
    throw invalid(`Invalid value for: ${name} must be an RFC 3339 time with an offset.`)
  }
}

/** As Google writes a moment: whole seconds and the zone's offset, `Z` for UTC. */
export function inZone(ms: number, timeZone: string): string {
  const instant = Temporal.Instant.fromEpochMilliseconds(ms)
  if (timeZone === 'UTC') return instant.toString({ smallestUnit: 'second' })
  return instant.toString({ smallestUnit: 'second', timeZone })
}

export function assertZone(timeZone: string): void {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(timeZone)
  } catch {
    throw invalid('Invalid time zone definition.')
  }
}

export function overlap(a: Span, b: Span): boolean {
  return a.fromMs < b.toMs && b.fromMs < a.toMs
}
