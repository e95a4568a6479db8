import { z } from 'zod'

/** The zone-aware moment in which times are told to the model, e.g. `2026-11-24T10:00:00+01:00[Europe/Berlin]`. */
const zonedMoment = z.string().min(1)

const slot = z.strictObject({
  slotId: z.string(),
  startsAt: zonedMoment,
  endsAt: zonedMoment,
  /** The start as it is spoken, in the conversation's language: `Tuesday, 24 November at 10:00`. */
  spoken: z.string(),
  /** Whom it is with, where the line has more than one who offers appointments. */
  with: z.string().optional(),
})

const slotId = z
  .string()
  .min(1, 'must be a slotId from findAvailability')
  .describe('slotId exactly as findAvailability returned it.')
const appointmentId = z.string().min(1, 'must be an appointmentId from findMyAppointments')
/** Whether an SMS about it went out: say so only if it did. A landline gets none; who opted out told the carrier "stop". */
const confirmation = z.enum(['sms-sent', 'no-sms', 'no-sms-landline', 'no-sms-opted-out'])

const appointment = z.strictObject({
  appointmentId: z.string(),
  service: z.string(),
  startsAt: zonedMoment,
  endsAt: zonedMoment,
  spoken: z.string(),
  with: z.string().optional(),
  /** `too-late`: only a person may still move or cancel it. */
  change: z.enum(['possible', 'too-late']),
})

/** What makes a second wish of one kind in a call another wish, and no repeat and no change of mind. */
const another = (what: string) =>
  z
    .strictObject({
      for: z.string().trim().min(2, 'must say for whom').max(120).describe('For whom, e.g. "my son Tim".'),
    })
    .optional()
    .describe(`Only when the caller wants ${what} besides the one of this call. Never for a repeat or a correction.`)

/**
 * A person's name as it goes into calendars, messages and the CRM: what could pass there as a line, a link, markup or a number
 * of its own is no name. Not told to the model as a pattern: it reads the sentence.
 */
const personName = z
  .string()
  .trim()
  .min(2, 'must be first and last name')
  .max(120)
  .refine(
    (name) => /^[\p{L}\p{M}\p{N} .,'’()&-]+$/u.test(name) && !/\d{5}|www\./i.test(name),
    'must be a name alone: letters, spaces, hyphens, apostrophes',
  )

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
      service: z
        .string()
        .trim()
        .min(2, 'must be the name of a service from the list')
        .max(120)
        .describe('What the appointment is for: the name of a service exactly as in the list of services.'),
      appointmentId: appointmentId
        .optional()
        .describe('Only when an appointment is moved: its appointmentId, so that the slots fit it.'),
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
      slotId,
      customer: z.strictObject({
        name: personName.describe("The customer's first and last name."),
        phone: z
          .string()
          .regex(/^\+[1-9]\d{6,14}$/, 'must be E.164, e.g. +493012345678')
          .optional()
          .describe('Only if it differs from the number that they call from. E.164.'),
        email: z.email('must be an e-mail address').optional().describe('Only if the caller offers it.'),
      }),
      another: another('one more appointment, for somebody else,'),
    }),
    result: z.strictObject({
      startsAt: zonedMoment,
      spoken: z.string(),
      confirmation,
    }),
    timeoutMs: 12_000,
    effect: 'writes',
  },
  findMyAppointments: {
    description:
      "Finds the caller's own coming appointments, to tell, move or cancel them. It knows the number that they call from; ask for first and last name. Where it finds none, askFor says what to ask for next: the caller must say it by themselves, never suggest it.",
    arguments: z.strictObject({
      name: personName.describe('First and last name under which it was booked.'),
      startsAt: z
        .string()
        .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/, 'must be YYYY-MM-DDTHH:MM, e.g. 2026-11-24T10:00')
        .optional()
        .describe(
          'Only if askFor said "start": day and time of the appointment as the caller says them, YYYY-MM-DDTHH:MM.',
        ),
      email: z
        .email('must be an e-mail address')
        .optional()
        .describe('Only if askFor said "email": the address that was given when it was booked.'),
    }),
    result: z.strictObject({
      appointments: z.array(appointment),
      askFor: z.enum(['start', 'email', 'nothing']),
    }),
    timeoutMs: 8_000,
    effect: 'reads',
  },
  rescheduleAppointment: {
    description:
      'Moves an appointment that findMyAppointments returned to a slot that findAvailability returned for it. Read back the new date and time and hear a yes first. Only after it succeeded may you say that it is moved.',
    arguments: z.strictObject({
      appointmentId: appointmentId.describe('appointmentId exactly as findMyAppointments returned it.'),
      slotId,
    }),
    result: z.strictObject({
      /** In place of the one before. */
      appointmentId: z.string(),
      startsAt: zonedMoment,
      spoken: z.string(),
      /** When it was before, as it is spoken. */
      before: z.string(),
      confirmation,
    }),
    timeoutMs: 12_000,
    effect: 'writes',
  },
  cancelAppointment: {
    description:
      'Cancels an appointment that findMyAppointments returned. Say which one it is and hear a yes first. Only after it succeeded may you say that it is cancelled.',
    arguments: z.strictObject({
      appointmentId: appointmentId.describe('appointmentId exactly as findMyAppointments returned it.'),
    }),
    result: z.strictObject({ spoken: z.string(), confirmation }),
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
      how: z
        .enum(['put-through', 'callback'])
        .optional()
        .describe(
          'callback: the caller wants to be rung back, also when nobody took the call before. Absent: put through while somebody is there.',
        ),
    }),
    result: z.strictObject({
      next: z.enum(['transfer', 'callback']),
      /** For a callback: when at the latest somebody rings, as it is spoken. */
      spoken: z.string().nullable(),
    }),
    timeoutMs: 8_000,
    effect: 'writes',
  },
  getDirections: {
    description:
      'Tells how to get to the business, in its own words, and sends that by SMS to the number that the caller rings from if they want it. Tell nothing of the way that it did not return.',
    arguments: z.strictObject({
      bySms: z.boolean().describe('true only if the caller wants the directions by SMS.'),
    }),
    result: z.strictObject({
      address: z.string(),
      /** Null: the business tells nothing besides its address. */
      directions: z.string().nullable(),
      confirmation,
    }),
    timeoutMs: 10_000,
    effect: 'writes',
  },
  answerFromLine: {
    description:
      'Answers a question about the business in its own words. Where answer is null the business has none: say that you do not know, make nothing up, and offer that somebody rings back.',
    arguments: z.strictObject({
      topic: z
        .string()
        .trim()
        .min(2, 'must be a topic from the list')
        .max(120)
        .describe('The topic that the question is about, exactly as in the list of topics where one fits.'),
    }),
    result: z.strictObject({ topic: z.string().nullable(), answer: z.string().nullable() }),
    timeoutMs: 5_000,
    effect: 'reads',
  },
  logLead: {
    description: 'Keeps the contact of somebody who is interested but does not book now.',
    arguments: z.strictObject({
      name: personName,
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
      another: another('somebody else kept'),
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
