import { z } from 'zod'
import { e164, oneLine, texts } from './fields.ts'

const words = z.array(oneLine)

/** What a caller says who cannot wait, and where they are put through to at once, before anything else. */
export const emergencySchema = z
  .strictObject({
    /** Words and phrases, as they are said, that make it an emergency. */
    words: z.strictObject({ de: words.default([]), en: words.default([]) }),
    /**
     * E.164. Not 112 or 911: the carrier does not connect them, and for somebody else they would reach the wrong control
     * centre. The sentence tells a caller in danger to hang up and dial them.
     */
    number: e164,
    /** Said before the caller is put through, in every language of the line. */
    sentence: texts,
    /** Whether it holds at all hours, or only while the business is open, or closed. */
    when: z.enum(['always', 'open', 'closed']).default('always'),
  })
  .refine((rule) => rule.words.de.length + rule.words.en.length > 0, { path: ['words'], message: 'must name a word' })

export type EmergencyRule = z.infer<typeof emergencySchema>
