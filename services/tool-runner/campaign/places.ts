import type { Bus } from '@frontdesk/bus'
import { openSqliteBus } from '@frontdesk/bus/sqlite'
import { openEngines } from '@frontdesk/engines'
import { silentLog } from '@frontdesk/process/log'
import type { Records } from '@frontdesk/records'
import { openSqliteRecords } from '@frontdesk/records/sqlite'
import { z } from 'zod'

export const hosts = z.object({ PUBSUB_EMULATOR_HOST: z.string(), FIRESTORE_EMULATOR_HOST: z.string() })
export type Hosts = z.infer<typeof hosts>

/** Where a bus and records are. */
export const placeSchema = z.union([z.object({ file: z.string() }), hosts.extend({ GOOGLE_CLOUD_PROJECT: z.string() })])
export type Place = z.infer<typeof placeSchema>

/** Of whoever is killed on SQLite; Pub/Sub's are the subscription's, and an emulator's last as long as it was told when it began. */
export const shortLeaseMs = 500

const life = {
  log: silentLog,
  lost() {
    throw new Error('an engine is lost for good: nothing that follows would count')
  },
}

export async function openBus(place: Place, sqliteLeaseMs = 2_000): Promise<Bus> {
  if ('file' in place) return openSqliteBus({ file: place.file, leaseMs: sqliteLeaseMs, onReport() {} })
  return (await openEngines(place, ['bus'], { life })).bus
}

export async function openRecords(place: Place): Promise<Records> {
  if ('file' in place) return openSqliteRecords(place.file)
  return (await openEngines(place, ['records'], { life })).records
}
