import type { Language, Line } from '@frontdesk/line'
import type { Slot } from './slot-id.ts'
import { spoken } from './spoken.ts'

/** The SMS that confirms a booking. `reference` is what it is found by again. */
export function confirmationText(
  line: Pick<Line, 'business'>,
  start: Temporal.ZonedDateTime,
  reference: string,
  language: Language,
): string {
  const { name, address } = line.business
  const when = spoken(start, language)
  return language === 'de'
    ? `${name}: Ihr Termin ist gebucht: ${when}. ${address}. Referenz ${reference}`
    : `${name}: Your appointment is booked: ${when}. ${address}. Reference ${reference}`
}

export interface Customer {
  readonly name: string
  readonly phone: string | null
  readonly email: string | null
}

/** What staff see in the calendar. */
export function eventText(line: Pick<Line, 'services'>, slot: Slot, customer: Customer, reference: string) {
  const minutes = slot.start.until(slot.end).total('minutes')
  const ofThatLength = line.services.filter((service) => service.durationMinutes === minutes)
  // Two services of one length: the length is all that we know.
  const what = ofThatLength.length === 1 ? ofThatLength[0]?.name : undefined
  const lines = [
    `Name: ${customer.name}`,
    customer.phone === null ? 'Phone: withheld' : `Phone: ${customer.phone}`,
    ...(customer.email === null ? [] : [`E-mail: ${customer.email}`]),
    `Source: Frontdesk, by telephone. Reference ${reference}`,
  ]
  return { summary: `${what ?? `${minutes} min`}: ${customer.name}`, description: lines.join('\n') }
}

/** A note in a CRM is HTML: what a caller said is text in it. */
export function leadNote(qualifyingInfo: string, reference: string): string {
  const escaped = qualifyingInfo.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  return `Lead by telephone: ${escaped} (Frontdesk ${reference})`
}
