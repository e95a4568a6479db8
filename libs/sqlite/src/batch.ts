import type { DatabaseSync } from 'node:sqlite'
import type { Call, Reply } from './protocol.ts'
import { toWire } from './store-error.ts'

const waitForWriterMs = 5_000
const busy = 5

/** Runs batches of calls upon one connection, each batch in one transaction. */
export class Batches {
  readonly #db: DatabaseSync
  readonly #store: object
  readonly #reads: ReadonlySet<string>
  readonly #sql: Readonly<Record<'begin' | 'commit' | 'rollback' | 'save' | 'release' | 'undo', () => void>>
  #readOnly = false

  constructor(db: DatabaseSync, store: object, reads: ReadonlySet<string>) {
    this.#db = db
    this.#store = store
    this.#reads = reads
    const prepared = (sql: string) => {
      const statement = db.prepare(sql)
      return () => void statement.run()
    }
    this.#sql = {
      begin: prepared('BEGIN'),
      commit: prepared('COMMIT'),
      rollback: prepared('ROLLBACK'),
      save: prepared('SAVEPOINT one_call'),
      release: prepared('RELEASE one_call'),
      undo: prepared('ROLLBACK TO one_call'),
    }
  }

  /** In order. A call that throws undoes itself alone; a commit that fails fails them all. */
  run(calls: readonly Call[]): Reply[] {
    try {
      return this.#commit(calls, (call) => ({ id: call.id, ok: true, value: this.#invoke(call) }))
    } catch (thrown) {
      // Hardly ever: all was undone, and the one that threw is found by doing them once more, each on its own.
      const [only, ...others] = calls
      if (only !== undefined && others.length === 0) return [{ id: only.id, ok: false, error: toWire(thrown) }]
    }
    try {
      return this.#commit(calls, (call) => this.#runAlone(call))
    } catch (thrown) {
      const error = toWire(thrown)
      return calls.map(({ id }) => ({ id, ok: false, error }))
    }
  }

  #commit(calls: readonly Call[], run: (call: Call) => Reply): Reply[] {
    try {
      this.#begin(calls.every((call) => this.#reads.has(call.method)))
      const replies = calls.map(run)
      this.#sql.commit()
      return replies
    } catch (thrown) {
      if (this.#db.isTransaction) this.#sql.rollback()
      throw thrown
    }
  }

  #invoke({ method, args }: Call): unknown {
    return Reflect.apply(Reflect.get(this.#store, method), this.#store, args)
  }

  #begin(readOnly: boolean): void {
    if (readOnly !== this.#readOnly) this.#db.exec(`PRAGMA query_only = ${readOnly ? 1 : 0}`)
    this.#readOnly = readOnly
    if (readOnly) this.#sql.begin()
    else beginWriting(this.#db)
  }

  #runAlone(call: Call): Reply {
    const { id } = call
    this.#sql.save()
    try {
      const value = this.#invoke(call)
      this.#sql.release()
      return { id, ok: true, value }
    } catch (thrown) {
      // A full disk makes SQLite undo the whole transaction: then there is no savepoint, and all of the batch has failed.
      if (!this.#db.isTransaction) throw thrown
      this.#sql.undo()
      this.#sql.release()
      return { id, ok: false, error: toWire(thrown) }
    }
  }
}

/**
 * Waits for other writers of the file. SQLite's own waiting backs off to 100 ms a try, which is longer than an event may take
 * to arrive; a writer holds the lock for about a millisecond, so we look each millisecond.
 */
function beginWriting(db: DatabaseSync): void {
  const giveUpAt = performance.now() + waitForWriterMs
  db.exec('PRAGMA busy_timeout = 0')
  try {
    for (;;) {
      try {
        db.exec('BEGIN IMMEDIATE')
        return
      } catch (error) {
        if (!isBusy(error) || performance.now() > giveUpAt) throw error
        Atomics.wait(sleeper, 0, 0, 1)
      }
    }
  } finally {
    db.exec(`PRAGMA busy_timeout = ${waitForWriterMs}`)
  }
}

const sleeper = new Int32Array(new SharedArrayBuffer(4))

const isBusy = (error: unknown) => error instanceof Error && 'errcode' in error && error.errcode === busy
