import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Buckets } from './buckets.ts'
import { answer } from './routes.ts'
import { Sessions } from './sessions.ts'
import { Trouble } from './trouble.ts'

export type { Knobs, Outage, Trouble } from './trouble.ts'

export interface StorageServerOptions {
  readonly port?: number
  /** Buckets that are there from the beginning. */
  readonly buckets?: readonly string[]
  /** In [0, 1): decides what meets the trouble. */
  readonly random?: () => number
}

export interface StorageServer extends AsyncDisposable {
  /** What `STORAGE_EMULATOR_HOST` is to hold. */
  readonly url: string
  readonly trouble: Trouble
}

const loopback = '127.0.0.1'

/**
 * Cloud Storage's JSON over HTTP, on loopback: test equipment. What it speaks: uploads in one request and in several, with
 * preconditions and checksums; reading, also in part and by signed link; metadata, holds, lists, removal. Bytes lie in a
 * folder of the machine's own for what is temporary, which goes with the server.
 */
export async function startStorageServer(options: StorageServerOptions = {}): Promise<StorageServer> {
  const { port = 0, buckets: names = [], random = Math.random } = options
  const folder = await mkdtemp(join(tmpdir(), 'frontdesk-storage-'))
  const buckets = new Buckets()
  for (const name of names) buckets.create(name)
  const trouble = new Trouble(random)
  const parts = { buckets, sessions: new Sessions(folder, buckets), trouble, folder }
  const server = createServer((request, response) => void answer(parts, request, response))
  server.listen(port, loopback)
  await once(server, 'listening')
  return {
    url: `http://${loopback}:${(server.address() as AddressInfo).port}`,
    trouble,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
      await rm(folder, { recursive: true, force: true })
    },
  }
}
