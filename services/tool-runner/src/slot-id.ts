import { z } from 'zod'

/** A stretch of time that may be booked, in the line's zone. */
export interface Slot {
  readonly start: Temporal.ZonedDateTime
  readonly end: Temporal.ZonedDateTime
}

const moment = z.iso.datetime({ precision: 0 })
const content = z.strictObject({ line: z.string(), start: moment, end: moment })

/**
 * The one place that makes and reads slot ids. An id only says which slot is meant: whether that may be booked is checked
 * again when it is, so that an invented id opens no door that the line's rules keep shut.
 */
export function slotIdOf(slot: Slot, lineId: string): string {
  const at = (moment: Temporal.ZonedDateTime) => moment.toInstant().toString({ smallestUnit: 'second' })
  return Buffer.from(JSON.stringify({ line: lineId, start: at(slot.start), end: at(slot.end) })).toString('base64url')
}

/** Undefined when the id is none of ours, or another line's. */
export function readSlotId(slotId: string, line: { readonly id: string; readonly timeZone: string }): Slot | undefined {
  const parsed = content.safeParse(parseJson(Buffer.from(slotId, 'base64url').toString()))
  if (!parsed.success || parsed.data.line !== line.id) return undefined
  const at = (text: string) => Temporal.Instant.from(text).toZonedDateTimeISO(line.timeZone)
  const slot = { start: at(parsed.data.start), end: at(parsed.data.end) }
  return Temporal.ZonedDateTime.compare(slot.start, slot.end) < 0 ? slot : undefined
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
