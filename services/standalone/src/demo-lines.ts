import type { Line } from '@frontdesk/line'

/** How many days the demo's special hours last from the day the process started. */
const DEMO_DAYS = 3

/** The numbers that the demo's scenarios ring. */
export interface DemoLines {
  readonly practice: Line
  /** As the practice, but open round the clock these days: people can be put through at any hour of the demo. */
  readonly practiceOpenNow: Line
  /** As the practice, but closed these days: a caller who wants a person is promised a callback. */
  readonly practiceClosedNow: Line
}

/** The first line, and the same practice on two more numbers whose hours do not depend on when the demo runs. */
export function demoLines(practice: Line, now: Temporal.Instant): DemoLines {
  const today = now.toZonedDateTimeISO(practice.timeZone).toPlainDate()
  const days = Array.from({ length: DEMO_DAYS }, (_, i) => today.add({ days: i }).toString())
  const reason = 'the demo'
  const open = days.map((date) => ({ date, open: [['00:00', '24:00']] as [string, string][], reason }))
  const closed = days.map((date) => ({ date, open: [], reason }))
  return {
    practice,
    practiceOpenNow: variant(practice, 'open-now', '1', open),
    practiceClosedNow: variant(practice, 'closed-now', '2', closed),
  }
}

/** They again, found by those who are given all lines; undefined where none has such variants. */
export function demoLinesAmong(lines: readonly Line[]): DemoLines | undefined {
  const byId = new Map(lines.map((line) => [line.id, line]))
  for (const practice of lines) {
    const practiceOpenNow = byId.get(`${practice.id}-open-now`)
    const practiceClosedNow = byId.get(`${practice.id}-closed-now`)
    if (practiceOpenNow !== undefined && practiceClosedNow !== undefined)
      return { practice, practiceOpenNow, practiceClosedNow }
  }
  return undefined
}

function variant(line: Line, suffix: string, digit: string, days: Line['hours']['specialDays']): Line {
  const specialDays = [...days, ...line.hours.specialDays.filter((d) => !days.some((day) => day.date === d.date))]
  return {
    ...line,
    id: `${line.id}-${suffix}`,
    number: line.number.slice(0, -1) + digit,
    hours: { ...line.hours, specialDays },
  }
}
