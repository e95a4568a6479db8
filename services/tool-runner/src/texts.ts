import type { Language, Line } from '@frontdesk/line'
import type { ToolName } from '@frontdesk/tools'

/** The SMS to a caller who was told on the phone that it is not confirmed, and it came to nothing. */
export function notDoneText(
  line: Pick<Line, 'business' | 'number'>,
  tool: ToolName,
  reference: string,
  language: Language,
): string {
  const { name } = line.business
  const what = (waitedFor[tool] ?? otherwise)[language]
  return language === 'de'
    ? `${name}: ${what} hat leider nicht geklappt. Bitte rufen Sie uns noch einmal an: ${line.number}. Referenz ${reference}`
    : `${name}: Sorry, ${what} did not work. Please ring us again: ${line.number}. Reference ${reference}`
}

const otherwise: Record<Language, string> = { de: 'Ihr Anliegen', en: 'what you asked for' }
const waitedFor: { readonly [N in ToolName]?: Record<Language, string> } = {
  bookAppointment: { de: 'Ihre Terminbuchung', en: 'booking your appointment' },
  rescheduleAppointment: { de: 'Ihre Terminverlegung', en: 'moving your appointment' },
  cancelAppointment: { de: 'Ihre Terminabsage', en: 'cancelling your appointment' },
}

/** The SMS to a caller who left before they heard that it was done. */
export function toldText(
  line: Pick<Line, 'business' | 'number'>,
  tool: ToolName,
  when: string | null,
  reference: string,
  language: Language,
): string {
  const what = (done[tool] ?? doneOtherwise)[language]
  const change = language === 'de' ? `Fragen? ${line.number}. Referenz` : `Questions? ${line.number}. Reference`
  return `${line.business.name}: ${what}${when === null ? '' : `: ${when}`}. ${change} ${reference}`
}

const doneOtherwise: Record<Language, string> = { de: 'Ihr Anliegen ist erledigt', en: 'What you asked for is done' }
const done: { readonly [N in ToolName]?: Record<Language, string> } = {
  bookAppointment: { de: 'Ihr Termin ist gebucht', en: 'Your appointment is booked' },
  rescheduleAppointment: { de: 'Ihr Termin ist verlegt', en: 'Your appointment is moved' },
  cancelAppointment: { de: 'Ihr Termin ist abgesagt', en: 'Your appointment is cancelled' },
}

export interface Customer {
  readonly name: string
  readonly phone: string | null
  readonly email: string | null
}

/** What staff see in the calendar. */
export function eventText(service: string, customer: Customer, reference: string) {
  const lines = [
    `Name: ${customer.name}`,
    customer.phone === null ? 'Phone: withheld' : `Phone: ${customer.phone}`,
    ...(customer.email === null ? [] : [`E-mail: ${customer.email}`]),
    `Source: Frontdesk, by telephone. Reference ${reference}`,
  ]
  return { summary: `${service}: ${customer.name}`, description: lines.join('\n') }
}

/** A note in a CRM is HTML: what a caller said is text in it. */
export function leadNote(qualifyingInfo: string, reference: string): string {
  const escaped = qualifyingInfo.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  return `Lead by telephone: ${escaped} (Frontdesk ${reference})`
}
