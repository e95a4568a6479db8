import { z } from 'zod'

/** What a tool's output tells the model, whichever way it is written down. */
export type ToolOutcome =
  | { readonly is: 'succeeded'; readonly result: Record<string, unknown> }
  /** `own-fault`: the arguments were wrong, so asking again properly may help. */
  | { readonly is: 'failed'; readonly why: 'taken' | 'own-fault' | 'other' }
  | { readonly is: 'unknown' }

const outputSchema = z.looseObject({
  status: z.string().optional(),
  ok: z.boolean().optional(),
  result: z.record(z.string(), z.unknown()).optional(),
  error: z.unknown().optional(),
  code: z.string().optional(),
  message: z.string().optional(),
})

export function toolOutcome(output: string): ToolOutcome {
  const parsed = outputSchema.safeParse(parseJson(output))
  if (!parsed.success) return { is: 'failed', why: 'other' }
  const { status = '', ok, result, error } = parsed.data
  if (/not.confirmed|unknown|pending|running/.test(status)) return { is: 'unknown' }
  if (ok === false || error !== undefined || /fail|refused|error/.test(status)) {
    return { is: 'failed', why: whyIn(JSON.stringify(parsed.data)) }
  }
  return { is: 'succeeded', result: result ?? parsed.data }
}

function whyIn(text: string): 'taken' | 'own-fault' | 'other' {
  if (/taken|conflict|no longer (free|available)|already booked/i.test(text)) return 'taken'
  return /bad.arguments|must be|was not run/i.test(text) ? 'own-fault' : 'other'
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const slotSchema = z.object({ slotId: z.string(), startsAt: z.string(), spoken: z.string() })
export type Slot = z.infer<typeof slotSchema>

const foundSchema = z.object({ slots: z.array(slotSchema), dayIs: z.string().default('available') })
export type Found = z.infer<typeof foundSchema>

export const slotsIn = (result: Record<string, unknown>): Found | undefined => foundSchema.safeParse(result).data

const bookedSchema = z.object({ spoken: z.string(), confirmation: z.string().default('no-sms') })
export type Booked = z.infer<typeof bookedSchema>

export const bookingIn = (result: Record<string, unknown>): Booked | undefined => bookedSchema.safeParse(result).data

const waySchema = z.object({
  address: z.string(),
  directions: z.string().nullable(),
  confirmation: z.string().default('no-sms'),
})
export type Way = z.infer<typeof waySchema>

export const wayIn = (result: Record<string, unknown>): Way | undefined => waySchema.safeParse(result).data

const answerSchema = z.object({ answer: z.string().nullable() })
export type Answer = z.infer<typeof answerSchema>

export const answerIn = (result: Record<string, unknown>): Answer | undefined => answerSchema.safeParse(result).data

const handOffSchema = z.object({ next: z.enum(['transfer', 'callback']), spoken: z.string().nullable().default(null) })
export type HandOff = z.infer<typeof handOffSchema>

export const handOffIn = (result: Record<string, unknown>): HandOff | undefined => handOffSchema.safeParse(result).data

const appointmentSchema = z.object({
  appointmentId: z.string(),
  service: z.string().default(''),
  spoken: z.string(),
  change: z.string().default('possible'),
})
export type Appointment = z.infer<typeof appointmentSchema>

const mineSchema = z.object({ appointments: z.array(appointmentSchema), askFor: z.string().default('nothing') })
export type Mine = z.infer<typeof mineSchema>

export const mineIn = (result: Record<string, unknown>): Mine | undefined => mineSchema.safeParse(result).data
