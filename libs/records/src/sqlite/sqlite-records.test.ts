import assert from 'node:assert/strict'
import { mkdtempDisposable } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { openDatabase } from '@frontdesk/sqlite/database'
import { recordsContract } from '../contract.ts'
import { JournalTable } from './journal-table.ts'
import { migrations } from './schema.ts'
import { openSqliteRecords } from './sqlite-records.ts'
import { openTemporary } from './testing/temporary.ts'

recordsContract('records in a SQLite file', openTemporary)

test('a journal that lies call by call, as earlier code wrote it, is read and goes on', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'frontdesk-records-'))
  const file = join(folder.path, 'records.db')
  class Earlier extends JournalTable {
    static readonly schema = { name: 'records', migrations: migrations.slice(0, 6), reads: [] }
  }
  const noted = (what: string) => ({ kind: 'noted', at: '2026-11-22T18:00:00.000Z', what }) as const
  const { db, store } = openDatabase(file, Earlier)
  for (const callId of ['b', 'a', 'b']) store.append(callId, [noted('one'), noted('two')])
  db.close()
  await using records = await openSqliteRecords(file)
  await records.journal.append('b', [noted('five')])
  const found = await records.journal.read('b')
  assert.deepEqual(
    found.map((entry) => [entry.seq, entry.kind === 'noted' && entry.what]),
    [
      [1, 'one'],
      [2, 'two'],
      [3, 'one'],
      [4, 'two'],
      [5, 'five'],
    ],
  )
  assert.equal((await records.journal.read('a')).length, 2)
})
