import assert from 'node:assert/strict'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { openDatabase } from './database.ts'
import { openStore, type StoreGone } from './sqlite.ts'
import NotesStore from './testing/notes-store.ts'

const module = new URL('./testing/notes-store.ts', import.meta.url)
const open = (file: string, options = {}) => openStore<NotesStore>(module, file, options)

async function folder() {
  const path = await mkdtemp(join(tmpdir(), 'frontdesk-sqlite-'))
  return { file: join(path, 'new', 'notes.db'), [Symbol.asyncDispose]: () => rm(path, { recursive: true }) }
}

describe('a store', () => {
  test('keeps what it was told over a close, in a file that nobody else may read', async () => {
    await using at = await folder()
    {
      await using store = await open(at.file)
      await store.add('1', 'hello')
    }
    await using store = await open(at.file)
    assert.equal(await store.textOf('1'), 'hello')
    assert.equal((await stat(at.file)).mode & 0o077, 0)
  })

  test('runs calls in the order in which they were made', async () => {
    await using at = await folder()
    await using store = await open(at.file)
    const ids = Array.from({ length: 1_000 }, (_, n) => String(n))
    await Promise.all(ids.map((id) => store.add(id, '')))
    assert.deepEqual(await store.ids(), ids)
  })

  test('undoes a call that throws, and no other that shared its commit', async () => {
    await using at = await folder()
    await using store = await open(at.file)
    const settled = await Promise.allSettled([store.add('1', ''), store.addThenThrow('2'), store.add('3', '')])
    assert.deepEqual(
      settled.map(({ status }) => status),
      ['fulfilled', 'rejected', 'fulfilled'],
    )
    assert.deepEqual(await store.ids(), ['1', '3'])
  })

  test('brings over the name, the message and the code of what a method threw', async () => {
    await using at = await folder()
    await using store = await open(at.file)
    await assert.rejects(store.addThenThrow('1'), { name: 'RangeError', message: 'no such note', code: 'NO_NOTE' })
  })

  test('refuses an argument that cannot go to another thread, and goes on', async () => {
    await using at = await folder()
    await using store = await open(at.file)
    const settled = await Promise.allSettled([
      store.add('1', ''),
      store.add((() => '') as unknown as string, ''),
      store.add('2', ''),
    ])
    assert.equal(settled[1]?.status === 'rejected' && settled[1].reason.name, 'DataCloneError')
    assert.deepEqual(await store.ids(), ['1', '2'])
  })

  test('refuses to write in a method that is listed as reading', async () => {
    await using at = await folder()
    await using store = await open(at.file)
    await assert.rejects(store.writeWhereOneMayOnlyRead(), /readonly/)
    await store.add('1', '')
    assert.deepEqual(await store.ids(), ['1'])
  })

  test('finishes what was asked before it is closed, and refuses what comes after', async () => {
    await using at = await folder()
    const store = await open(at.file)
    const asked = store.add('1', '')
    await store[Symbol.asyncDispose]()
    await asked
    await assert.rejects(store.ids(), { name: 'StoreGone' })
    await store[Symbol.asyncDispose]()
  })

  test('whose thread dies rejects what waits, says so once and refuses more', async () => {
    await using at = await folder()
    const lost: StoreGone[] = []
    await using store = await open(at.file, { onLost: (error: StoreGone) => lost.push(error) })
    const [died, waited] = await Promise.allSettled([store.die(), store.add('1', '')])
    assert.equal(died.status === 'rejected' && died.reason.name, 'StoreGone')
    assert.equal(waited.status, 'rejected')
    await assert.rejects(store.ids(), /answers no more: its thread ended with code 7/)
    assert.equal(lost.length, 1)
  })

  test('refuses calls beyond its limit', async () => {
    await using at = await folder()
    await using store = await open(at.file, { maxPending: 2 })
    const settled = await Promise.allSettled(['1', '2', '3'].map((id) => store.add(id, '')))
    assert.equal(settled[2]?.status === 'rejected' && settled[2].reason.name, 'StoreOverloaded')
    assert.deepEqual(await store.ids(), ['1', '2'])
  })

  test('shares its file with other stores that write at the same time', async () => {
    await using at = await folder()
    await using one = await open(at.file)
    await using other = await open(at.file)
    const write = (n: number) => (n % 2 ? one : other).add(String(n), '')
    for (let round = 0; round < 20; round++) await Promise.all([write(round * 2), write(round * 2 + 1)])
    assert.equal((await one.ids()).length, 40)
  })

  test('makes a new file together with others that open it at the same moment', async () => {
    await using at = await folder()
    const stores = await Promise.all([open(at.file), open(at.file), open(at.file), open(at.file)])
    await Promise.all(stores.map((store, n) => store.add(String(n), '')))
    await Promise.all(stores.map((store) => store[Symbol.asyncDispose]()))
  })

  test('that cannot be opened says why', async () => {
    await using at = await folder()
    openDatabase(at.file, NotesStore).db.close()
    await assert.rejects(open(join(at.file, 'notes.db')), { code: 'EEXIST' })
    await assert.rejects(openStore(new URL('./no-such.ts', import.meta.url), at.file), { code: 'ERR_MODULE_NOT_FOUND' })
  })
})

describe('a file', () => {
  class Newer extends NotesStore {
    static override readonly schema = {
      ...NotesStore.schema,
      migrations: [...NotesStore.schema.migrations, 'CREATE TABLE notes_more (id TEXT) STRICT'],
    }
  }

  test('of an earlier version is brought up to date, one of a later version is refused', async () => {
    await using at = await folder()
    openDatabase(at.file, NotesStore).db.close()
    openDatabase(at.file, Newer).db.close()
    assert.throws(() => openDatabase(at.file, NotesStore), /holds "notes" in version 3, this code knows 2/)
  })

  test('keeps its version when a migration fails', async () => {
    await using at = await folder()
    class Broken extends NotesStore {
      static override readonly schema = {
        ...Newer.schema,
        migrations: [...Newer.schema.migrations, 'CREATE TABLE notes_more (id TEXT) STRICT'],
      }
    }
    openDatabase(at.file, NotesStore).db.close()
    assert.throws(() => openDatabase(at.file, Broken), /already exists/)
    openDatabase(at.file, NotesStore).db.close()
  })
})
