import type { DocumentSnapshot, Query } from '@google-cloud/firestore'
import { z } from 'zod'
import { type Callback, callbackStepSchema, type NewCallback, ringSchema, untouched } from '../callback.ts'
import { type CallbackChange, type Changed, changed } from '../callback-changes.ts'
import { type Callbacks, mostOpenCallbacks, type OpenCallbacks } from '../callbacks.ts'
import { fromJson, toMs } from '../moments.ts'
import { asksSchema, newAsk, withAsk } from './asks.ts'
import type { Database } from './database.ts'
import { idOf } from './ids.ts'

const moment = z.iso.datetime()
const callbackSchema = z.object({
  callbackId: z.string(),
  callId: z.string(),
  lineId: z.string(),
  caller: z.string().nullable(),
  name: z.string().nullable(),
  reason: z.string(),
  dueAt: moment,
  createdAt: moment,
  state: z.enum(['open', 'claimed', 'done', 'gave-up']),
  owner: z.string().nullable(),
  ring: ringSchema.nullable(),
  attempts: z.int(),
  reminded: z.int(),
  history: z.array(callbackStepSchema),
}) satisfies z.ZodType<Callback>

const stored = z.object({ callback: fromJson(callbackSchema), asks: asksSchema })

/** What queries find it by, and the whole of it. */
function documentOf(callback: Callback, asks: readonly string[]) {
  const { callbackId, callId, lineId, dueAt, state } = callback
  const unfinished = state === 'open' || state === 'claimed' ? { unfinished: true } : {}
  return { callbackId, callId, lineId, dueMs: toMs(dueAt), ...unfinished, callback: JSON.stringify(callback), asks }
}

const read = (snapshot: DocumentSnapshot) => stored.parse(snapshot.data())

/** As many values as one query takes. */
const mostLinesAtOnce = 30

export class CallbacksCollection implements Callbacks {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  async add(added: NewCallback): Promise<boolean> {
    const [ref, ask] = [this.#refOf(added.callbackId), newAsk()]
    const isNew = await this.#database.create('adding a callback', (batch) => {
      batch.create(ref, documentOf({ ...added, ...untouched }, [ask]))
    })
    return isNew || (await this.#read(added.callbackId))?.asks[0] === ask
  }

  async find(callbackId: string): Promise<Callback | undefined> {
    return (await this.#read(callbackId))?.callback
  }

  async ofCall(callId: string): Promise<Callback[]> {
    const query = this.#callbacks.where('callId', '==', callId)
    const found = await this.#told('reading the callbacks of a call', query)
    return found.sort((a, b) => toMs(a.createdAt) - toMs(b.createdAt) || byName(a, b))
  }

  async open(asked: OpenCallbacks = {}): Promise<Callback[]> {
    const { lineIds, limit = mostOpenCallbacks } = asked
    if (lineIds === undefined) return this.#told('reading open callbacks', this.#openQuery(asked, this.#unfinished))
    const parts = Array.from({ length: Math.ceil(lineIds.length / mostLinesAtOnce) }, (_, n) => {
      const some = lineIds.slice(n * mostLinesAtOnce, (n + 1) * mostLinesAtOnce)
      return this.#told('reading open callbacks', this.#openQuery(asked, this.#unfinished.where('lineId', 'in', some)))
    })
    const found = (await Promise.all(parts)).flat()
    return found.sort((a, b) => toMs(a.dueAt) - toMs(b.dueAt) || byName(a, b)).slice(0, limit)
  }

  change(callbackId: string, change: CallbackChange): Promise<Changed> {
    const [ref, ask] = [this.#refOf(callbackId), newAsk()]
    return this.#database.transact('changing a callback', async (tx): Promise<Changed> => {
      const found = await tx.get(ref)
      if (!found.exists) return { ok: false, why: 'unknown' }
      const { callback: before, asks } = read(found)
      if (asks.includes(ask)) return { ok: true, callback: before }
      const after = changed(before, change)
      if (typeof after === 'string') return { ok: false, why: after, callback: before }
      tx.set(ref, documentOf(after, withAsk(asks, ask)))
      return { ok: true, callback: after }
    })
  }

  get #callbacks() {
    return this.#database.collection('callbacks')
  }

  get #unfinished(): Query {
    return this.#callbacks.where('unfinished', '==', true)
  }

  #openQuery({ dueBefore, after, limit = mostOpenCallbacks }: OpenCallbacks, of: Query): Query {
    const due = dueBefore === undefined ? of : of.where('dueMs', '<', toMs(dueBefore))
    const inOrder = due.orderBy('dueMs').orderBy('callbackId')
    const behind = after === undefined ? inOrder : inOrder.startAfter(toMs(after.dueAt), after.callbackId)
    return behind.limit(limit)
  }

  #refOf(callbackId: string) {
    return this.#callbacks.doc(idOf(callbackId))
  }

  async #read(callbackId: string) {
    const found = await this.#database.steadily('finding a callback', () => this.#refOf(callbackId).get())
    return found.exists ? read(found) : undefined
  }

  async #told(what: string, query: Query): Promise<Callback[]> {
    const { docs } = await this.#database.steadily(what, () => query.get())
    return docs.map((doc) => read(doc).callback)
  }
}

const byName = (a: Callback, b: Callback): number => (a.callbackId < b.callbackId ? -1 : 1)
