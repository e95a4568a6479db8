import { z } from 'zod'
import { fromMs, toMs } from '../moments.ts'
import type { ClaimedTime } from '../slot-claims.ts'

/** A time as it stands in the document of each day that it needs some of. */
const storedTime = z.object({
  holder: z.string(),
  fromMs: z.int(),
  toMs: z.int(),
  needsFromMs: z.int(),
  needsToMs: z.int(),
  untilMs: z.int(),
})
export type StoredTime = z.infer<typeof storedTime>

/** What is claimed of one calendar on one day of UTC, counted from 1970. */
export const storedDay = z.object({ calendarId: z.string(), day: z.int(), times: z.array(storedTime) })
export type StoredDay = z.infer<typeof storedDay>

/** What a holder holds, and the fence, which outlives what was held. */
export const storedHolder = z.object({
  fence: z.int(),
  untilMs: z.int(),
  days: z.array(z.object({ calendarId: z.string(), day: z.int() })),
})
export type StoredHolder = z.infer<typeof storedHolder>
export type DayName = StoredHolder['days'][number]

const dayMs = 86_400_000
export const dayOf = (ms: number): number => Math.floor(ms / dayMs)

export interface NewTime {
  readonly calendarId: string
  readonly time: StoredTime
}

export const newTime = (holder: string, untilMs: number, claimed: ClaimedTime): NewTime => ({
  calendarId: claimed.calendarId,
  time: {
    ...{ holder, untilMs, fromMs: toMs(claimed.from), toMs: toMs(claimed.to) },
    ...{ needsFromMs: toMs(claimed.needsFrom), needsToMs: toMs(claimed.needsTo) },
  },
})

/** The days of the documents that the time stands in. What it needs holds the appointment itself. */
export function daysOf({ calendarId, time }: NewTime): DayName[] {
  const first = dayOf(Math.min(time.fromMs, time.needsFromMs))
  const last = dayOf(Math.max(time.toMs, time.needsToMs) - 1)
  return Array.from({ length: Math.max(1, last - first + 1) }, (_, n) => ({ calendarId, day: first + n }))
}

export const nameOf = ({ calendarId, day }: DayName): string => `${day} ${calendarId}`

export const isInTheWay = (a: StoredTime, b: StoredTime): boolean =>
  (a.fromMs < b.needsToMs && b.needsFromMs < a.toMs) || (a.needsFromMs < b.toMs && b.fromMs < a.needsToMs)

export const claimedTime = (calendarId: string, time: StoredTime): ClaimedTime & { readonly holder: string } => ({
  ...{ holder: time.holder, calendarId, from: fromMs(time.fromMs), to: fromMs(time.toMs) },
  ...{ needsFrom: fromMs(time.needsFromMs), needsTo: fromMs(time.needsToMs) },
})
