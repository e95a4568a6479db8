import { Worker } from 'node:worker_threads'
import { Calls } from './calls.ts'
import type { Hello, Report, Request } from './protocol.ts'
import { fromWire, StoreGone } from './store-error.ts'

export type { StoreClass, StoreSchema } from './schema.ts'
export { StoreFailure, StoreGone, StoreOverloaded } from './store-error.ts'

/**
 * One SQLite file behind a worker thread, so that a process that carries live audio never waits for a disk (I5).
 *
 * A store is a class of plain synchronous SQL, the default export of its own module:
 *
 *     // notes-store.ts
 *     import type { StoreSchema } from '@frontdesk/sqlite'
 *     export default class NotesStore {
 *       static readonly schema: StoreSchema<NotesStore> = {
 *         name: 'notes',
 *         migrations: ['CREATE TABLE notes_note (id TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT'],
 *         reads: ['textOf'],
 *       }
 *       readonly #insert: StatementSync
 *       constructor(db: DatabaseSync) { this.#insert = db.prepare('INSERT INTO notes_note VALUES (?, ?)') … }
 *       add(id: string, text: string): void { this.#insert.run(id, text) }
 *       textOf(id: string): string | undefined { … }
 *     }
 *     // notes.ts
 *     import type NotesStore from './notes-store.ts'
 *     await using store = await openStore<NotesStore>(new URL('./notes-store.ts', import.meta.url), file)
 *     await store.add('1', 'hello')
 *
 * What a store may rely on:
 * - Calls run one at a time, in the order in which they were made. Each is atomic: a method that throws leaves nothing behind,
 *   so methods begin no transactions of their own. A promise resolves after the commit. Calls that wait for the disk together
 *   share one commit.
 * - Arguments and results are copied between threads (structured clone): data, not class instances or functions.
 * - What a method throws arrives as `StoreFailure` with the same name, message and code. Prefer to return what a caller
 *   shall decide on.
 * - Several stores, in several threads and processes, may share one file. A call waits up to 5 s for another writer.
 */
export type StoreClient<Store> = AsyncDisposable & {
  readonly [K in MethodOf<Store>]: Store[K] extends (...args: infer A) => infer R ? (...args: A) => Promise<R> : never
}

type MethodOf<Store> = { [K in keyof Store]: Store[K] extends (...args: never[]) => unknown ? K : never }[keyof Store]

export interface StoreOptions {
  /** Calls that may wait at once; one more is refused with `StoreOverloaded` (I6). */
  readonly maxPending?: number
  /** Told once if the thread dies: every call fails from then on, so the process had better end. */
  readonly onLost?: (error: StoreGone) => void
}

/**
 * Opens the file (making it, and its folder, if need be), brings its tables up to date and answers calls until disposed.
 * Disposing lets calls that were made finish. Throws `StoreFailure` when the file cannot be opened or is of a later version.
 */
export async function openStore<Store extends object>(
  module: URL,
  file: string,
  options: StoreOptions = {},
): Promise<StoreClient<Store>> {
  const hello: Hello = { module: module.href, file }
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: hello, name: `sqlite ${file}` })
  const calls = new Calls((request: Request) => worker.postMessage(request), options.maxPending ?? 10_000)
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
  const methods = await new Promise<readonly string[]>((resolve, reject) => {
    const lose = (why: string) => {
      const error = new StoreGone(file, why)
      reject(error)
      if (calls.close(error) === 'was-open') options.onLost?.(error)
    }
    worker.on('error', (error: unknown) =>
      lose(`its thread threw ${error instanceof Error ? error.name : typeof error}`),
    )
    worker.on('exit', (code) => lose(`its thread ended with code ${code}`))
    worker.on('message', (report: Report) => {
      if (report.kind === 'ready') resolve(report.methods)
      else if (report.kind === 'done') calls.settle(report.replies)
      else {
        calls.close(new StoreGone(file, 'it could not be opened'))
        reject(fromWire(report.error))
      }
    })
  })
  return clientOf<Store>(methods, calls, async () => {
    if (calls.close(new StoreGone(file, 'it was closed'), 'let pending finish') === 'was-open') {
      calls.flush()
      worker.postMessage({ kind: 'close' } satisfies Request)
    }
    await exited
  })
}

function clientOf<Store>(methods: readonly string[], calls: Calls, dispose: () => Promise<void>): StoreClient<Store> {
  const entries = methods.map((method) => [method, (...args: unknown[]) => calls.make(method, args)] as const)
  // The worker told us the methods of the very class that `Store` names.
  return { ...Object.fromEntries(entries), [Symbol.asyncDispose]: dispose } as unknown as StoreClient<Store>
}
