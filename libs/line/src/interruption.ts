import { z } from 'zod'

const words = z.array(z.string().trim().min(1))

/** Written as one text: phrases between semicolons. */
const phrases = (text: string) => text.split('; ')

const listens = {
  de: phrases(
    'mhm; mh hm; hm; aha; ja; okay; ok; gut; genau; klar; stimmt; verstehe; danke; danke schön; tschüss; auf wiederhören',
  ),
  en: phrases(
    'mhm; mm hm; mm hmm; mm; hm; hmm; uh huh; aha; ah; oh; yes; yeah; yep; okay; ok; right; sure; i see; alright; all right; great; good; got it; thanks; thank you; bye; bye bye; goodbye',
  ),
}

/** When a caller who speaks over the agent stops it. Nobody has to set any of it. */
export const interruptionSchema = z.strictObject({
  /**
   * So much voice over the agent is meant as an interruption; "mm-hm", "okay" and a cough are shorter. Less of it is judged by
   * its words, as soon as they are known.
   */
  minimumMs: z.int().min(100).max(3_000).default(500),
  /** So much of the greeting cannot be interrupted, or the whole of it. */
  protectedGreetingMs: z.union([z.literal('whole'), z.int().min(0).max(30_000)]).default(0),
  /** Words that always stop the agent, however short, and in the protected greeting too. A list replaces the one of its language. */
  alwaysInterrupt: z
    .strictObject({
      de: words.default(['stopp', 'stop', 'halt', 'moment', 'warten sie', 'nein']),
      en: words.default(['stop', 'wait', 'hold on', 'hang on', 'no']),
    })
    .prefault({}),
  /** What callers say to show that they listen: it neither stops the agent nor is answered. */
  backchannels: z.strictObject({ de: words.default(listens.de), en: words.default(listens.en) }).prefault({}),
})

export type InterruptionRules = z.infer<typeof interruptionSchema>
