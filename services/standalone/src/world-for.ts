import { policyFor } from '@frontdesk/disclosure'
import { bookingCalendars, type Line, textIn } from '@frontdesk/line'
import type { WorldOptions } from '@frontdesk/simulators/world'

/** The calendars, channels and people that the lines name, so that the simulators have them. */
export function worldFor(lines: readonly Line[]): WorldOptions {
  return {
    calendars: Object.fromEntries(
      lines.flatMap((line) => calendarsOf(line).map((calendarId) => [calendarId, { timeZone: line.timeZone }])),
    ),
    slackChannels: [...new Set(lines.map((line) => line.notify.slackChannel))],
    people: [
      ...new Set(lines.flatMap((line) => [...line.people.transfer, ...line.emergency].map(({ number }) => number))),
    ],
    asksConsent(number, caller) {
      const line = lines.find((each) => each.number === number)
      return line !== undefined && policyFor(line, caller).recording === 'consent'
    },
    spoken: lines.flatMap((line) =>
      line.languages.flatMap((language) =>
        [line.disclosure.notice, line.fallback.apology, ...line.emergency.map((e) => e.sentence)].map((texts) => ({
          text: textIn(texts, language, line),
          language,
        })),
      ),
    ),
  }
}

const calendarsOf = (line: Line) => [
  ...bookingCalendars(line).map(({ calendarId }) => calendarId),
  ...line.booking.blockedBy,
]
