import { callEndReasons, claimKinds, effectSchema, outcomes } from '@frontdesk/events'
import { z } from 'zod'
import { turnHops } from './journal.ts'

const moment = z.iso.datetime()

/** All that we keep of a call. Shared by post-call, which writes it, and by whoever reads calls. */
export const callRecordSchema = z.strictObject({
  callId: z.string().min(1),
  lineId: z.string().min(1),
  callSid: z.string().min(1),
  /** `processing` until the recording was waited for; `done` for good. */
  state: z.enum(['processing', 'done']),
  createdAt: moment,
  startedAt: moment,
  endedAt: moment,
  durationMs: z.int().nonnegative(),
  /** The caller's number with all but its ends hidden; null when withheld. */
  callerMasked: z.string().nullable(),
  endReason: z.enum(callEndReasons),
  outcome: z.enum(outcomes),
  /** The agent's own words for the outcome, from `logCallOutcome`. */
  notes: z.string().nullable(),
  transcript: z.array(
    z.strictObject({
      who: z.enum(['caller', 'agent']),
      /** Milliseconds from the recording's start for `recording`, from the call's start for `live`. */
      startMs: z.int().nonnegative(),
      endMs: z.int().nonnegative(),
      text: z.string(),
      source: z.enum(['recording', 'live']),
    }),
  ),
  tools: z.array(
    z.strictObject({
      tool: z.string(),
      toolCallId: z.string(),
      at: moment,
      arguments: z.record(z.string(), z.unknown()),
      status: z.string(),
      tookMs: z.int().nonnegative().nullable(),
      effects: z.array(effectSchema),
    }),
  ),
  recording: z
    .strictObject({
      name: z.string(),
      url: z.string(),
      bytes: z.int().nonnegative(),
      sha256: z.string(),
      durationMs: z.int().nonnegative(),
      channels: z.int().positive(),
    })
    .nullable(),
  /** Why there is no recording, where there is none. */
  recordingMissing: z.enum(['not-recorded', 'refused', 'withdrawn', 'absent', 'failed', 'not-found']).nullable(),
  cost: z.strictObject({
    /** Millionths of a US dollar; null when a part is unknown. */
    totalMicros: z.int().nonnegative().nullable(),
    parts: z.array(
      z.strictObject({
        what: z.string(),
        quantity: z.number().nonnegative(),
        unit: z.string(),
        micros: z.int().nonnegative().nullable(),
        /** The day of the price table that was used; null when the price is unknown. */
        pricesOf: z.string().nullable(),
      }),
    ),
  }),
  latency: z.strictObject({
    turns: z.int().nonnegative(),
    p50Ms: z.int().nonnegative().nullable(),
    p95Ms: z.int().nonnegative().nullable(),
    /** The same by hop, in their order (see journal.ts): over the turns that came to it. Absent in records from before they were measured. */
    hops: z
      .array(
        z.strictObject({
          hop: z.enum(turnHops),
          turns: z.int().positive(),
          p50Ms: z.int().nonnegative(),
          p95Ms: z.int().nonnegative(),
        }),
      )
      .optional(),
  }),
  notices: z.array(z.strictObject({ at: moment, text: z.string(), version: z.string(), language: z.string() })),
  /** Absent in records from before it was kept. */
  disclosure: z
    .strictObject({
      /** Whose law held, by which version of the table. */
      jurisdictions: z.array(z.string()),
      table: z.string().nullable(),
      /** What the caller answered when asked; null when nobody had to be. */
      consent: z
        .strictObject({
          at: moment,
          answer: z.enum(['yes', 'no']),
          by: z.enum(['key', 'voice', 'silence']),
          text: z.string(),
          version: z.string(),
          language: z.string(),
          offsetMs: z.int().nonnegative(),
        })
        .nullable(),
      withdrawn: z
        .strictObject({ at: moment, offsetMs: z.int().nonnegative(), before: z.enum(['delete', 'keep']) })
        .nullable(),
      /** `some`: those until the withdrawal. */
      words: z.enum(['kept', 'some', 'not-kept']),
      /** How often the caller asked whether a machine speaks, and how often the agent denied it and was corrected. */
      askedWhetherAi: z.int().nonnegative(),
      deniedBeingAi: z.int().nonnegative(),
    })
    .optional(),
  /** Sessions that were lost while the call went on. */
  interruptions: z.array(z.strictObject({ at: moment, cause: z.string() })),
  /** What the agent said was done, and was not (I3). Absent where it never did. */
  sayDo: z
    .array(
      z.strictObject({
        claim: z.enum(claimKinds),
        at: moment,
        /** `taken-back`: the caller heard so in the call. `came-true`: it was done before the call was over. */
        corrected: z.enum(['taken-back', 'came-true', 'no']),
      }),
    )
    .optional(),
  traceId: z.string().nullable(),
})

export type CallRecord = z.infer<typeof callRecordSchema>

export interface CallRecordQuery {
  readonly lineId?: string
  readonly limit: number
  /** `next` of the page before. */
  readonly after?: string
}

export interface CallRecordPage {
  readonly records: readonly CallRecord[]
  readonly next?: string
}
