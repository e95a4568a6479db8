import { randomUUID } from 'node:crypto'
import { status } from '@grpc/grpc-js'
import { Refusal } from '../grpc/refusal.ts'
import type { Documents, StoredDocument } from './documents.ts'
import type { Write } from './wire.ts'

interface Transaction {
  readonly isReadOnly: boolean
  /** What each document was when it was read: the moment of its last write, or undefined when it was not there. */
  readonly read: Map<string, number | undefined>
  /** Each query with what it answered: documents that come to it later count as a change too. */
  readonly asked: { readonly ask: () => readonly StoredDocument[]; readonly answered: string }[]
  usedMs: number
}

/** https://cloud.google.com/firestore/quotas#writes_and_transactions */
const longestIdleMs = 60_000
const signatureOf = (found: readonly StoredDocument[]) => found.map((one) => `${one.name}@${one.updatedMicros}`).join()

/**
 * Transactions that see one state of the world: whoever commits, or reads on, after somebody changed what it read is aborted.
 * The service locks what was read and makes others wait; here nobody waits, and the first to commit wins.
 */
export class Transactions {
  readonly #documents: Documents
  readonly #open = new Map<string, Transaction>()

  constructor(documents: Documents) {
    this.#documents = documents
  }

  begin(isReadOnly: boolean): Buffer {
    const nowMs = performance.now()
    for (const [id, { usedMs }] of this.#open) if (nowMs - usedMs > longestIdleMs) this.#open.delete(id)
    const id = randomUUID()
    this.#open.set(id, { isReadOnly, read: new Map(), asked: [], usedMs: nowMs })
    return Buffer.from(id)
  }

  read(id: Buffer, name: string): StoredDocument | undefined {
    const transaction = this.#checked(id)
    const found = this.#documents.find(name)
    transaction.read.set(name, found?.updatedMicros)
    return found
  }

  ask(id: Buffer, ask: () => readonly StoredDocument[]): readonly StoredDocument[] {
    const transaction = this.#checked(id)
    const found = ask()
    transaction.asked.push({ ask, answered: signatureOf(found) })
    return found
  }

  /** Answers the moment of the commit; the transaction is over in any case. */
  commit(id: Buffer, writes: readonly Write[]): number {
    const transaction = this.#checked(id)
    this.rollback(id)
    if (transaction.isReadOnly && writes.length > 0)
      throw new Refusal(status.INVALID_ARGUMENT, 'a transaction that only reads cannot write')
    return this.#documents.commit(writes)
  }

  rollback(id: Buffer): void {
    this.#open.delete(id.toString())
  }

  #checked(id: Buffer): Transaction {
    const transaction = this.#open.get(id.toString())
    if (transaction === undefined)
      throw new Refusal(status.INVALID_ARGUMENT, 'The referenced transaction has expired or is no longer valid.')
    if (this.#isOvertaken(transaction)) {
      this.rollback(id)
      throw new Refusal(status.ABORTED, 'Too much contention on these documents. Please try again.')
    }
    transaction.usedMs = performance.now()
    return transaction
  }

  #isOvertaken({ read, asked }: Transaction): boolean {
    for (const [name, updatedMicros] of read)
      if (this.#documents.find(name)?.updatedMicros !== updatedMicros) return true
    return asked.some(({ ask, answered }) => signatureOf(ask()) !== answered)
  }
}
