import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { askForRecord, askToCall, NotRunning, openControl } from './control.ts'

async function folder() {
  const path = await mkdtemp(join(tmpdir(), 'control-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) }
}

const nothing = { place: async () => {}, record: async () => undefined }

test('a record is handed out at the door, if there is one', async () => {
  await using data = await folder()
  const record = async (callId: string) => (callId === 'CA1' ? { callId } : undefined)
  await using _door = await openControl(data.path, { ...nothing, record })
  assert.deepEqual(await askForRecord(data.path, 'CA1'), { callId: 'CA1' })
  assert.equal(await askForRecord(data.path, 'CA2'), undefined)
})

test('a call asked for at the door is placed, and what it shows comes back line by line', async () => {
  await using data = await folder()
  await using _door = await openControl(data.path, {
    ...nothing,
    async place(scenario, show) {
      show(`plays ${scenario}`)
      show('done')
    },
  })
  let shown = ''
  await askToCall(data.path, 'books', (text) => {
    shown += text
  })
  assert.equal(shown, 'plays books\ndone\n')
})

test('whoever does not hold the key places nothing, and only the owner can read the key', async () => {
  await using data = await folder()
  let placed = 0
  await using _door = await openControl(data.path, {
    ...nothing,
    async place() {
      placed += 1
    },
  })
  const file = join(data.path, 'standalone.json')
  const { url } = JSON.parse(await readFile(file, 'utf8')) as { url: string }
  for (const authorization of ['', 'Bearer ', 'Bearer wrong']) {
    const response = await fetch(`${url}/calls/books`, { method: 'POST', headers: { authorization } })
    assert.equal(response.status, 401)
    await response.text()
  }
  assert.equal(placed, 0)
  assert.equal((await stat(file)).mode & 0o077, 0)
})

test('a folder in which nothing runs is told so, also when a process died there', async () => {
  await using data = await folder()
  await assert.rejects(
    askToCall(data.path, 'books', () => {}),
    NotRunning,
  )
})
