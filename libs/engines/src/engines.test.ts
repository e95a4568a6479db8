import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { silentLog } from '@frontdesk/process/log'
import { openEngines } from './engines.ts'

async function folder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'engines-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}

test('a folder holds the bus, the records and the recordings', async () => {
  await using place = await folder()
  const life = { log: silentLog, lost: () => assert.fail('nothing was lost') }
  const env = { DATA_DIR: join(place.path, 'data') }
  await using engines = await openEngines(env, ['bus', 'records', 'recordings'], { life })
  assert.deepEqual(await engines.bus.deadLetters(), [])
  assert.equal(await engines.records.calls.find('nobody'), undefined)
  assert.equal(await engines.recordings.find('nobody/recording.wav'), undefined)
  assert.equal(engines.receivePush, undefined)
})

test('a file that cannot be opened is no engine', async () => {
  await using place = await folder()
  await writeFile(
    join(place.path, 'frontdesk.db'),
    'this is no database, but long enough to be taken for one '.repeat(100),
  )
  const life = { log: silentLog, lost: () => {} }
  await assert.rejects(openEngines({ DATA_DIR: place.path }, ['records'], { life }))
})

/** What a process has loaded that opened its engines so. */
async function loadedBy(inFolder: string, env: object, parts: readonly string[]): Promise<string> {
  const file = join(inFolder, 'program.mjs')
  await writeFile(
    file,
    `
    import { registerHooks } from 'node:module'
    registerHooks({ load: (url, context, next) => (console.log(url), next(url, context)) })
    const { openEngines } = await import('${new URL('./engines.ts', import.meta.url)}')
    const log = { debug() {}, info() {}, warn() {}, error() {}, child() {} }
    const engines = await openEngines(${JSON.stringify(env)}, ${JSON.stringify(parts)}, { life: { log, lost() {} } })
    await engines[Symbol.asyncDispose]()`,
  )
  const { stdout } = await promisify(execFile)(process.execPath, [file])
  return stdout
}

test("no process loads a vendor's SDK that it was not told to use", async () => {
  await using place = await folder()
  const onFolder = await loadedBy(place.path, { DATA_DIR: place.path }, ['bus', 'records', 'recordings'])
  assert.match(onFolder, /sqlite-bus\.ts/)
  assert.doesNotMatch(onFolder, /@google-cloud/)
  const nowhere = { GOOGLE_CLOUD_PROJECT: 'a-project', FIRESTORE_EMULATOR_HOST: '127.0.0.1:1' }
  const onProject = await loadedBy(place.path, nowhere, ['records'])
  assert.match(onProject, /@google-cloud\/firestore/)
  assert.doesNotMatch(onProject, /@google-cloud\/(pubsub|storage)|sqlite/)
})
