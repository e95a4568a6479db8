import type { DocumentReference } from '@google-cloud/firestore'
import { type CallEnd, type Calls, type LiveCall, UnknownCall } from '../calls.ts'
import { toMs } from '../moments.ts'
import { newAsk } from './asks.ts'
import { beat } from './beat.ts'
import { callDocument, liveCall, newCall, type StoredCall, storedCall } from './call-document.ts'
import type { Database } from './database.ts'
import { everyShard, idOf } from './ids.ts'

export type LiveCalls = Omit<Calls, 'putRecord' | 'record' | 'records' | 'unfinished'>

export class CallsCollection implements LiveCalls {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  async admit(call: LiveCall): Promise<boolean> {
    const ask = newAsk()
    const isNew = await this.#database.create('admitting a call', (batch) => {
      batch.create(this.#refOf(call.callId), callDocument(newCall(call, ask)))
    })
    return isNew || (await this.#find(call.callId))?.admittedBy === ask
  }

  async find(callId: string): Promise<LiveCall | undefined> {
    const found = await this.#find(callId)
    return found && liveCall(found)
  }

  async take(callId: string, gateway: string, at: string): Promise<void> {
    await this.#change('taking a call', callId, (call) => (call.end === null ? heldBy(call, gateway, at) : undefined))
  }

  beat(callIds: readonly string[], gateway: string, at: string): Promise<readonly string[]> {
    return beat(this.#database, (callId) => this.#refOf(callId), callIds, { gateway, atMs: toMs(at) })
  }

  async adopt(callId: string, gateway: string, when: { readonly at: string; readonly before: string }) {
    const beforeMs = toMs(when.before)
    let isAdopted = false
    await this.#change('adopting a call', callId, (call) => {
      // Also true of one that we adopted without hearing so.
      isAdopted = call.end === null && (call.heartbeatMs < beforeMs || call.gateway === gateway)
      return isAdopted ? heldBy(call, gateway, when.at) : undefined
    }).catch((error: unknown) => {
      if (!(error instanceof UnknownCall)) throw error
    })
    return isAdopted
  }

  async redeem(callId: string, pass: string): Promise<boolean> {
    const used = { pass: idOf(pass), ask: newAsk() }
    const after = await this.#change('letting a stream in', callId, (call) =>
      call.passes.some((one) => one.pass === used.pass) ? undefined : { ...call, passes: [...call.passes, used] },
    )
    return after.passes.some(({ ask }) => ask === used.ask)
  }

  async expectRecording(callId: string, recording: 'expected' | 'none'): Promise<void> {
    await this.#change('marking a recording', callId, (call) => ({ ...call, recording }))
  }

  async end(callId: string, end: CallEnd): Promise<CallEnd> {
    const after = await this.#change('ending a call', callId, (call) =>
      call.end === null ? { ...call, end } : undefined,
    )
    return after.end ?? end
  }

  async endPublished(callId: string): Promise<void> {
    await this.#change('marking an end', callId, (call) =>
      call.endPublished ? undefined : { ...call, endPublished: true },
    )
  }

  async orphans(before: string): Promise<LiveCall[]> {
    const silent = this.#calls
      .where('live', 'in', everyShard)
      .where('heartbeatMs', '<', toMs(before))
      .orderBy('heartbeatMs')
    const { docs } = await this.#database.steadily('finding orphans', () => silent.get())
    return docs.map((doc) => liveCall(storedCall.parse(doc.data())))
  }

  async countOpen(lineId: string): Promise<number> {
    const open = this.#calls.where('openOf', '==', lineId).count()
    return (await this.#database.steadily('counting calls', () => open.get())).data().count
  }

  async endsToPublish(): Promise<LiveCall[]> {
    const query = this.#calls.where('unpublished', '==', true)
    const { docs } = await this.#database.steadily('finding ends to publish', () => query.get())
    // Few at any time: putting them in order here saves an index that would be written at its end alone.
    const calls = docs.map((doc) => liveCall(storedCall.parse(doc.data())))
    return calls.sort((a, b) => endedMs(a) - endedMs(b))
  }

  get #calls() {
    return this.#database.collection('calls')
  }

  #refOf(callId: string): DocumentReference {
    return this.#calls.doc(idOf(callId))
  }

  async #find(callId: string): Promise<StoredCall | undefined> {
    const found = await this.#database.steadily('finding a call', () => this.#refOf(callId).get())
    return found.exists ? storedCall.parse(found.data()) : undefined
  }

  /** Answers the call as it is afterwards; `change` may run several times. @throws UnknownCall */
  #change(what: string, callId: string, change: (call: StoredCall) => StoredCall | undefined): Promise<StoredCall> {
    const ref = this.#refOf(callId)
    return this.#database.transact(what, async (tx) => {
      const found = await tx.get(ref)
      if (!found.exists) throw new UnknownCall(callId)
      const before = storedCall.parse(found.data())
      const after = change(before)
      if (after !== undefined) tx.set(ref, callDocument(after))
      return after ?? before
    })
  }
}

/** Clocks of two gateways differ: a heartbeat never goes back. */
const heldBy = (call: StoredCall, gateway: string, at: string): StoredCall => ({
  ...call,
  gateway,
  heartbeatMs: Math.max(call.heartbeatMs, toMs(at)),
})

const endedMs = ({ end }: LiveCall): number => (end === undefined ? 0 : toMs(end.endedAt))
