import type { DatabaseSync } from 'node:sqlite'
import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads'
import { Batches } from './batch.ts'
import { openDatabase } from './database.ts'
import type { Call, Hello, Report, Request } from './protocol.ts'
import type { StoreClass } from './schema.ts'
import { toWire } from './store-error.ts'

// The thread that a store lives in: see sqlite.ts.

/** Bounds how long one commit holds the file's write lock against other stores. */
const maxBatch = 256

function serve(port: MessagePort, db: DatabaseSync, batches: Batches): void {
  const tell = (report: Report) => port.postMessage(report)
  port.on('message', (first: Request) => {
    // What came in while the last commit waited for the disk shares the next one.
    let request: Request | undefined = first
    while (request !== undefined) {
      const calls: Call[] = []
      while (request?.kind === 'calls') {
        calls.push(...request.calls)
        request = calls.length < maxBatch ? receiveMessageOnPort(port)?.message : undefined
      }
      for (let at = 0; at < calls.length; at += maxBatch)
        tell({ kind: 'done', replies: batches.run(calls.slice(at, at + maxBatch)) })
      if (request?.kind !== 'close') continue
      db.close()
      port.close()
      return
    }
  })
}

async function open(port: MessagePort, { module, file }: Hello): Promise<void> {
  try {
    const { default: Store } = (await import(module)) as { default: StoreClass }
    const { db, store } = openDatabase(file, Store)
    const methods = Object.getOwnPropertyNames(Store.prototype).filter((name) => name !== 'constructor')
    serve(port, db, new Batches(db, store, new Set<string>(Store.schema.reads)))
    port.postMessage({ kind: 'ready', methods } satisfies Report)
  } catch (thrown) {
    port.postMessage({ kind: 'unopened', error: toWire(thrown) } satisfies Report)
    port.close()
  }
}

if (parentPort !== null) await open(parentPort, workerData as Hello)
