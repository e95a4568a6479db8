import type { DatabaseSync } from 'node:sqlite'
import type { StoreSchema } from '@frontdesk/sqlite'
import type { CallRecord, CallRecordQuery } from '../call-record.ts'
import type { NewCallback } from '../callback.ts'
import type { CallbackChange } from '../callback-changes.ts'
import type { OpenCallbacks } from '../callbacks.ts'
import type { CallEnd, LiveCall } from '../calls.ts'
import type { JournalEntry } from '../journal.ts'
import type { Effect, Settlement, Wish } from '../ledger.ts'
import type { ClaimedTime } from '../slot-claims.ts'
import type { TextRefusal } from '../text-refusals.ts'
import { CallRecordsTable } from './call-records-table.ts'
import { CallbacksTable } from './callbacks-table.ts'
import { CallsTable } from './calls-table.ts'
import { JournalTable } from './journal-table.ts'
import { LedgerTable } from './ledger-table.ts'
import { migrations } from './schema.ts'
import { SlotClaimsTable } from './slot-claims-table.ts'
import { TextRefusalsTable } from './text-refusals-table.ts'

type When = Parameters<SlotClaimsTable['keep']>[2]
type Holder = Parameters<LedgerTable['begin']>[1]

/** All tables behind one thread and one commit: the flat list of what that thread can be asked. */
export default class RecordsStore {
  static readonly schema: StoreSchema<RecordsStore> = {
    name: 'records',
    migrations,
    reads: [
      ...(['findCall', 'countOpen', 'orphans', 'endsToPublish', 'findRecord', 'pageOfRecords', 'unfinished'] as const),
      ...([
        'readJournal',
        'intentsOfCall',
        'findCallback',
        'callbacksOfCall',
        'openCallbacks',
        'claimedTimes',
        'findTextRefusal',
      ] as const),
    ],
  }

  readonly #calls: CallsTable
  readonly #callRecords: CallRecordsTable
  readonly #journal: JournalTable
  readonly #ledger: LedgerTable
  readonly #callbacks: CallbacksTable
  readonly #claims: SlotClaimsTable
  readonly #textRefusals: TextRefusalsTable

  constructor(db: DatabaseSync) {
    this.#calls = new CallsTable(db)
    this.#callRecords = new CallRecordsTable(db)
    this.#journal = new JournalTable(db)
    this.#ledger = new LedgerTable(db)
    this.#callbacks = new CallbacksTable(db)
    this.#claims = new SlotClaimsTable(db)
    this.#textRefusals = new TextRefusalsTable(db)
  }

  admit(call: LiveCall) {
    return this.#calls.admit(call)
  }
  findCall(callId: string) {
    return this.#calls.find(callId)
  }
  take(callId: string, gateway: string, at: string) {
    return this.#calls.take(callId, gateway, at)
  }
  beat(callIds: readonly string[], gateway: string, at: string) {
    return this.#calls.beat(callIds, gateway, at)
  }
  adopt(callId: string, gateway: string, when: { readonly at: string; readonly before: string }) {
    return this.#calls.adopt(callId, gateway, when)
  }
  redeem(callId: string, pass: string) {
    return this.#calls.redeem(callId, pass)
  }
  expectRecording(callId: string, recording: LiveCall['recording']) {
    return this.#calls.expectRecording(callId, recording)
  }
  endCall(callId: string, end: CallEnd) {
    return this.#calls.end(callId, end)
  }
  endPublished(callId: string) {
    return this.#calls.endPublished(callId)
  }
  countOpen(lineId: string) {
    return this.#calls.countOpen(lineId)
  }
  orphans(before: string) {
    return this.#calls.orphans(before)
  }
  endsToPublish() {
    return this.#calls.endsToPublish()
  }

  putRecord(record: CallRecord) {
    return this.#callRecords.put(record)
  }
  findRecord(callId: string) {
    return this.#callRecords.find(callId)
  }
  pageOfRecords(query: CallRecordQuery) {
    return this.#callRecords.page(query)
  }
  unfinished() {
    return this.#callRecords.unfinished()
  }

  appendJournal(callId: string, entries: readonly JournalEntry[]) {
    return this.#journal.append(callId, entries)
  }
  readJournal(callId: string, afterSeq: number) {
    return this.#journal.read(callId, afterSeq)
  }
  forgetWords(callId: string) {
    return this.#journal.forgetWords(callId)
  }

  beginIntent(wish: Wish, holder: Holder) {
    return this.#ledger.begin(wish, holder)
  }
  attempt(key: string, fence: number, step: string) {
    return this.#ledger.attempt(key, fence, step)
  }
  retract(key: string, fence: number, step: string) {
    return this.#ledger.retract(key, fence, step)
  }
  note(key: string, fence: number, step: string, effect: Effect) {
    return this.#ledger.note(key, fence, step, effect)
  }
  settleIntent(key: string, fence: number, outcome: Settlement) {
    return this.#ledger.settle(key, fence, outcome)
  }
  releaseIntent(key: string, fence: number, from: string) {
    return this.#ledger.release(key, fence, from)
  }
  intentsOfCall(callId: string) {
    return this.#ledger.ofCall(callId)
  }
  purgeIntents(before: string, atMost: number) {
    return this.#ledger.purge(before, atMost)
  }

  addCallback(callback: NewCallback) {
    return this.#callbacks.add(callback)
  }
  findCallback(callbackId: string) {
    return this.#callbacks.find(callbackId)
  }
  callbacksOfCall(callId: string) {
    return this.#callbacks.ofCall(callId)
  }
  openCallbacks(query: OpenCallbacks) {
    return this.#callbacks.open(query)
  }
  changeCallback(callbackId: string, change: CallbackChange) {
    return this.#callbacks.change(callbackId, change)
  }

  claimTimes(holder: string, times: readonly ClaimedTime[], when: When) {
    return this.#claims.claim(holder, times, when)
  }
  keepTimes(holder: string, fence: number, when: When) {
    return this.#claims.keep(holder, fence, when)
  }
  releaseTimes(holder: string, fence: number) {
    return this.#claims.release(holder, fence)
  }
  claimedTimes(calendarIds: readonly string[], span: { readonly from: string; readonly to: string }, now: string) {
    return this.#claims.within(calendarIds, span, now)
  }

  noteTextRefusal(refusal: TextRefusal, now: string) {
    return this.#textRefusals.note(refusal, now)
  }
  findTextRefusal(sender: string, number: string, now: string) {
    return this.#textRefusals.find(sender, number, now)
  }
}
