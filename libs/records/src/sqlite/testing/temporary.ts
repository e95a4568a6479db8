import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Records } from '../../records.ts'
import { openSqliteRecords } from '../sqlite-records.ts'

/** Records in a file of their own, which goes when they are disposed. */
export async function openTemporary(): Promise<Records & { readonly file: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'frontdesk-records-'))
  const file = join(folder, 'records.db')
  const records = await openSqliteRecords(file)
  return {
    ...records,
    file,
    async [Symbol.asyncDispose]() {
      await records[Symbol.asyncDispose]()
      await rm(folder, { recursive: true })
    },
  }
}
