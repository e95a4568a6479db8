import { type Line, lineSchema } from '@frontdesk/line'

const allDay: [string, string][] = [['00:00', '24:00']]

/** A line for tests: two languages, two people to ring, recorded. */
export const testLine: Line = lineSchema.parse({
  id: 'test-line',
  number: '+493055500100',
  timeZone: 'Europe/Berlin',
  languages: ['de', 'en'],
  business: { name: 'Praxis', kind: 'dental practice', address: 'Berlin' },
  agent: {
    name: 'Mia',
    voice: 'marin',
    greeting: { de: 'Guten Tag, hier ist Mia, die KI.', en: 'Hello, this is Mia, the AI.' },
  },
  hours: {
    weekly: Object.fromEntries(
      ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'].map((day) => [day, allDay]),
    ),
    holidays: null,
  },
  services: [{ name: 'Check-up', durationMinutes: 30 }],
  booking: { calendarId: 'c', gridMinutes: 15, leadTimeMinutes: 0, horizonDays: 60 },
  people: {
    transfer: [
      { name: 'First', number: '+493055500101', timeoutSeconds: 15 },
      { name: 'Second', number: '+493055500102' },
    ],
    callbackWithinMinutes: 60,
  },
  sms: { enabled: false },
  notify: { slackChannel: 'calls' },
  disclosure: {
    version: '1',
    record: true,
    notice: { de: 'Dieser Anruf wird aufgezeichnet.', en: 'This call is recorded.' },
  },
  fallback: { apology: { de: 'Es tut uns leid, wir rufen zurück.', en: 'We are sorry, we will ring back.' } },
})
