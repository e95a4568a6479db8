import type { Line } from '@frontdesk/line'

/** A moment as the staff read it: `Mon 23 Nov, 11:00 CET`. */
export function momentIn(line: Pick<Line, 'timeZone'>, at: string): string {
  return Temporal.Instant.from(at).toZonedDateTimeISO(line.timeZone).toLocaleString('en-GB', {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
  })
}

/** Staff ring this number: it is shown whole, here and nowhere else. */
export const numberOf = (caller: string | null): string => caller ?? 'withheld'

export const fieldsOf = (line: Line, at: string, caller: string | null): [string, string][] => [
  ['Practice', line.business.name],
  ['Time', momentIn(line, at)],
  ['Caller', numberOf(caller)],
]
