import { type Clock, systemClock } from '@frontdesk/process/clock'

/** The system's clock, set to another moment. */
export function clockFrom(start: string): Clock {
  const shift = Temporal.Now.instant().until(Temporal.Instant.from(start))
  return { ...systemClock, now: () => Temporal.Now.instant().add(shift) }
}
