import assert from 'node:assert/strict'
import { appendFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { startPubSubServer } from '@frontdesk/emulators/pubsub'
import { killWorkers, takeTheRest } from '../contract/crash.ts'
import { quickly } from '../contract/kit.ts'
import { openForTest } from './testing/bus-under-test.ts'

const child = fileURLToPath(new URL('./testing/crash-child.ts', import.meta.url))
const kills = 6

test('no event whose publish had resolved is lost, and none comes before its turn, whenever a process is killed', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'frontdesk-bus-'))
  await using _cleanUp = { [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) }
  const logFile = join(folder, 'crash.log')
  appendFileSync(logFile, '')
  // The leases of the dead last a second instead of ten.
  await using server = await startPubSubServer({ secondMs: 100 })
  await killWorkers(child, [server.host, 'crash-', logFile], kills)
  // The killed had the attempts of the catalogue: the service counts a kill as one, and nothing dies of a few.
  await using on = await openForTest(server.host, quickly, { prefix: 'crash-', projectId: 'frontdesk-test' })
  await takeTheRest(on.bus, logFile, kills, 30_000)
  assert.deepEqual(await on.bus.deadLetters(), [])
  assert.deepEqual(on.reports, [])
})
