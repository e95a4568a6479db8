import { z } from 'zod'

// The small parts that the schema of a line is made of.

export const e164 = z.string().regex(/^\+[1-9]\d{6,14}$/, 'must be E.164, e.g. "+493012345678" (in quotes)')
export const language = z.enum(['de', 'en'], 'must be "de" or "en"')
export const oneLine = z.string().trim().min(1)
/** A text in some of the languages. */
export const texts = z.partialRecord(language, oneLine)
/** Names a part of the line within the line. */
export const slug = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'must be lower-case letters, digits and dashes')

const clockTime = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'must be a time of day HH:MM, e.g. "09:00" (in quotes)')

/** Open from the first time to the second, both in the line's zone. */
const span = z
  .tuple([clockTime, clockTime], 'must be [from, to], e.g. ["09:00", "13:00"]')
  .refine(([from, to]) => from < to, 'must end after it begins')

export const spans = z
  .array(span)
  .refine(
    (list) => list.every((s, i) => i === 0 || (list[i - 1]?.[1] ?? '') <= s[0]),
    'must be in order and must not overlap',
  )

export const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const
export type Weekday = (typeof weekdays)[number]

/** Every weekday by name; an empty list is a day off. A lunch break is two spans. */
export const weekly = z.strictObject({
  monday: spans,
  tuesday: spans,
  wednesday: spans,
  thursday: spans,
  friday: spans,
  saturday: spans,
  sunday: spans,
})

/** Days, or ranges of days, both ends in it. */
export const closures = z.array(
  z
    .strictObject({ from: z.iso.date(), to: z.iso.date(), reason: oneLine })
    .refine(({ from, to }) => from <= to, 'must not end before it begins'),
)
