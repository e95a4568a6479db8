import { z } from 'zod'
import { faultsAcross } from './across-fields.ts'
import { bookingSchema, serviceSchema } from './booking.ts'
import { disclosureSchema } from './disclosure.ts'
import { emergencySchema } from './emergency.ts'
import { closures, e164, language, oneLine, spans, texts, weekly } from './fields.ts'
import { interruptionSchema } from './interruption.ts'
import { smsTemplatesSchema } from './sms-templates.ts'

const hours = z.strictObject({
  weekly,
  /**
   * Public holidays on which the business is closed: country (ISO 3166-1), region (ISO 3166-2 without the country), and a
   * district where holidays differ within the region. `except`: those on which it is open, by their name in the country's
   * language; the day that stands in for one on a weekend goes with it.
   */
  holidays: z
    .strictObject({
      country: z.string().length(2),
      region: z.string().min(1).optional(),
      district: z.string().min(1).optional(),
      except: z.array(oneLine).default([]),
    })
    .nullable(),
  /** Days, or ranges of days, on which it is closed besides. */
  closures: closures.default([]),
  /** Days with hours of their own: they stand above weekday, holiday and closure. Without a span: closed. */
  specialDays: z.array(z.strictObject({ date: z.iso.date(), open: spans, reason: oneLine })).default([]),
})

/** One phone number that we answer, with everything that its agent knows and may do. */
export const lineSchema = z
  .strictObject({
    /** Names the line for ever: letters, digits and dashes. The file is called like it. */
    id: z.string().regex(/^[a-z0-9][a-z0-9-]{1,62}$/, 'must be lower-case letters, digits and dashes'),
    number: e164,
    timeZone: z.string().refine(isTimeZone, 'must be an IANA time zone, e.g. "Europe/Berlin"'),
    /** The first is spoken first. */
    languages: z.array(language).min(1),
    business: z.strictObject({
      name: oneLine,
      kind: oneLine,
      address: oneLine,
      /** Anything else the agent may tell a caller, one fact a line. It tells nothing else. */
      facts: z.array(oneLine).default([]),
      /** How to get there, per language: told, and sent by SMS. */
      directions: texts.optional(),
      /** What is answered word by word when a caller asks for the topic. */
      answers: z
        .array(
          z.strictObject({
            /** A word or two that the agent chooses by: `parking`. */
            topic: oneLine,
            /** How callers ask for it, where the topic alone does not tell. */
            question: texts.optional(),
            answer: texts,
          }),
        )
        .default([]),
    }),
    agent: z.strictObject({
      name: oneLine,
      voice: z.string().min(1),
      /** The first sentence, verbatim, per language: must say who answers and that it is an AI. */
      greeting: texts,
      tone: oneLine.optional(),
    }),
    hours,
    services: z.array(serviceSchema).min(1),
    booking: bookingSchema,
    people: z.strictObject({
      /** Rung in this order when a caller is put through. */
      transfer: z.array(
        z.strictObject({ name: oneLine, number: e164, timeoutSeconds: z.int().min(5).max(60).default(20) }),
      ),
      /**
       * `warm`: a person is rung, told who calls and why, and gets the caller once they accept. `cold`: the caller is
       * forwarded as the call stands.
       */
      handOff: z.strictObject({ mode: z.enum(['warm', 'cold']).default('warm') }).prefault({}),
      /** Minutes of opening time within which a callback is promised. */
      callbackWithinMinutes: z.int().min(5).max(10_080),
    }),
    /** In the order in which they are looked at. */
    emergency: z.array(emergencySchema).default([]),
    sms: z.strictObject({
      enabled: z.boolean(),
      /** The sending number, where it is not the line's own. */
      from: e164.optional(),
      templates: smsTemplatesSchema.prefault({}),
    }),
    notify: z.strictObject({ slackChannel: z.string().min(1) }),
    disclosure: disclosureSchema,
    /**
     * What a caller hears, per language, when the agent cannot take the call or cannot go on with it; and what follows.
     * `callback`: a callback is queued. `person`: the people of `people.transfer` are rung first, so the text should announce
     * that; nobody answers, or nobody is named: a callback. `voicemail`: the caller may leave a message, which is recorded, and
     * a callback is queued that names it.
     */
    fallback: z.strictObject({
      apology: texts,
      next: z.enum(['callback', 'person', 'voicemail']).default('callback'),
      /** Asks for the message; must say that it is recorded. Without one in the language spoken: a text of ours. */
      voicemailPrompt: texts.default({}),
    }),
    /** Limits of a call. At each of them the caller hears a sentence, and then what `fallback` says. */
    call: z
      .strictObject({
        /** The agent asks a caller who says nothing whether they are there: after so long, so often; then it says goodbye. */
        askWhenSilentSeconds: z.number().min(2).max(120).default(8),
        asksWhenSilent: z.int().min(0).max(10).default(2),
        longestMinutes: z.number().positive().max(240).default(30),
        /** The agent talks no longer than this without the caller saying a word. It asks what else there is; next time it is over. */
        longestMonologueSeconds: z.number().positive().max(600).default(90),
        /** What the voice model may cost in one call, in US dollars, by the price table. */
        mostSpentUsd: z.number().positive().default(10),
        /** Calls of this line at once, over all gateways. */
        mostAtOnce: z.int().min(1).default(50),
      })
      .prefault({}),
    /** What one call, and one number on one day, may change in the world. Past it the agent fetches a person. */
    limits: z
      .strictObject({
        bookingsPerCall: z.int().min(0).max(50).default(3),
        /** Appointments moved or cancelled. */
        changesPerCall: z.int().min(0).max(50).default(3),
        smsPerCall: z.int().min(0).max(50).default(5),
        /** Of every kind, over all calls from the number in a day of the line's zone. */
        effectsPerNumberPerDay: z.int().min(1).max(1_000).default(20),
        /** The same of all callers together who withhold their number. */
        effectsOfWithheldPerDay: z.int().min(1).max(10_000).default(60),
      })
      .prefault({}),
    interruption: interruptionSchema.prefault({}),
    model: z.strictObject({ reasoningEffort: z.enum(['minimal', 'low', 'medium', 'high']).optional() }).default({}),
  })
  .superRefine((line, context) => {
    for (const fault of faultsAcross(line)) context.addIssue({ code: 'custom', ...fault })
  })

function isTimeZone(zone: string): boolean {
  try {
    return Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

export type Line = z.infer<typeof lineSchema>
export type Language = z.infer<typeof language>
export type Service = Line['services'][number]

/** The text for `wanted`, or the one of the line's first language. The schema holds that there is one. */
export function textIn(
  texts: Partial<Record<Language, string>>,
  wanted: Language,
  line: Pick<Line, 'languages'>,
): string {
  const text = texts[wanted] ?? texts[line.languages[0] ?? 'en']
  if (text === undefined) throw new TypeError(`no text for ${wanted}`)
  return text
}
