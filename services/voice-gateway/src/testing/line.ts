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
    // Where telling is enough: whoever is asked first is tested apart.
    place: { country: 'US', region: 'NY' },
    notice: { de: 'Dieser Anruf wird aufgezeichnet.', en: 'This call is recorded.' },
  },
  fallback: { apology: { de: 'Es tut uns leid, wir rufen zurück.', en: 'We are sorry, we will ring back.' } },
})

/** The same where the caller must be asked; and where a no is the end of it. */
export const askingLine: Line = {
  ...testLine,
  id: 'asking-line',
  number: '+493055500200',
  disclosure: { ...testLine.disclosure, place: { country: 'DE' } },
}
export const strictLine: Line = {
  ...askingLine,
  id: 'strict-line',
  number: '+493055500300',
  disclosure: { ...askingLine.disclosure, onNo: 'end' },
}

/** Callers are forwarded without anybody being asked. */
export const forwardingLine: Line = {
  ...testLine,
  id: 'forwarding-line',
  number: '+493055500400',
  people: { ...testLine.people, handOff: { mode: 'cold' } },
}
