import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'

const script = fileURLToPath(new URL('../src/hours.ts', import.meta.url))
const examples = fileURLToPath(new URL('../../../lines', import.meta.url))

const run = (args: readonly string[], linesDir = examples) =>
  new Promise<{ code: number | null; out: string; err: string }>((resolve) => {
    const env = { PATH: process.env.PATH, LINES_DIR: linesDir, NO_COLOR: '1' }
    const child = execFile(process.execPath, [script, ...args], { env }, (_, out, err) =>
      resolve({ code: child.exitCode, out, err }),
    )
  })

describe('pnpm hours', () => {
  test("shows a line at a time in the line's own zone", async () => {
    const { code, out } = await run(['california-salon', '2026-11-26T12:00'])
    assert.equal(code, 0)
    assert.match(out, /Thursday, 26 November 2026, 12:00 in America\/Los_Angeles[\s\S]*CLOSED[\s\S]*Thanksgiving Day/)
  })

  test('shows now when no time is given', async () => {
    const { code, out } = await run(['berlin-dental'])
    assert.equal(code, 0)
    assert.match(out, /(OPEN|CLOSED) {4,6}until .*\n[\s\S]*A caller gets/)
  })

  test('says which lines there are to whoever names none, or another', async () => {
    const [none, other] = await Promise.all([run([]), run(['nobody'])])
    assert.deepEqual([none.code, other.code], [2, 2])
    assert.match(none.err, /pnpm hours LINE TIME[\s\S]*berlin-dental {5}Zahnarztpraxis/)
    assert.match(other.err, /There is no line "nobody"\. There are these lines:\n {2}berlin-dental/)
  })

  test('says what is wrong with the time, or with the folder of lines', async () => {
    const [time, folder] = await Promise.all([run(['berlin-dental', 'soon']), run(['berlin-dental'], '/nowhere')])
    assert.deepEqual([time.code, folder.code], [2, 1])
    assert.match(time.err, /"soon" is not a time/)
    assert.match(folder.err, /LINES_DIR/)
  })
})
