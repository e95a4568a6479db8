import type { OpeningHours } from '@frontdesk/line/hours'
import type { Callback } from '@frontdesk/records'

/** Opening time that may pass behind the promised moment until people are reminded a second time. */
const longOverdueMinutes = 60

/**
 * How often people are to have been reminded of the callback by now: once when the promised moment has passed, a second time an
 * hour of opening time later. Promises end within opening hours, so that the first is said when somebody is there to hear it.
 */
export function remindersDue(
  callback: Pick<Callback, 'dueAt'>,
  hours: Pick<OpeningHours, 'afterOpenMinutes'>,
  now: Temporal.Instant,
): 0 | 1 | 2 {
  const due = Temporal.Instant.from(callback.dueAt)
  if (Temporal.Instant.compare(now, due) <= 0) return 0
  // A line that never opens still reminds, by the clock.
  const long = hours.afterOpenMinutes(due, longOverdueMinutes)?.toInstant() ?? due.add({ minutes: longOverdueMinutes })
  return Temporal.Instant.compare(now, long) < 0 ? 1 : 2
}
