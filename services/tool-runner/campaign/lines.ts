import type { Line } from '@frontdesk/line'
import { exampleLine } from '../test/lines.ts'

const dental = exampleLine('berlin-dental')

export const calendarOf = (seed: number) => `seed-${seed}@example.com`

/** A line of its own for each seed, with one calendar and one service. */
export function lineOf(seed: number): Line {
  const [service] = dental.services
  if (service === undefined) throw new Error('the example line has no services')
  const { offeredBy: _, ...plain } = service
  return {
    ...dental,
    id: `line-${seed}`,
    services: [plain],
    booking: { ...dental.booking, calendarId: calendarOf(seed), calendars: [], blockedBy: [] },
    // Nobody to put through to: a wish for a person is a callback, which is an effect.
    people: { ...dental.people, transfer: [] },
  }
}
