import type { LineRules } from './line-rules.ts'
import { type Seals, tagBytes, tagOf, unverified } from './seals.ts'
import type { OfferedSlot, Slot } from './slots.ts'

// A slot's id says which time, of which service, in which calendar, and ends after half an hour. It is bound to the line and to
// nothing more: it gives no right that another caller has not, and whether the time is free is looked up again when it is booked.

export const slotLastsMinutes = 30

export function slotIdOf(slot: OfferedSlot, line: { readonly id: string }, now: Temporal.Instant, seals: Seals) {
  const content = Buffer.alloc(contentBytes)
  content.writeUInt32BE(slot.start.epochMilliseconds / msPerMinute, 0)
  content.writeUInt16BE((slot.end.epochMilliseconds - slot.start.epochMilliseconds) / msPerMinute, 4)
  tagOf(slot.service).copy(content, timeBytes)
  tagOf(slot.calendar.id).copy(content, timeBytes + tagBytes)
  return seals.seal(boundTo(line), content, now.add({ minutes: slotLastsMinutes }))
}

export type OpenedSlot =
  | { readonly is: 'slot'; readonly slot: OfferedSlot }
  /** It was offered too long ago. */
  | { readonly is: 'over' }
  /** It was never offered on this line, or what it was offered for is no more. */
  | { readonly is: 'unknown' }

export function openSlotId(
  slotId: string,
  line: Line,
  now: Temporal.Instant,
  { seals, rules }: { readonly seals: Seals; readonly rules: Pick<LineRules, 'bookables'> },
): OpenedSlot {
  const opened = seals.open(boundTo(line), slotId, now)
  if (opened.is === 'over') return { is: 'over' }
  const time = opened.is === 'sealed' ? timeIn(opened.content, line) : undefined
  if (opened.is !== 'sealed' || time === undefined) return { is: 'unknown' }
  const tag = (n: number) => opened.content.subarray(timeBytes + n * tagBytes, timeBytes + (n + 1) * tagBytes)
  const bookable = rules.bookables.find(({ service }) => tagOf(service.name).equals(tag(0)))
  const provider = bookable?.providers.find(({ calendar }) => tagOf(calendar.id).equals(tag(1)))
  if (bookable === undefined || provider === undefined) return { is: 'unknown' }
  return { is: 'slot', slot: { ...time, service: bookable.service.name, calendar: provider.calendar } }
}

/** What an id stands for, whoever made it and when: good for telling two wishes apart, and for nothing else. */
export function readSlotId(slotId: string): string | undefined {
  const content = unverified(slotId)
  return content?.length === contentBytes ? content.toString('hex') : undefined
}

interface Line {
  readonly id: string
  readonly timeZone: string
}

const boundTo = ({ id }: { readonly id: string }) => ['slot', id]
const msPerMinute = 60_000
const timeBytes = 6
const contentBytes = timeBytes + 2 * tagBytes

function timeIn(content: Buffer, { timeZone }: Line): Slot | undefined {
  if (content.length !== contentBytes) return undefined
  const start = Temporal.Instant.fromEpochMilliseconds(content.readUInt32BE(0) * msPerMinute)
  const minutes = content.readUInt16BE(4)
  if (minutes === 0) return undefined
  return { start: start.toZonedDateTimeISO(timeZone), end: start.add({ minutes }).toZonedDateTimeISO(timeZone) }
}
