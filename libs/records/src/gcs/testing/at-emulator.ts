import { randomUUID } from 'node:crypto'
import { after } from 'node:test'
import { type StorageServer, startStorageServer } from '@frontdesk/emulators/storage'
import { Storage } from '@google-cloud/storage'
import { type GcsRecordings, openGcsRecordings } from '../gcs-recordings.ts'
import { emulatorUrl } from './env.ts'

export interface Place extends AsyncDisposable {
  readonly recordings: GcsRecordings
  readonly bucket: string
  readonly url: string
}

/** The repository's own server, which goes when the tests of the file are over. */
export async function startServer(random?: () => number): Promise<StorageServer> {
  const server = await startStorageServer(random === undefined ? {} : { random })
  after(() => server[Symbol.asyncDispose]())
  return server
}

/** Opens buckets that hold nothing yet, in whatever the environment names, else in our own server. */
export async function openAtEmulator(): Promise<() => Promise<Place>> {
  const url = emulatorUrl ?? (await startServer()).url
  return () => openAt(url)
}

export async function openAt(url: string): Promise<Place> {
  const bucket = `recordings-${randomUUID()}`
  await new Storage({ projectId: 'test', apiEndpoint: url }).createBucket(bucket)
  const recordings = openGcsRecordings({ projectId: 'test', bucket, emulatorUrl: url })
  return { recordings, bucket, url, [Symbol.asyncDispose]: async () => {} }
}

/** The SDK goes where the environment tells it, whatever we say; and nobody else's emulator makes trouble when it is asked to. */
export const ownKnobs = (): string | false =>
  emulatorUrl !== undefined &&
  "its trouble cannot be turned: run without STORAGE_EMULATOR_HOST for the repository's own server"
