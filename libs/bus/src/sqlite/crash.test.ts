import assert from 'node:assert/strict'
import { appendFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { BusReport } from '../bus.ts'
import { killWorkers, takeTheRest } from '../contract/crash.ts'
import { openSqliteBus } from './sqlite-bus.ts'
import { newFile } from './testing.ts'

const child = fileURLToPath(new URL('./crash-child.ts', import.meta.url))
const kills = 12

test('no event whose publish had resolved is lost, and none comes out of order, whenever a process is killed', async () => {
  await using at = await newFile()
  const logFile = `${at.file}.log`
  appendFileSync(logFile, '')
  await killWorkers(child, [at.file, logFile], kills)

  const reports: BusReport[] = []
  await using bus = await openSqliteBus({ file: at.file, onReport: (report) => reports.push(report) })
  let repeated = 0
  for (const { delivered } of await takeTheRest(bus, logFile, kills, 20_000)) {
    repeated += delivered.length - new Set(delivered).size
    // A repeat only of the one that was being worked on.
    for (const [i, n] of delivered.entries()) assert.ok(n >= (delivered[i - 1] ?? 0), `${n} again, too late`)
  }
  assert.ok(repeated <= kills * 4, `${repeated} repeats: a live process's work was taken from it`)
  assert.deepEqual(await bus.deadLetters(), [])
  assert.deepEqual(reports, [])
})
