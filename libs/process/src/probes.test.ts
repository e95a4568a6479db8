import assert from 'node:assert/strict'
import { test } from 'node:test'
import { silentLog } from './log.ts'
import { serveProbes } from './probes.ts'

async function open(isReady = true) {
  const life = { log: silentLog, isReady: () => isReady }
  const probes = await serveProbes({ port: 0, host: '127.0.0.1', life })
  const at = `http://127.0.0.1:${probes.port}`
  const status = async (path: string, body?: string) => {
    const request = body === undefined ? {} : { method: 'POST', body, headers: { authorization: 'Bearer me' } }
    const response = await fetch(at + path, request)
    await response.body?.cancel()
    return response.status
  }
  return { probes, status, [Symbol.asyncDispose]: () => probes[Symbol.asyncDispose]() }
}

test('a process is alive before it is ready', async () => {
  await using starting = await open(false)
  assert.deepEqual([await starting.status('/healthz'), await starting.status('/readyz')], [200, 503])
  await using started = await open()
  assert.deepEqual([await started.status('/readyz?x'), await started.status('/else')], [200, 404])
})

test('what is posted goes to whoever is there to take it, with who says to have sent it', async () => {
  await using process = await open()
  const { probes, status } = process
  assert.equal(await status('/events', '{}'), 404)
  const got: unknown[] = []
  probes.onPost('/events', async (posted) => {
    got.push(posted)
    return { status: 204 }
  })
  assert.equal(await status('/events', '{"a":1}'), 204)
  assert.deepEqual(got, [{ authorization: 'Bearer me', body: '{"a":1}' }])
  assert.equal(await status('/events', 'x'.repeat(1024 * 1024 + 1)), 413)
  assert.equal(await status('/healthz'), 200)
})

test('a receiver that fails does not take the process with it', async () => {
  await using process = await open()
  process.probes.onPost('/events', () => Promise.reject(new Error('no')))
  await assert.rejects(process.status('/events', '{}'))
  assert.equal(await process.status('/healthz'), 200)
})
