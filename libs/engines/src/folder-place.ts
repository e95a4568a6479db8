import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Place } from './engines.ts'

/** One machine: events and records in one SQLite file, which several processes may share, recordings in a folder beside it. */
export async function folderPlace(dataDir = './data'): Promise<Place> {
  await mkdir(dataDir, { recursive: true })
  const file = join(dataDir, 'frontdesk.db')
  return {
    async bus(onReport) {
      const { openSqliteBus } = await import('@frontdesk/bus/sqlite')
      return { bus: await openSqliteBus({ file, onReport }), receivePush: undefined }
    },
    async records(onLost) {
      const { openSqliteRecords } = await import('@frontdesk/records/sqlite')
      return openSqliteRecords(file, { onLost })
    },
    async recordings() {
      const { openFolderRecordings } = await import('@frontdesk/records/folder')
      return openFolderRecordings(join(dataDir, 'recordings'))
    },
  }
}
