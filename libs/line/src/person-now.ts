import type { EmergencyRule } from './emergency.ts'
import type { OpeningHours } from './hours.ts'
import type { Line } from './schema.ts'

/** How a caller who wants a person gets one at a moment. */
export type PersonNow =
  | { readonly next: 'transfer'; readonly people: Line['people']['transfer'] }
  | {
      readonly next: 'callback'
      readonly why: 'closed' | 'nobody-to-ring'
      /** When somebody rings back at the latest. */
      readonly due: Temporal.ZonedDateTime
    }

type People = Pick<Line, 'people' | 'timeZone'>
type Hours = Pick<OpeningHours, 'at' | 'afterOpenMinutes'>

export function personNow(line: People, hours: Hours, now: Temporal.Instant): PersonNow {
  const people = line.people.transfer
  const isOpen = hours.at(now).open
  if (isOpen && people.length > 0) return { next: 'transfer', people }
  return { next: 'callback', why: isOpen ? 'nobody-to-ring' : 'closed', due: callbackDue(line, hours, now) }
}

/** When a callback that is promised now is due: so many minutes of opening time later. A line that never opens still keeps its word, by the clock. */
export function callbackDue(line: People, hours: Hours, now: Temporal.Instant): Temporal.ZonedDateTime {
  const minutes = line.people.callbackWithinMinutes
  return hours.afterOpenMinutes(now, minutes) ?? now.add({ minutes }).toZonedDateTimeISO(line.timeZone)
}

/** The rules for emergencies that hold while the business is open, or closed. */
export const emergencyRules = (line: Pick<Line, 'emergency'>, isOpen: boolean): readonly EmergencyRule[] =>
  line.emergency.filter(({ when }) => when === 'always' || when === (isOpen ? 'open' : 'closed'))
