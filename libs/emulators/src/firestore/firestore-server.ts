import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { Server, ServerCredentials } from '@grpc/grpc-js'
import { Documents } from './documents.ts'
import { firestoreHandlers } from './handlers.ts'
import { indexFileSchema } from './indexes.ts'
import { firestoreService } from './proto.ts'
import { Transactions } from './transactions.ts'
import { Trouble } from './trouble.ts'

export type { Knobs, Outage, OutageCode, Trouble } from './trouble.ts'

export interface FirestoreServerOptions {
  readonly port?: number
  /** The declared indexes: a query that none of them answers is refused. Without it every query is answered. */
  readonly indexFile?: string | URL
  /** In [0, 1): decides what meets the trouble. */
  readonly random?: () => number
}

export interface FirestoreServer extends AsyncDisposable {
  /** What `FIRESTORE_EMULATOR_HOST` is to hold. */
  readonly host: string
  readonly trouble: Trouble
}

const loopback = '127.0.0.1'
/** https://cloud.google.com/firestore/quotas#writes_and_transactions */
const mostRequestBytes = 10 * 1_048_576

/**
 * Firestore's wire over gRPC, in memory and on loopback: test equipment. What it speaks: commits and single writes with
 * preconditions, transactions that are isolated, reading, queries with filters, order, cursors and limits, counting, indexes.
 */
export async function startFirestoreServer(options: FirestoreServerOptions = {}): Promise<FirestoreServer> {
  const { port = 0, indexFile, random = Math.random } = options
  const indexes =
    indexFile === undefined ? undefined : indexFileSchema.parse(JSON.parse(await readFile(indexFile, 'utf8')))
  const documents = new Documents()
  const trouble = new Trouble(random)
  const server = new Server({ 'grpc.max_receive_message_length': mostRequestBytes })
  const parts = { documents, transactions: new Transactions(documents), trouble, indexes }
  server.addService(firestoreService, firestoreHandlers(parts))
  const bind = promisify(server.bindAsync.bind(server))
  const bound = await bind(`${loopback}:${port}`, ServerCredentials.createInsecure())
  return {
    host: `${loopback}:${bound}`,
    trouble,
    [Symbol.asyncDispose]: async () => server.forceShutdown(),
  }
}
