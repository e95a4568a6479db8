import { randomUUID } from 'node:crypto'
import { after } from 'node:test'
import { type FirestoreServer, startFirestoreServer } from '@frontdesk/emulators/firestore'
import type { Records } from '../../records.ts'
import { openFirestoreRecords } from '../firestore-records.ts'
import { emulatorHost } from './env.ts'

const indexFile = new URL('../../../../../firestore.indexes.json', import.meta.url)

/** The repository's own server, which goes when the tests of the file are over. */
export async function startServer(random?: () => number): Promise<FirestoreServer> {
  const server = await startFirestoreServer({ indexFile, ...(random === undefined ? {} : { random }) })
  after(() => server[Symbol.asyncDispose]())
  return server
}

/** Opens records that hold nothing yet: a project of their own in whatever the environment names, else in our own server. */
export async function openAtEmulator(): Promise<() => Promise<Records>> {
  const host = emulatorHost ?? (await startServer()).host
  return async () => openAt(host)
}

export const openAt = (host: string, projectId = `test-${randomUUID()}`): Records =>
  openFirestoreRecords({ projectId, emulatorHost: host })

/** The SDK goes where the environment tells it, whatever we say; and nobody else's emulator makes trouble when it is asked to. */
export const ownKnobs = (): string | false =>
  emulatorHost !== undefined &&
  "its trouble cannot be turned: run without FIRESTORE_EMULATOR_HOST for the repository's own server"
