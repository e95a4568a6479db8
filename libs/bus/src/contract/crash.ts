import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import type { Bus } from '../bus.ts'
import { eventually, Inbox } from './kit.ts'

export interface Notes {
  readonly published: number[]
  readonly delivered: number[]
}

/** What the processes noted of each call: `published` by its own process, `delivered` by any, in order. */
function notesIn(logFile: string): ReadonlyMap<string, Notes> {
  const notes = new Map<string, Notes>()
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

/** Kills processes that run `script` with the arguments, two at a time, so that one takes over from the other while it works itself. */
export async function killWorkers(script: string, args: readonly string[], kills: number): Promise<void> {
  const series = async (name: string) => {
    for (let n = 0; n < kills / 2; n++) {
      const stdio = ['ignore', 'pipe', 'inherit'] as const
      await liveAndDie(spawn(process.execPath, [script, ...args, `${name}${n}`], { stdio: [...stdio] }))
    }
  }
  await Promise.all([series('x'), series('y')])
}

/** Takes the rest of what the killed left, and checks that nothing is missing and nothing came before its turn. */
export async function takeTheRest(
  bus: Bus,
  logFile: string,
  kills: number,
  patienceMs: number,
): Promise<readonly Notes[]> {
  const inbox = new Inbox(({ callId, n }) => appendFileSync(logFile, `delivered ${callId} ${n}\n`))
  await bus.subscribe({ name: 'crash', topic: 'tool-requests' }, inbox.handlers)
  await eventually('all that was published is delivered', patienceMs, async () =>
    [...notesIn(logFile).values()].every(({ published, delivered }) => {
      const came = new Set(delivered)
      return published.every((n) => came.has(n))
    }),
  )
  const notes = notesIn(logFile)
  const published = [...notes.values()].reduce((sum, of) => sum + of.published.length, 0)
  assert.ok(published > kills, 'hardly anything happened')
  for (const [call, { delivered }] of notes) {
    const distinct = [...new Set(delivered)]
    const whole = Array.from({ length: distinct.length }, (_, i) => i + 1)
    assert.deepEqual(distinct, whole, `order of ${call}`)
  }
  return [...notes.values()]
}
