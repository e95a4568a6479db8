import { claimKinds } from '@frontdesk/events'
import { z } from 'zod'
import { handOffStepSchema } from './hand-off.ts'

/**
 * The journal: what happened in a call, in order, written while it runs. It is what a rebuilt session is seeded from, what
 * post-call makes the record of, and what a live view follows. Times are on the gateway's wall clock.
 */
const at = z.iso.datetime()

/**
 * The hops of an answer, in their order, on one clock: `notice` from the end of the caller's voice until the model has noticed
 * it, `begin` until the first response begins, `tools` while tools run that it waits for, `voice` until the first audio but for
 * the tools, `send` until the first piece of it goes to the carrier, `hear` until the carrier says that the piece was played to its end.
 */
export const turnHops = ['notice', 'begin', 'tools', 'voice', 'send', 'hear'] as const

export const journalEntrySchema = z.discriminatedUnion('kind', [
  /** A session with the model began; `resumed` when the call had one before. */
  z.strictObject({ kind: z.literal('session-started'), at, model: z.string(), resumed: z.boolean() }),
  z.strictObject({ kind: z.literal('session-lost'), at, cause: z.string() }),
  /** What was said. For the agent: the words that were *heard*; `cutOff` when the caller interrupted. */
  z.strictObject({
    kind: z.literal('utterance'),
    at,
    who: z.enum(['caller', 'agent']),
    text: z.string(),
    /** Names the utterance; a later entry of the same id replaces it (a transcript that came late, words cut off). */
    itemId: z.string(),
    cutOff: z.boolean(),
    heardMs: z.int().nonnegative().optional(),
    /** Of what the agent said in a call whose words are not kept: what it said of effects (`booked`), and whether as done. */
    claims: z.record(z.string(), z.string()).optional(),
  }),
  /**
   * The agent is speaking, and so much of it was heard by now: told every second or so, for the case that nobody lives to
   * write the utterance down. Void once there is an `utterance` of the same id.
   */
  z.strictObject({
    kind: z.literal('speaking'),
    at,
    itemId: z.string(),
    text: z.string(),
    heardMs: z.int().nonnegative(),
  }),
  z.strictObject({ kind: z.literal('barge-in'), at, heardMs: z.int().nonnegative(), itemId: z.string() }),
  z.strictObject({
    kind: z.literal('tool-requested'),
    at,
    toolCallId: z.string(),
    tool: z.string(),
    arguments: z.record(z.string(), z.unknown()),
  }),
  z.strictObject({
    kind: z.literal('tool-answered'),
    at,
    toolCallId: z.string(),
    tool: z.string(),
    status: z.enum(['succeeded', 'failed', 'unknown', 'refused', 'late']),
    /** What the model was told, as JSON. */
    output: z.string(),
    effects: z.array(z.record(z.string(), z.string())),
    tookMs: z.int().nonnegative(),
  }),
  /**
   * The agent said that something was done. `unfounded`: nothing showed that it was. `taken-back`: the caller heard that it was not
   * (by the agent itself, or by a sentence of ours). `came-true`: it was done after all.
   */
  z.strictObject({
    kind: z.literal('claim'),
    at,
    claim: z.enum(claimKinds),
    itemId: z.string(),
    is: z.enum(['unfounded', 'taken-back', 'came-true']),
  }),
  /** Raw usage as the model's vendor told it, with the model's name: priced later, never here. */
  z.strictObject({ kind: z.literal('usage'), at, model: z.string(), usage: z.record(z.string(), z.unknown()) }),
  /** `jurisdictions` and `table`: whose law held, by which version of the table; absent in journals from before that was looked up. */
  z.strictObject({
    kind: z.literal('notice-played'),
    at,
    text: z.string(),
    version: z.string(),
    language: z.string(),
    jurisdictions: z.array(z.string()).optional(),
    table: z.string().optional(),
  }),
  /** The caller was asked whether the call may be recorded, in these words. `offsetMs`: from the call's start. */
  z.strictObject({
    kind: z.literal('consent'),
    at,
    answer: z.enum(['yes', 'no']),
    by: z.enum(['key', 'voice', 'silence']),
    text: z.string(),
    version: z.string(),
    language: z.string(),
    jurisdictions: z.array(z.string()),
    table: z.string(),
    offsetMs: z.int().nonnegative(),
  }),
  /** The caller wants no recording any more. From here on no words are kept; `before`: what becomes of those until here. */
  z.strictObject({
    kind: z.literal('consent-withdrawn'),
    at,
    before: z.enum(['delete', 'keep']),
    language: z.string(),
    jurisdictions: z.array(z.string()),
    table: z.string(),
    offsetMs: z.int().nonnegative(),
  }),
  /** The caller left a message for the line's people, by the name that the carrier gave its recording. */
  z.strictObject({
    kind: z.literal('voicemail'),
    at,
    recordingSid: z.string(),
    durationSeconds: z.int().nonnegative(),
  }),
  /**
   * A person is fetched for the caller. Where two entries answer the same question (who rings, how it ended), the first in the journal
   * counts: whoever appended one reads on to learn whether it was theirs. `attempt` counts the rings of the call from 1.
   */
  z.strictObject({ kind: z.literal('hand-off'), at, attempt: z.int().positive(), did: handOffStepSchema }),
  z.strictObject({ kind: z.literal('dtmf'), at, digit: z.string() }),
  /** Something the gateway decided or met, by a fixed word: `hang-up`, `hand-over`, `bad-message`, `deadline`… */
  z.strictObject({ kind: z.literal('noted'), at, what: z.string(), count: z.int().optional() }),
  /** One caller turn's latency: from the end of the caller's speech to the first audio of the answer sent to the carrier. */
  z.strictObject({ kind: z.literal('turn-latency'), at, itemId: z.string(), ms: z.int().nonnegative() }),
  /** Where one caller turn's time went: `ms` is the sum of the hops. One that was not answered, or not heard, ends at the last hop it came to. */
  z.strictObject({
    kind: z.literal('turn-timing'),
    at,
    itemId: z.string(),
    ms: z.int().nonnegative(),
    hops: z.partialRecord(z.enum(turnHops), z.int().nonnegative()),
  }),
])

export type JournalEntry = z.infer<typeof journalEntrySchema>
export type Journalled = JournalEntry & { readonly seq: number }

export interface Journal {
  /** Appends in order; resolves when kept. */
  append(callId: string, entries: readonly JournalEntry[]): Promise<void>
  /** The entries behind `afterSeq` (0 for all), in order. `seq` grows by one within a call. */
  read(callId: string, afterSeq?: number): Promise<readonly Journalled[]>
  /** Takes the words out of what is kept of the call so far, for good; what else happened stays. Safe to repeat. */
  forgetWords(callId: string): Promise<void>
}
