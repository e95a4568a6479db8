import { z } from 'zod'

/** How ringing a person ended. `cancelled`: the caller hung up first. `not-rung`: nobody came to ring, which counts for nothing. */
export const ringEnds = ['accepted', 'declined', 'busy', 'no-answer', 'failed', 'cancelled', 'not-rung'] as const
export type RingEnd = (typeof ringEnds)[number]

/** Names who wrote it: of several who want to do the same thing, the first in the journal does it. */
const by = z.string().min(1)

/** A person is fetched for the caller, step by step. People are rung one at a time; each ring is an attempt. */
export const handOffStepSchema = z.discriminatedUnion('step', [
  /** The caller waits, or is forwarded; `attempt` is the first to come. A caller whom nobody takes goes `back`. */
  z.strictObject({
    step: z.literal('begun'),
    mode: z.enum(['warm', 'cold']),
    /** Which of the line's rules for emergencies named whom to ring; null: its people, in their order. */
    emergency: z.int().nonnegative().nullable(),
    back: z.enum(['agent', 'callback']),
    language: z.enum(['de', 'en']),
  }),
  /** Somebody is about to be rung. */
  z.strictObject({ step: z.literal('ringing'), by }),
  /** The carrier rings them, on this leg. */
  z.strictObject({ step: z.literal('rung'), legSid: z.string().min(1) }),
  z.strictObject({ step: z.literal('ended'), how: z.enum(ringEnds), by, legSid: z.string().min(1).optional() }),
  /** Caller and person are apart again. */
  z.strictObject({ step: z.literal('parted') }),
  /** The caller comes back to us: nobody took the call, or whoever did is gone. */
  z.strictObject({ step: z.literal('returned'), why: z.enum(['nobody', 'left']), by }),
])

export type HandOffStep = z.infer<typeof handOffStepSchema>
