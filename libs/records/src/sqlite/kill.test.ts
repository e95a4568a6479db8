import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { openTemporary } from './testing/temporary.ts'

const writer = fileURLToPath(new URL('./testing/writer.ts', import.meta.url))

/** Runs a writer until it has promised `lines` things, kills it, and answers all that it promised. */
async function promisesOfAKilledWriter(file: string, name: string, lines: number): Promise<string[]> {
  const child = spawn(process.execPath, [writer, file, name], { stdio: ['ignore', 'pipe', 'inherit'] })
  const told: string[] = []
  const reading = createInterface({ input: child.stdout })
  reading.on('line', (line) => {
    told.push(line)
    if (told.length === lines) child.kill('SIGKILL')
  })
  const [[code, signal]] = await Promise.all([once(child, 'exit'), once(reading, 'close')])
  assert.deepEqual([code, signal], [null, 'SIGKILL'])
  return told
}

test('what was promised to be kept is there after a kill -9, and nothing is kept by half', async () => {
  await using records = await openTemporary()
  const told: string[] = []
  for (const [round, lines] of [1, 7, 40, 101].entries()) {
    told.push(...(await promisesOfAKilledWriter(records.file, `writer-${round}`, lines)))
  }
  const journal = await records.journal.read('call-1')
  assert.deepEqual(
    journal.map(({ seq }) => seq),
    journal.map((_, index) => index + 1),
  )
  const noted = new Set(journal.map((entry) => (entry.kind === 'noted' ? `journal ${entry.what}` : '')))
  const intents = (await Promise.all([0, 1, 2, 3].map((round) => records.ledger.ofCall(`writer-${round}`)))).flat()
  const settled = new Set(intents.filter(({ outcome }) => outcome !== undefined).map(({ key }) => `ledger ${key}`))
  assert.deepEqual(
    told.filter((line) => !noted.has(line) && !settled.has(line)),
    [],
  )
  assert.ok(told.length >= 149)
})
