import { openStore, type StoreClient, type StoreOptions } from '@frontdesk/sqlite'
import type { Callbacks } from '../callbacks.ts'
import { BadCursor, type Calls, UnknownCall } from '../calls.ts'
import type { Journal } from '../journal.ts'
import { Fenced, type Ledger } from '../ledger.ts'
import type { Records } from '../records.ts'
import type { SlotClaims } from '../slot-claims.ts'
import type { TextRefusals } from '../text-refusals.ts'
import type RecordsStore from './records-store.ts'

type Store = StoreClient<RecordsStore>

/** Records in one SQLite file, which the bus may share. Its thread is apart: no call here holds up the event loop (I5). */
export async function openSqliteRecords(file: string, options: StoreOptions = {}): Promise<Records> {
  const store = await openStore<RecordsStore>(new URL('./records-store.ts', import.meta.url), file, options)
  return {
    calls: callsOf(store),
    journal: journalOf(store),
    ledger: ledgerOf(store),
    callbacks: callbacksOf(store),
    slotClaims: slotClaimsOf(store),
    textRefusals: textRefusalsOf(store),
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  }
}

function callsOf(store: Store): Calls {
  const known = async (callId: string, isKnown: Promise<boolean>) => {
    if (!(await isKnown)) throw new UnknownCall(callId)
  }
  return {
    admit: store.admit,
    find: store.findCall,
    take: (callId, gateway, at) => known(callId, store.take(callId, gateway, at)),
    beat: store.beat,
    adopt: store.adopt,
    async redeem(callId, pass) {
      const isFirst = await store.redeem(callId, pass)
      if (isFirst === undefined) throw new UnknownCall(callId)
      return isFirst
    },
    expectRecording: (callId, recording) => known(callId, store.expectRecording(callId, recording)),
    endPublished: (callId) => known(callId, store.endPublished(callId)),
    async end(callId, end) {
      const first = await store.endCall(callId, end)
      if (first === undefined) throw new UnknownCall(callId)
      return first
    },
    countOpen: store.countOpen,
    orphans: store.orphans,
    endsToPublish: store.endsToPublish,
    putRecord: store.putRecord,
    record: store.findRecord,
    async records(query) {
      const page = await store.pageOfRecords(query)
      if (page === 'bad-cursor') throw new BadCursor()
      return page
    },
    unfinished: store.unfinished,
  }
}

const journalOf = (store: Store): Journal => ({
  append: store.appendJournal,
  read: (callId, afterSeq = 0) => store.readJournal(callId, afterSeq),
  forgetWords: store.forgetWords,
})

function ledgerOf(store: Store): Ledger {
  const held = async (key: string, isHeld: Promise<boolean>) => {
    if (!(await isHeld)) throw new Fenced(key)
  }
  return {
    begin: store.beginIntent,
    attempt: (key, fence, step) => held(key, store.attempt(key, fence, step)),
    retract: (key, fence, step) => held(key, store.retract(key, fence, step)),
    note: (key, fence, step, effect) => held(key, store.note(key, fence, step, effect)),
    settle: (key, fence, outcome) => held(key, store.settleIntent(key, fence, outcome)),
    release: store.releaseIntent,
    ofCall: store.intentsOfCall,
    purge: store.purgeIntents,
  }
}

const callbacksOf = (store: Store): Callbacks => ({
  add: store.addCallback,
  find: store.findCallback,
  ofCall: store.callbacksOfCall,
  open: (query = {}) => store.openCallbacks(query),
  change: store.changeCallback,
})

const slotClaimsOf = (store: Store): SlotClaims => ({
  claim: store.claimTimes,
  keep: store.keepTimes,
  release: store.releaseTimes,
  within: store.claimedTimes,
})

const textRefusalsOf = (store: Store): TextRefusals => ({
  note: store.noteTextRefusal,
  find: store.findTextRefusal,
})
