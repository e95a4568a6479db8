import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { commitsTo } from './commits.ts'

test('a commit is told once, whoever made it; a look is none', async () => {
  await using folder = { path: await mkdtemp(join(tmpdir(), 'frontdesk-commits-')), [Symbol.asyncDispose]: remove }
  async function remove() {
    await rm(folder.path, { recursive: true })
  }
  const file = join(folder.path, 'a.db')
  using ours = new DatabaseSync(file)
  ours.exec('PRAGMA journal_mode = WAL; CREATE TABLE t (n INTEGER) STRICT')
  using theirs = new DatabaseSync(file)
  const committed = commitsTo(file)
  assert.deepEqual([committed(), committed()], [true, false])
  theirs.exec('INSERT INTO t VALUES (1)')
  assert.deepEqual([committed(), committed()], [true, false])
  assert.equal(ours.prepare('SELECT count(*) AS n FROM t').get()?.n, 1)
  assert.equal(committed(), false)
})
