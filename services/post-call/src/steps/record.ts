import { pricesOn } from '@frontdesk/prices'
import { type CallRecord, type JournalEntry, maskNumber } from '@frontdesk/records'
import { costOf } from '../cost/cost.ts'
import type { Evidence } from '../evidence.ts'
import type { Turn } from '../turns.ts'
import { consumptionOf, type OwnUse } from './consumption.ts'
import { disclosureOf } from './disclosure.ts'
import { latencyOf } from './latency.ts'
import { outcomeOf } from './outcome.ts'
import { saidAndDone } from './say-do.ts'
import { toolUses } from './tools.ts'

/** What became of the call's recording; all null while it is waited for. */
export interface Kept {
  readonly recording: CallRecord['recording']
  readonly recordingMissing: CallRecord['recordingMissing']
}

/** The record of a call as far as it can be told now; not yet `done`. Pure: the same evidence makes the same record. */
export function recordOf(
  evidence: Evidence,
  kept: Kept,
  transcript: Turn[],
  own: OwnUse,
  createdAt: string,
): CallRecord {
  const { call, journal, intents, callbackPromised } = evidence
  const { callId, lineId, callSid, startedAt, caller, end } = call
  const tools = toolUses(journal, intents)
  const { outcome, notes } = outcomeOf({ tools, callbackPromised, endReason: end.reason })
  return {
    ...{ callId, lineId, callSid, createdAt, startedAt },
    state: 'processing',
    endedAt: end.endedAt,
    durationMs: Math.max(0, Date.parse(end.endedAt) - Date.parse(startedAt)),
    callerMasked: maskNumber(caller),
    endReason: end.reason,
    ...{ outcome, notes, transcript, tools },
    ...kept,
    cost: costOf(consumptionOf(evidence, own), pricesOn(startedAt)),
    latency: latencyOf(journal),
    notices: journal.flatMap((entry) => (entry.kind === 'notice-played' ? [noticeOf(entry)] : [])),
    interruptions: journal.flatMap((entry) =>
      entry.kind === 'session-lost' ? [{ at: entry.at, cause: entry.cause }] : [],
    ),
    disclosure: disclosureOf(journal),
    ...saidAndDone(journal),
    traceId: null,
  }
}

function noticeOf({ at, text, version, language }: Extract<JournalEntry, { kind: 'notice-played' }>) {
  return { at, text, version, language }
}
