import type { DocumentSnapshot, QueryDocumentSnapshot } from '@google-cloud/firestore'
import { z } from 'zod'
import {
  type Begun,
  type Effect,
  Fenced,
  type Intent,
  keptDays,
  type Ledger,
  type Settlement,
  type Wish,
} from '../ledger.ts'
import { toMs } from '../moments.ts'
import { newAsk } from './asks.ts'
import type { Database } from './database.ts'
import { idOf } from './ids.ts'
import * as rules from './intent-document.ts'
import { intentDocument, intentOf, type StoredIntent, storedIntent } from './intent-document.ts'

/** Names the intent that stands for the wish, or stood last. */
const storedWish = z.object({ key: z.string() })
/** Twice as long as its intent is kept: one that names an intent that is gone is as good as none. */
const wishKeptMs = 2 * keptDays * 24 * 3_600_000
const mostAtOnce = 250

/** An intent is a document, and so is a wish: who begins reads and writes both, so that of two rivals one comes second. */
export class LedgerCollection implements Ledger {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  begin(wish: Wish, { leaseMs, now }: { leaseMs: number; now: string }): Promise<Begun> {
    const asked = { wish, leaseMs, nowMs: toMs(now), ask: newAsk() }
    const [wishRef, intentRef] = [this.#wishRef(wish.wish ?? wish.key), this.#intentRef(wish.key)]
    return this.#database.transact('beginning an intent', async (tx) => {
      const [wished, found] = await tx.getAll(wishRef, intentRef)
      const standing = wished?.exists ? storedWish.parse(wished.data()).key : wish.key
      const rival = standing === wish.key ? undefined : read(await tx.get(this.#intentRef(standing)))
      const { begun, held, gaveWay } = rules.begin(read(found), rival, asked)
      if (gaveWay !== undefined) tx.set(this.#intentRef(gaveWay.key), intentDocument(gaveWay))
      if (held !== undefined) {
        tx.set(intentRef, intentDocument(held))
        tx.set(wishRef, { key: wish.key, expireAt: new Date(asked.nowMs + wishKeptMs) })
      }
      return begun
    })
  }

  attempt(key: string, fence: number, step: string): Promise<void> {
    return this.#whileHeld('noting an attempt', key, fence, (intent) => rules.attempted(intent, step))
  }

  retract(key: string, fence: number, step: string): Promise<void> {
    return this.#whileHeld('taking an attempt back', key, fence, (intent) => rules.retracted(intent, step))
  }

  note(key: string, fence: number, step: string, effect: Effect): Promise<void> {
    return this.#whileHeld('noting an effect', key, fence, (intent) => rules.noted(intent, step, effect))
  }

  async settle(key: string, fence: number, outcome: Settlement): Promise<void> {
    const isHolder = await this.#change('settling an intent', key, (intent) =>
      intent.fence === fence ? { ...intent, outcome: intent.outcome ?? outcome } : undefined,
    )
    if (!isHolder) throw new Fenced(key)
  }

  async release(key: string, fence: number, from: string): Promise<void> {
    await this.#change('giving an intent back', key, (intent) =>
      rules.isHeld(intent, fence) ? rules.released(intent, from) : undefined,
    )
  }

  async ofCall(callId: string): Promise<Intent[]> {
    const query = this.#intents.where('callId', '==', callId)
    const { docs } = await this.#database.steadily('reading the intents of a call', () => query.get())
    // The database's own clock tells two that were begun at the same moment apart.
    return docs.sort(byCreation).map((doc) => intentOf(storedIntent.parse(doc.data())))
  }

  async purge(before: string, atMost: number): Promise<number> {
    // No fields: the names are all that is needed.
    const old = this.#intents.where('startedMs', '<', toMs(before)).orderBy('startedMs').limit(atMost).select()
    const { docs } = await this.#database.steadily('finding old intents', () => old.get())
    for (let done = 0; done < docs.length; done += mostAtOnce) {
      await this.#database.batch('forgetting old intents', (batch) => {
        for (const { ref } of docs.slice(done, done + mostAtOnce)) batch.delete(ref)
      })
    }
    return docs.length
  }

  get #intents() {
    return this.#database.collection('intents')
  }

  #intentRef(key: string) {
    return this.#intents.doc(idOf(key))
  }

  #wishRef(wish: string) {
    return this.#database.collection('wishes').doc(idOf(wish))
  }

  async #whileHeld(what: string, key: string, fence: number, change: (intent: StoredIntent) => StoredIntent) {
    const isHolder = await this.#change(what, key, (intent) =>
      rules.isHeld(intent, fence) ? change(intent) : undefined,
    )
    if (!isHolder) throw new Fenced(key)
  }

  /** Whether `change`, which may run several times, granted it. */
  #change(what: string, key: string, change: (intent: StoredIntent) => StoredIntent | undefined): Promise<boolean> {
    const ref = this.#intentRef(key)
    return this.#database.transact(what, async (tx) => {
      const before = read(await tx.get(ref))
      const after = before && change(before)
      if (after !== undefined && after !== before) tx.set(ref, intentDocument(after))
      return after !== undefined
    })
  }
}

const read = (snapshot: DocumentSnapshot | undefined): StoredIntent | undefined =>
  snapshot?.exists ? storedIntent.parse(snapshot.data()) : undefined

const byCreation = ({ createTime: a }: QueryDocumentSnapshot, { createTime: b }: QueryDocumentSnapshot): number =>
  a.seconds - b.seconds || a.nanoseconds - b.nanoseconds
