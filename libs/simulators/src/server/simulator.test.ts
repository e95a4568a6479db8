import assert from 'node:assert/strict'
import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { z } from 'zod'
import { startSimulator } from './simulator.ts'
import { openStore } from './store.ts'
import type { Vendor } from './vendor.ts'

/** A vendor whose one effect is a number going up. */
function counter() {
  let count = 0
  const vendor: Vendor<'count'> = {
    name: 'Counter',
    routes: [
      { call: 'count', method: 'POST', path: '/count', answer: () => ({ status: 200, body: { count: ++count } }) },
    ],
    admit: () => undefined,
    noSuchCall: () => ({ status: 404, body: {} }),
    unreadableBody: () => ({ status: 400, body: { error: 'unreadable' } }),
  }
  return { vendor, count: () => count }
}

const knock = (url: string, init: RequestInit = {}) => fetch(`${url}/count`, { method: 'POST', ...init })

test('trouble before the effect leaves no effect, trouble after it leaves one', async () => {
  const { vendor, count } = counter()
  await using simulator = await startSimulator(vendor, {})
  const { trouble, url } = simulator
  trouble.add({ reset: true, times: 1 })
  await assert.rejects(knock(url))
  trouble.add({ fail: { status: 503, body: {} }, times: 1 })
  assert.equal((await knock(url)).status, 503)
  assert.equal(count(), 0)
  trouble.add({ resetAfterEffect: true, times: 1 })
  await assert.rejects(knock(url))
  trouble.add({ failAfterEffect: { status: 502 }, times: 1 })
  assert.equal((await knock(url)).status, 502)
  trouble.add({ garble: true, times: 1 })
  await assert.rejects(
    knock(url).then((response) => response.json()),
    SyntaxError,
  )
  assert.equal(count(), 3)
  assert.deepEqual(
    simulator.asked.map(({ fate }) => fate),
    ['reset', 503, 'reset', 502, 200],
  )
})

test('a hanging request is cut when the simulator closes, and is known to hang before that', async () => {
  const { vendor, count } = counter()
  const simulator = await startSimulator(vendor, {})
  simulator.trouble.add({ hang: true, times: 1 })
  simulator.trouble.add({ hangAfterEffect: true, times: 1 })
  const cut = [assert.rejects(knock(simulator.url)), assert.rejects(knock(simulator.url))]
  await simulator.untilAsked(({ fate }) => fate === 'hung' && count() === 1)
  await simulator[Symbol.asyncDispose]()
  await Promise.all(cut)
})

test('a client that gives up gets its effect all the same', async () => {
  const { vendor, count } = counter()
  await using simulator = await startSimulator(vendor, {})
  const leaving = new AbortController()
  simulator.trouble.add({ latencyMs: 20, meanwhile: () => leaving.abort(), times: 1 })
  await assert.rejects(knock(simulator.url, { signal: leaving.signal }))
  await simulator.untilAsked(({ call }) => call === 'count')
  assert.equal(count(), 1)
})

test('a repeated request has its effect twice and is answered with the second', async () => {
  const { vendor, count } = counter()
  await using simulator = await startSimulator(vendor, {})
  simulator.trouble.add({ repeat: true, times: 1 })
  assert.deepEqual(await (await knock(simulator.url)).json(), { count: 2 })
  assert.equal(count(), 2)
})

test('trouble skips, meets only what it is meant for, lasts until it is removed, and counts', async () => {
  const { vendor } = counter()
  await using simulator = await startSimulator(vendor, {})
  const { trouble, url } = simulator
  trouble.add({ on: ({ headers }) => headers['x-poison'] === '1', fail: { status: 418 } })
  const armed = trouble.add({ on: 'count', skip: 1, fail: { status: 500 } })
  assert.equal((await knock(url, { headers: { 'x-poison': '1' } })).status, 418)
  const statuses = [await knock(url), await knock(url), await knock(url)].map(({ status }) => status)
  assert.deepEqual(statuses, [200, 500, 500])
  assert.equal(armed.met, 2)
  armed.remove()
  assert.equal((await knock(url)).status, 200)
  assert.equal((await fetch(`${url}/elsewhere`)).status, 404)
})

test('an unreadable body is refused in the vendor’s words', async () => {
  const { vendor, count } = counter()
  await using simulator = await startSimulator(vendor, {})
  const response = await knock(simulator.url, { headers: { 'content-type': 'application/json' }, body: '{' })
  assert.equal(response.status, 400)
  assert.deepEqual(await response.json(), { error: 'unreadable' })
  assert.equal(count(), 0)
})

test('waiting for what never comes fails and tells what came', async () => {
  const { vendor } = counter()
  await using simulator = await startSimulator(vendor, {})
  await knock(simulator.url)
  await assert.rejects(
    simulator.untilAsked(({ path }) => path === '/never', 10),
    /within 10 ms.*\[count: 200\]/,
  )
})

test('a store survives a last line cut short, and refuses a broken one before', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'store-'))
  await using _cleanUp = { [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) }
  const file = join(folder, 'deep', 'state.jsonl')
  const open = () => {
    const store = openStore(file)
    return { store, table: store.table('rows', z.object({ n: z.number() })) }
  }
  const first = open()
  first.table.put('a', { n: 1 })
  first.table.put('b', { n: 2 })
  first.table.put('a', { n: 3 })
  first.store.close()
  await appendFile(file, '{"table":"rows","key":"c","ro')
  const second = open()
  assert.deepEqual(second.table.rows(), [{ n: 3 }, { n: 2 }])
  second.table.put('c', { n: 4 })
  second.store.close()
  const third = open()
  assert.deepEqual(third.table.get('c'), { n: 4 })
  third.store.close()
  await writeFile(file, 'nonsense\n{}\n')
  assert.throws(open, /state\.jsonl:1 is not a line/)
})
