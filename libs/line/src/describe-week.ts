import { weekdays } from './fields.ts'
import type { Line } from './schema.ts'

/** The week as the prompt and the terminal show it: one day a line, `Monday: 09:00–13:00, 14:00–18:00`. */
export function describeWeek(hours: Line['hours']): string {
  return weekdays
    .map((day) => {
      const spans = hours.weekly[day]
      const name = `${day.charAt(0).toUpperCase()}${day.slice(1)}`
      return `${name}: ${spans.length === 0 ? 'closed' : spans.map(([from, to]) => `${from}–${to}`).join(', ')}`
    })
    .join('\n')
}
