import { z } from 'zod'
import { texts } from './fields.ts'

/** What the line says of itself before the conversation, and what it does about recording. */
export const disclosureSchema = z.strictObject({
  /** Goes into every record with the text: change it when the text changes. */
  version: z.string().min(1),
  /** Whether the call is recorded once the notice was heard. */
  record: z.boolean(),
  /** Spoken before anything else, and before anything is recorded, per language. */
  notice: texts,
  /** Where the business is, for the law that holds: ISO 3166-1, and ISO 3166-2 without the country. Left out: `hours.holidays`. */
  place: z
    .strictObject({
      country: z.string().regex(/^[A-Z]{2}$/, 'must be an ISO 3166-1 code, e.g. DE'),
      region: z.string().min(1).optional(),
    })
    .optional(),
  /** Whether the caller is asked before anything is kept. A line may ask where the law does not demand it; it is never laxer. */
  consent: z.enum(['as-law-demands', 'always-ask']).default('as-law-demands'),
  /**
   * Spoken in place of `notice` where the caller is asked: who speaks, that it is an AI, what is recorded and what for; and the
   * question. A language that is left out has the words of the house.
   */
  consentNotice: texts.default({}),
  consentQuestion: texts.default({}),
  /** What follows a no. */
  onNo: z.enum(['go-on-unrecorded', 'end']).default('go-on-unrecorded'),
})
