import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { BusReport } from '../bus.ts'
import { eventually, Inbox } from '../contract/kit.ts'
import { openSqliteBus } from './sqlite-bus.ts'
import { newFile } from './testing.ts'

const child = fileURLToPath(new URL('./crash-child.ts', import.meta.url))
const kills = 12

/** What the processes noted of each call: `published` by its own process, `delivered` by any, in order. */
function notesIn(logFile: string) {
  const notes = new Map<string, { published: number[]; delivered: number[] }>()
  for (const line of readFileSync(logFile, 'utf8').split('\n')) {
    const [word = '', call = '', n] = line.split(' ')
    if (word !== 'published' && word !== 'delivered') continue
    const of = notes.get(call) ?? { published: [], delivered: [] }
    notes.set(call, of)
    of[word].push(Number(n))
  }
  return notes
}

/** Lives until it has worked for a random while; always the harshest end. */
async function liveAndDie(process: ChildProcess): Promise<void> {
  const ended = once(process, 'exit')
  assert.ok(process.stdout)
  const first = await Promise.race([once(process.stdout, 'data').then(() => 'works'), ended.then(() => 'ended')])
  assert.equal(first, 'works', 'the child could not start')
  // Not a wait for something: the random moment is the test.
  await pause(Math.random() * 120)
  process.kill('SIGKILL')
  await ended
}

test('no event whose publish had resolved is lost, and none comes out of order, whenever a process is killed', async () => {
  await using at = await newFile()
  const logFile = `${at.file}.log`
  appendFileSync(logFile, '')
  const run = async (self: string) => {
    const killed = spawn(process.execPath, [child, at.file, logFile, self], { stdio: ['ignore', 'pipe', 'inherit'] })
    await liveAndDie(killed)
  }
  // Two at a time, so that one takes over from the other while it works itself.
  const series = async (name: string) => {
    for (let n = 0; n < kills / 2; n++) await run(`${name}${n}`)
  }
  await Promise.all([series('x'), series('y')])

  const reports: BusReport[] = []
  await using bus = await openSqliteBus({ file: at.file, onReport: (report) => reports.push(report) })
  const inbox = new Inbox(({ callId, n }) => appendFileSync(logFile, `delivered ${callId} ${n}\n`))
  await bus.subscribe({ name: 'crash', topic: 'tool-requests' }, inbox.handlers)
  await eventually('all that was published is delivered', 20_000, async () =>
    [...notesIn(logFile).values()].every(({ published, delivered }) => {
      const came = new Set(delivered)
      return published.every((n) => came.has(n))
    }),
  )

  const notes = notesIn(logFile)
  assert.ok(
    [...notes.values()].reduce((sum, { published }) => sum + published.length, 0) > kills,
    'hardly anything happened',
  )
  let repeated = 0
  for (const [call, { delivered }] of notes) {
    const distinct = [...new Set(delivered)]
    repeated += delivered.length - distinct.length
    // No gap, nothing out of order; a repeat only of the one that was being worked on.
    assert.deepEqual(
      distinct,
      Array.from({ length: distinct.length }, (_, i) => i + 1),
      `order of ${call}`,
    )
    for (const [i, n] of delivered.entries()) assert.ok(n >= (delivered[i - 1] ?? 0), `${call}: ${n} again, too late`)
  }
  assert.ok(repeated <= kills * 4, `${repeated} repeats: a live process's work was taken from it`)
  assert.deepEqual(await bus.deadLetters(), [])
  assert.deepEqual(reports, [])
})
