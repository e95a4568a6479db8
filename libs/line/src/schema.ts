import { z } from 'zod'
import { interruptionSchema } from './interruption.ts'

const e164 = z.string().regex(/^\+[1-9]\d{6,14}$/, 'must be E.164, e.g. "+493012345678" (in quotes)')
const clockTime = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'must be a time of day HH:MM, e.g. "09:00" (in quotes)')
const language = z.enum(['de', 'en'], 'must be "de" or "en"')
const oneLine = z.string().trim().min(1)

/** Open from the first time to the second, both in the line's zone. */
const span = z
  .tuple([clockTime, clockTime], 'must be [from, to], e.g. ["09:00", "13:00"]')
  .refine(([from, to]) => from < to, 'must end after it begins')
const spans = z
  .array(span)
  .refine(
    (list) => list.every((s, i) => i === 0 || (list[i - 1]?.[1] ?? '') <= s[0]),
    'must be in order and must not overlap',
  )

const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const
export type Weekday = (typeof weekdays)[number]

const hours = z.strictObject({
  /** Every weekday by name; an empty list is a day off. A lunch break is two spans. */
  weekly: z.strictObject({
    monday: spans,
    tuesday: spans,
    wednesday: spans,
    thursday: spans,
    friday: spans,
    saturday: spans,
    sunday: spans,
  }),
  /** Public holidays on which the business is closed: country (ISO 3166-1) and region (ISO 3166-2 without the country). */
  holidays: z.strictObject({ country: z.string().length(2), region: z.string().min(1).optional() }).nullable(),
  /** Days, or ranges of days, on which it is closed besides. */
  closures: z.array(z.strictObject({ from: z.iso.date(), to: z.iso.date(), reason: oneLine })).default([]),
  /** Days with hours of their own: they stand above weekday, holiday and closure. */
  specialDays: z.array(z.strictObject({ date: z.iso.date(), open: spans, reason: oneLine })).default([]),
})

const service = z.strictObject({
  name: oneLine,
  /** The name in the line's other languages. */
  names: z.partialRecord(language, oneLine).default({}),
  durationMinutes: z.int().min(5).max(480),
  description: oneLine.optional(),
})

const texts = z.partialRecord(language, oneLine)

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
    }),
    agent: z.strictObject({
      name: oneLine,
      voice: z.string().min(1),
      /** The first sentence, verbatim, per language: must say who answers and that it is an AI. */
      greeting: texts,
      tone: oneLine.optional(),
    }),
    hours,
    services: z.array(service).min(1),
    booking: z.strictObject({
      calendarId: z.string().min(1),
      /** Slots begin on multiples of this many minutes after opening. */
      gridMinutes: z.int().min(5).max(120),
      leadTimeMinutes: z.int().min(0),
      horizonDays: z.int().min(1).max(365),
      bufferMinutes: z.int().min(0).max(120).default(0),
    }),
    people: z.strictObject({
      /** Rung in this order when a caller is put through. */
      transfer: z.array(
        z.strictObject({ name: oneLine, number: e164, timeoutSeconds: z.int().min(5).max(60).default(20) }),
      ),
      /** Hours of opening time within which a callback is promised. */
      callbackWithinMinutes: z.int().min(5).max(10_080),
    }),
    sms: z.strictObject({
      enabled: z.boolean(),
      /** The sending number, where it is not the line's own. */
      from: e164.optional(),
    }),
    notify: z.strictObject({ slackChannel: z.string().min(1) }),
    disclosure: z.strictObject({
      /** Goes into every record with the text: change it when the text changes. */
      version: z.string().min(1),
      /** Whether the call is recorded once the notice was heard. */
      record: z.boolean(),
      /** Spoken before anything else, and before anything is recorded, per language. */
      notice: texts,
    }),
    /**
     * What a caller hears, per language, when the agent cannot take the call or cannot go on with it; and what follows.
     * `callback`: a callback is queued. `person`: the people of `people.transfer` are rung first, so the text should announce
     * that; nobody answers, or nobody is named: a callback.
     */
    fallback: z.strictObject({ apology: texts, next: z.enum(['callback', 'person']).default('callback') }),
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
    interruption: interruptionSchema.prefault({}),
    model: z.strictObject({ reasoningEffort: z.enum(['minimal', 'low', 'medium', 'high']).optional() }).default({}),
  })
  .superRefine((line, context) => {
    const perLanguage = {
      'agent.greeting': line.agent.greeting,
      'disclosure.notice': line.disclosure.notice,
      'fallback.apology': line.fallback.apology,
    }
    for (const [path, byLanguage] of Object.entries(perLanguage)) {
      for (const wanted of line.languages) {
        if (byLanguage[wanted] !== undefined) continue
        const message = `must have a text for "${wanted}", which is one of the line's languages`
        context.addIssue({ code: 'custom', path: [...path.split('.'), wanted], message })
      }
    }
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
export { weekdays }

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
