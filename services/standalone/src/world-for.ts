import { type Line, textIn } from '@frontdesk/line'
import type { WorldOptions } from '@frontdesk/simulators/world'

/** The calendars, channels and people that the lines name, so that the simulators have them. */
export function worldFor(lines: readonly Line[]): WorldOptions {
  return {
    calendars: Object.fromEntries(lines.map((line) => [line.booking.calendarId, { timeZone: line.timeZone }])),
    slackChannels: [...new Set(lines.map((line) => line.notify.slackChannel))],
    people: [...new Set(lines.flatMap((line) => line.people.transfer.map((person) => person.number)))],
    spoken: lines.flatMap((line) =>
      line.languages.flatMap((language) =>
        [line.disclosure.notice, line.fallback.apology].map((texts) => ({
          text: textIn(texts, language, line),
          language,
        })),
      ),
    ),
  }
}
