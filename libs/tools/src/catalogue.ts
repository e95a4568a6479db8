import { z } from 'zod'

/** The zone-aware moment in which times are told to the model, e.g. `2026-11-24T10:00:00+01:00[Europe/Berlin]`. */
const zonedMoment = z.string().min(1)

const slot = z.strictObject({
  slotId: z.string(),
  startsAt: zonedMoment,
  endsAt: zonedMoment,
  /** The start as it is spoken, in the conversation's language: `Tuesday, 24 November at 10:00`. */
  spoken: z.string(),
})

interface Tool {
  readonly description: string
  readonly arguments: z.ZodObject
  /** What a success tells the model. */
  readonly result: z.ZodObject
  /** Past it the model is told "not confirmed yet". */
  readonly timeoutMs: number
  readonly effect: 'reads' | 'writes'
}

/** Everything the agent may ask for. The descriptions and field texts are what the model reads. */
export const toolCatalogue = {
  findAvailability: {
    description:
      'Finds free appointment slots. Call it before you offer any time; never make up a slot. If the day has none, it returns the nearest later ones.',
    arguments: z.strictObject({
      date: z.iso.date('must be a calendar date YYYY-MM-DD').describe('The day the caller wants, YYYY-MM-DD.'),
      durationMinutes: z
        .int('must be a whole number of minutes')
        .min(5, 'must be at least 5')
        .max(480, 'must be at most 480')
        .describe('How long the appointment takes, from the list of services.'),
    }),
    result: z.strictObject({
      slots: z.array(slot),
      /** Why the asked day has none, where it has none: closed, holiday, full, past. */
      dayIs: z.enum(['available', 'closed', 'full', 'past']),
    }),
    timeoutMs: 8_000,
    effect: 'reads',
  },
  bookAppointment: {
    description:
      'Books a slot that findAvailability returned. Read back date, time and name and hear a yes first. Only after it succeeded may you say that it is booked.',
    arguments: z.strictObject({
      slotId: z
        .string()
        .min(1, 'must be a slotId from findAvailability')
        .describe('slotId exactly as findAvailability returned it.'),
      customer: z.strictObject({
        name: z
          .string()
          .trim()
          .min(2, 'must be first and last name')
          .max(120)
          .describe("The customer's first and last name."),
        phone: z
          .string()
          .regex(/^\+[1-9]\d{6,14}$/, 'must be E.164, e.g. +493012345678')
          .optional()
          .describe('Only if it differs from the number that they call from. E.164.'),
        email: z.email('must be an e-mail address').optional().describe('Only if the caller offers it.'),
      }),
    }),
    result: z.strictObject({
      startsAt: zonedMoment,
      spoken: z.string(),
      /** Whether a confirmation SMS went out: say so only if it did. */
      confirmation: z.enum(['sms-sent', 'no-sms']),
    }),
    timeoutMs: 12_000,
    effect: 'writes',
  },
  transferToHuman: {
    description:
      'Fetches a person: when the caller asks for one, when you are unsure, and always for medical advice, billing and insurance disputes. Its result says whether the caller is put through now or rung back: tell them which.',
    arguments: z.strictObject({
      reason: z
        .string()
        .trim()
        .min(3, 'must say why, in a few words')
        .max(500)
        .describe('Why, in one sentence, for the person who takes over.'),
    }),
    result: z.strictObject({
      next: z.enum(['transfer', 'callback']),
      /** For a callback: when at the latest somebody rings, as it is spoken. */
      spoken: z.string().nullable(),
    }),
    timeoutMs: 8_000,
    effect: 'writes',
  },
  logLead: {
    description: 'Keeps the contact of somebody who is interested but does not book now.',
    arguments: z.strictObject({
      name: z.string().trim().min(2, 'must be first and last name').max(120),
      contact: z
        .string()
        .trim()
        .min(5, 'must be a phone number or an e-mail address')
        .max(200)
        .describe('Phone number (E.164) or e-mail address.'),
      qualifyingInfo: z
        .string()
        .trim()
        .min(1, 'must say what they are interested in')
        .max(2_000)
        .describe('What they want, by when, anything that helps the person who rings them.'),
    }),
    result: z.strictObject({ logged: z.literal(true) }),
    timeoutMs: 10_000,
    effect: 'writes',
  },
  logCallOutcome: {
    description: 'Notes how the call ended. Always call it once, right before you say goodbye.',
    arguments: z.strictObject({
      outcome: z.enum([
        'booked',
        'rescheduled',
        'cancelled',
        'answered',
        'transferred',
        'callback',
        'lead',
        'abandoned',
        'failed',
      ]),
      notes: z.string().trim().max(2_000).describe('One or two sentences for the staff.'),
    }),
    result: z.strictObject({ logged: z.literal(true) }),
    timeoutMs: 5_000,
    effect: 'writes',
  },
  endCall: {
    description: 'Hangs up once your goodbye has been heard. Say goodbye in the same turn.',
    arguments: z.strictObject({}),
    result: z.strictObject({ ending: z.literal(true) }),
    timeoutMs: 5_000,
    effect: 'writes',
  },
} as const satisfies Record<string, Tool>

export type ToolName = keyof typeof toolCatalogue
export type ArgumentsOf<N extends ToolName> = z.infer<(typeof toolCatalogue)[N]['arguments']>
export type ResultOf<N extends ToolName> = z.infer<(typeof toolCatalogue)[N]['result']>
export const toolNames = Object.keys(toolCatalogue) as ToolName[]
export const isToolName = (name: string): name is ToolName => Object.hasOwn(toolCatalogue, name)
