import type { Calls } from '../calls.ts'
import type { Records } from '../records.ts'
import { CallRecordsCollection } from './call-records-collection.ts'
import { CallbacksCollection } from './callbacks-collection.ts'
import { CallsCollection, type LiveCalls } from './calls-collection.ts'
import { Database, type FirestoreSettings } from './database.ts'
import { JournalCollection } from './journal-collection.ts'
import { LedgerCollection } from './ledger-collection.ts'
import { SlotClaimsCollection } from './slot-claims-collection.ts'
import { textRefusalsIn } from './text-refusals-collection.ts'

export type { FirestoreSettings } from './database.ts'
export { FirestoreUnreachable } from './retry.ts'

/**
 * Records in one Firestore database (Standard edition, Native mode), which must have the indexes and time-to-live policies of
 * `firestore.indexes.json`. Whatever is asked throws `FirestoreUnreachable` besides what the port says.
 */
export function openFirestoreRecords(settings: FirestoreSettings): Records {
  const database = new Database(settings)
  return {
    calls: callsOf(new CallsCollection(database), new CallRecordsCollection(database)),
    journal: new JournalCollection(database),
    ledger: new LedgerCollection(database),
    callbacks: new CallbacksCollection(database),
    slotClaims: new SlotClaimsCollection(database),
    textRefusals: textRefusalsIn(database),
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  }
}

/** The port's one list of methods, over the two collections behind it; callers may take a method off it. */
function callsOf(live: LiveCalls, records: CallRecordsCollection): Calls {
  return {
    admit: (call) => live.admit(call),
    find: (callId) => live.find(callId),
    take: (callId, gateway, at) => live.take(callId, gateway, at),
    beat: (callIds, gateway, at) => live.beat(callIds, gateway, at),
    adopt: (callId, gateway, when) => live.adopt(callId, gateway, when),
    redeem: (callId, pass) => live.redeem(callId, pass),
    expectRecording: (callId, recording) => live.expectRecording(callId, recording),
    end: (callId, end) => live.end(callId, end),
    endPublished: (callId) => live.endPublished(callId),
    orphans: (before) => live.orphans(before),
    countOpen: (lineId) => live.countOpen(lineId),
    endsToPublish: () => live.endsToPublish(),
    putRecord: (record) => records.put(record),
    record: (callId) => records.find(callId),
    records: (query) => records.page(query),
    unfinished: () => records.unfinished(),
  }
}
