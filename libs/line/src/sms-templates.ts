import { z } from 'zod'
import { type language, oneLine } from './fields.ts'

type Language = z.infer<typeof language>

/** What each SMS may name: `{when}` in a template becomes the time. */
export const smsPlaceholders = {
  confirmation: ['business', 'address', 'number', 'service', 'name', 'when', 'reference'],
  change: ['business', 'address', 'number', 'service', 'name', 'when', 'oldWhen', 'reference'],
  cancellation: ['business', 'address', 'number', 'service', 'name', 'when', 'reference'],
  directions: ['business', 'address', 'number', 'directions', 'reference'],
} as const satisfies Record<string, readonly string[]>

export type SmsKind = keyof typeof smsPlaceholders
export type SmsValues<K extends SmsKind> = Readonly<Record<(typeof smsPlaceholders)[K][number], string>>

/** What is sent where the line has no words of its own. */
const standard: Record<SmsKind, Record<Language, string>> = {
  confirmation: {
    de: '{business}: Ihr Termin ist gebucht: {when}. {address}. Referenz {reference}',
    en: '{business}: Your appointment is booked: {when}. {address}. Reference {reference}',
  },
  change: {
    de: '{business}: Ihr Termin ist verlegt, neu: {when} (bisher {oldWhen}). {address}. Referenz {reference}',
    en: '{business}: Your appointment has moved to {when} (it was {oldWhen}). {address}. Reference {reference}',
  },
  cancellation: {
    de: '{business}: Ihr Termin ist abgesagt: {when}. Referenz {reference}',
    en: '{business}: Your appointment is cancelled: {when}. Reference {reference}',
  },
  directions: {
    de: '{business}: {address}. {directions} Referenz {reference}',
    en: '{business}: {address}. {directions} Reference {reference}',
  },
}

const placeholder = /\{([^{}]*)\}/g

function template(kind: SmsKind) {
  const known: readonly string[] = smsPlaceholders[kind]
  return oneLine.max(640).superRefine((text, context) => {
    const fault = (message: string) => context.addIssue({ code: 'custom', message })
    for (const [, name = ''] of text.matchAll(placeholder)) {
      if (known.includes(name)) continue
      fault(`does not know {${name}}; there are ${known.map((k) => `{${k}}`).join(', ')}`)
    }
    if (/[{}]/.test(text.replaceAll(placeholder, ''))) fault('has a brace that is not closed, or not opened')
    // By it a message is found again at the carrier when it is not known whether it went out (I2).
    if (!text.includes('{reference}')) fault('must hold {reference}')
  })
}

const perLanguage = (kind: SmsKind) => z.strictObject({ de: template(kind).optional(), en: template(kind).optional() })

/** A line's own words for its SMS, where it has some. */
export const smsTemplatesSchema = z.strictObject({
  confirmation: perLanguage('confirmation').prefault({}),
  change: perLanguage('change').prefault({}),
  cancellation: perLanguage('cancellation').prefault({}),
  directions: perLanguage('directions').prefault({}),
})

/** The text of an SMS in the caller's language: the line's own template, or the standard one, filled in. */
export function smsText<K extends SmsKind>(
  line: { readonly sms: { readonly templates: z.infer<typeof smsTemplatesSchema> } },
  kind: K,
  language: Language,
  values: SmsValues<K>,
): string {
  const text = line.sms.templates[kind][language] ?? standard[kind][language]
  // What is filled in is never read as a template: a caller named {reference} stays that.
  const filled = text.replaceAll(placeholder, (_, name: string) => values[name as keyof typeof values] ?? '')
  // Where a value is empty, so is its place.
  return filled.replaceAll(/ {2,}/g, ' ')
}
