import { setTimeout as after } from 'node:timers/promises'
import {
  type CollectionReference,
  type DocumentData,
  type DocumentReference,
  Firestore,
  type Precondition,
  type Transaction,
  type UpdateData,
  type WriteBatch,
} from '@google-cloud/firestore'
import { PassThroughClient } from 'google-auth-library'
import { code, codeOf, isPassing, type RetrySettings, steadily } from './retry.ts'

export interface FirestoreSettings {
  readonly projectId: string
  /** Firestore's own default database unless told. */
  readonly databaseId?: string
  /** `host:port` of an emulator; without it the real service, with the credentials of the surroundings. */
  readonly emulatorHost?: string
  /** For how long one operation is tried when the service is in trouble; 20 s unless told. */
  readonly giveUpAfterMs?: number
  readonly random?: () => number
}

/** How long one request may take before it counts as lost. */
const requestTimeoutMs = 10_000
/**
 * What the SDK tries again by itself, in place of its own rules: writes never, since how long is ours to say, and reads within
 * a fifth of a second for two seconds, and only then by its other rule, whose pauses begin with a second.
 */
const written = { timeout_millis: requestTimeoutMs, retry_codes_name: 'none', retry_params_name: 'soon' }
const asked = { ...written, retry_codes_name: 'passing' }
/** The pause is a random part of the first delay: it does not grow, whatever the multiplier. */
const soon = {
  initial_retry_delay_millis: 200,
  retry_delay_multiplier: 1,
  max_retry_delay_millis: 200,
  initial_rpc_timeout_millis: requestTimeoutMs,
  rpc_timeout_multiplier: 1,
  max_rpc_timeout_millis: requestTimeoutMs,
  total_timeout_millis: 2_000,
}
const clientConfig = {
  interfaces: {
    'google.firestore.v1.Firestore': {
      retry_codes: { none: [], passing: ['UNAVAILABLE', 'DEADLINE_EXCEEDED', 'INTERNAL'] },
      retry_params: { soon },
      methods: {
        ...{ Commit: written, BatchWrite: written },
        ...{ BatchGetDocuments: asked, RunQuery: asked, RunAggregationQuery: asked },
      },
    },
  },
}

export interface ConditionalUpdate {
  readonly ref: DocumentReference
  readonly data: UpdateData<DocumentData>
  readonly only: Precondition
}

/** One database, and how it is asked: every operation is tried until it works or the time for it is over. */
export class Database {
  readonly #firestore: Firestore
  readonly #retry: RetrySettings
  readonly #underWay = new Set<Promise<unknown>>()
  #isClosed = false

  constructor({
    projectId,
    databaseId,
    emulatorHost,
    giveUpAfterMs = 20_000,
    random = Math.random,
  }: FirestoreSettings) {
    this.#retry = { giveUpAfterMs, random }
    this.#firestore = new Firestore({
      projectId,
      ...(databaseId === undefined ? {} : { databaseId }),
      ...(emulatorHost === undefined ? {} : atEmulator(emulatorHost)),
      clientConfig,
      // Else answers that are streams, and that are all reads, are tried again by another rule yet.
      gaxServerStreamingRetries: true,
    })
  }

  collection(path: string): CollectionReference {
    return this.#firestore.collection(path)
  }

  /** `work` may be done several times, and may have been done when it fails. */
  steadily<T>(what: string, work: () => Promise<T>): Promise<T> {
    return steadily(what, this.#retry, () => this.#whileOpen(what, work))
  }

  /** Behind its end the SDK never answers a read, and rejects beside it, where nobody can catch: the process would end by that. */
  async #whileOpen<T>(what: string, work: () => Promise<T>): Promise<T> {
    if (this.#isClosed) throw new Error(`Firestore is closed, too late for ${what}`)
    const asked = work()
    this.#underWay.add(asked)
    return asked.finally(() => this.#underWay.delete(asked))
  }

  /** `body` may run several times: it does nothing but read and write through the transaction. */
  transact<T>(what: string, body: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.steadily(what, () => this.#firestore.runTransaction(body, { maxAttempts: 1 }))
  }

  getAll(what: string, refs: readonly DocumentReference[]) {
    return this.steadily(what, () => this.#firestore.getAll(...refs))
  }

  /** Commits what `fill` puts in, all or nothing. */
  batch(what: string, fill: (batch: WriteBatch) => void): Promise<void> {
    return this.steadily(what, async () => {
      const batch = this.#firestore.batch()
      fill(batch)
      await batch.commit()
    })
  }

  /** True when it was created now, false when there was such a document. After a lost answer it may be our own: see asks.ts. */
  async create(what: string, fill: (batch: WriteBatch) => void): Promise<boolean> {
    try {
      await this.batch(what, fill)
      return true
    } catch (error) {
      if (codeOf(error) === code.alreadyExists) return false
      throw error
    }
  }

  /** Each by itself; answers which of them were not written because their condition did not hold. */
  async updateEach(what: string, updates: readonly ConditionalUpdate[]): Promise<DocumentReference[]> {
    if (updates.length === 0) return []
    const writer = this.#firestore.bulkWriter({ throttling: false })
    const startedMs = performance.now()
    writer.onWriteError((error) => isPassing(error) && performance.now() - startedMs < this.#retry.giveUpAfterMs)
    const refused = updates.map(({ ref, data, only }) =>
      writer.update(ref, data, only).then(
        () => [],
        (error: unknown) => {
          if (codeOf(error) === code.failedPrecondition || codeOf(error) === code.notFound) return [ref]
          throw new Error(`Firestore did not take ${what}`, { cause: error })
        },
      ),
    )
    await Promise.all([writer.close(), ...refused])
    return (await Promise.all(refused)).flat()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true
    // Whoever closes does not wait for a service that is out of reach; the SDK ends when it has given up, not before.
    const ended = Promise.allSettled(this.#underWay).then(() => this.#firestore.terminate())
    await Promise.race([ended, after(requestTimeoutMs, undefined, { ref: false })])
  }
}

/** As the SDK does where the environment names the emulator; told to be nobody, it does not look for a Google machine to be. */
function atEmulator(host: string) {
  return { host, ssl: false, authClient: new PassThroughClient(), customHeaders: { Authorization: 'Bearer owner' } }
}
