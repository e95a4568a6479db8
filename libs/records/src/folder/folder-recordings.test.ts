import assert from 'node:assert/strict'
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { test } from 'node:test'
import { recordingsContract } from '../contract.ts'
import { openFolderRecordings } from './folder-recordings.ts'

async function place() {
  const path = await mkdtemp(join(tmpdir(), 'frontdesk-recordings-'))
  const recordings = await openFolderRecordings(path)
  return { path, recordings, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) }
}

recordingsContract('recordings in a folder', place)

const drafts = (path: string) => readdir(join(path, '.incoming'))

test('drafts of processes that are gone are removed on opening, those of living writers stay', async () => {
  await using at = await place()
  const { path, recordings } = at
  const abandoned = ['999999999.dead.1', `${process.pid}.of-an-earlier-process-of-this-number.1`]
  for (const draft of abandoned) await writeFile(join(path, '.incoming', draft), 'half')
  const { promise: more, resolve: finish } = Promise.withResolvers<void>()
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>()
  const slow = Readable.from(
    (async function* () {
      yield Buffer.from('one ')
      begin()
      await more
      yield Buffer.from('two')
    })(),
    { highWaterMark: 1 },
  )
  const storing = recordings.put('slow.wav', slow, 'audio/wav')
  await begun
  await openFolderRecordings(path)
  assert.equal(
    (await drafts(path)).some((draft) => abandoned.includes(draft)),
    false,
  )
  finish()
  assert.equal((await storing).bytes, 7)
  assert.deepEqual(await drafts(path), [])
})

test('a stream that fails leaves no draft behind', async () => {
  await using at = await place()
  const { path, recordings } = at
  const broken = new Readable({
    read() {
      this.destroy(new Error('the line broke'))
    },
  })
  await assert.rejects(recordings.put('a.wav', broken, 'audio/wav'))
  assert.deepEqual(await drafts(path), [])
})

test('a recording can be read by its owner alone', async () => {
  await using at = await place()
  const { path, recordings } = at
  await recordings.put('call-1/a.wav', Readable.from([Buffer.from('x')]), 'audio/wav')
  assert.equal((await stat(join(path, 'call-1/a.wav'))).mode & 0o077, 0)
  assert.equal((await stat(join(path, 'call-1'))).mode & 0o077, 0)
})
