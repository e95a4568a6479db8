import { join } from 'node:path'

/** Events, journal, ledger and records. */
export const databaseIn = (dataDir: string) => join(dataDir, 'frontdesk.db')
