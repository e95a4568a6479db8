import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, test } from 'node:test'
import { z } from 'zod'
import { startOfSum, summed, toldSum } from './crc32c.ts'
import { startStorageServer } from './storage-server.ts'

const server = await startStorageServer({ buckets: ['box'] })
after(() => server[Symbol.asyncDispose]())

type Asked = { method?: string; headers?: Record<string, string>; body?: string | Uint8Array<ArrayBuffer> }
const ask = (path: string, asked: Asked = {}) => fetch(new URL(path, server.url), { redirect: 'manual', ...asked })
const put = (name: string, body: string, query = '') =>
  ask(`/upload/storage/v1/b/box/o?uploadType=media&name=${name}${query}`, { method: 'POST', body })
const answer = z.object({
  ...{ size: z.string(), crc32c: z.string(), md5Hash: z.string(), generation: z.string(), metageneration: z.string() },
  ...{ metadata: z.record(z.string(), z.string()), items: z.array(z.unknown()), nextPageToken: z.string() },
  error: z.object({ code: z.int() }),
})
/** What an answer says, whichever kind it is of. */
const read = async (response: Response) => answer.partial().parse(await response.json())
const told = async (name: string) => read(await ask(`/storage/v1/b/box/o/${name}`))

/** Opens an upload in pieces and answers what sends them. */
async function session(name: string, metadata: object = {}) {
  const begun = await ask(`/upload/storage/v1/b/box/o?uploadType=resumable&name=${name}&ifGenerationMatch=0`, {
    ...{ method: 'POST', body: JSON.stringify(metadata) },
  })
  const url = begun.headers.get('location') ?? ''
  return (range: string, body?: Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
    ask(url, { method: 'PUT', headers: { 'content-range': range, ...headers }, ...(body && { body }) })
}

test('an object is created once, and says what it is', async () => {
  assert.equal((await put('once', 'first', '&ifGenerationMatch=0')).status, 200)
  assert.equal((await put('once', 'second', '&ifGenerationMatch=0')).status, 412)
  const { size, crc32c, md5Hash, generation } = await told('once')
  const md5 = createHash('md5').update('first').digest('base64')
  assert.deepEqual([size, crc32c, md5Hash], ['5', toldSum(summed(startOfSum, Buffer.from('first'))), md5])
  assert.equal((await put('once', 'third', `&ifGenerationMatch=${generation}`)).status, 200)
  assert.notEqual((await told('once')).generation, generation)
})

test('the sum is CRC-32C', () => {
  assert.equal(toldSum(summed(startOfSum, Buffer.from('123456789'))), Buffer.from('e3069283', 'hex').toString('base64'))
})

test('what does not sum up is not stored', async () => {
  const send = await session('sums', { md5Hash: 'AAAA' })
  const refused = await send('bytes 0-2/3', new Uint8Array(3))
  assert.equal(refused.status, 400)
  assert.equal((await told('sums')).error?.code, 404)
  const again = await session('sums')
  assert.equal((await again('bytes 0-2/3', new Uint8Array(3), { 'x-goog-hash': 'md5=AAAA' })).status, 400)
})

test('an upload in pieces is an object with its last piece, and tells how much has come', async () => {
  const [unit, rest] = [new Uint8Array(256 * 1024).fill(1), new Uint8Array(10).fill(2)]
  const send = await session('pieces')
  assert.equal((await send('bytes */*')).headers.get('range'), null)
  const first = await send(`bytes 0-${unit.length - 1}/*`, unit)
  assert.deepEqual([first.status, first.headers.get('range')], [308, `bytes=0-${unit.length - 1}`])
  assert.equal((await send('bytes 262144-262153/*', rest)).status, 400, 'only the last may be of any size')
  const repeated = await send(`bytes 0-${unit.length - 1}/*`, unit)
  assert.deepEqual([repeated.status, repeated.headers.get('range')], [308, `bytes=0-${unit.length - 1}`])
  assert.equal((await told('pieces')).error?.code, 404)
  assert.equal((await send('bytes 262144-262153/262154', rest)).status, 200)
  assert.equal((await send('bytes */262154')).status, 200, 'whoever did not hear it may ask again')
  assert.equal((await told('pieces')).size, '262154')
})

test('of two uploads of one name that are under way the second to finish is refused', async () => {
  const [one, other] = [await session('rivals'), await session('rivals')]
  assert.equal((await one('bytes 0-0/1', new Uint8Array(1))).status, 200)
  assert.equal((await other('bytes 0-0/1', new Uint8Array(1))).status, 412)
})

test('a part is read as it was asked for', async () => {
  await put('part', '0123456789')
  const part = async (range: string) => {
    const response = await ask('/storage/v1/b/box/o/part?alt=media', { headers: { range } })
    return [response.status, response.headers.get('content-range'), await response.text()]
  }
  assert.deepEqual(await part('bytes=2-4'), [206, 'bytes 2-4/10', '234'])
  assert.deepEqual(await part('bytes=8-'), [206, 'bytes 8-9/10', '89'])
  assert.deepEqual(await part('bytes=-3'), [206, 'bytes 7-9/10', '789'])
  assert.equal((await part('bytes=10-'))[0], 416)
})

test('what is held is neither removed nor written over', async () => {
  await put('held', 'x')
  const patch = (body: object) => ask('/storage/v1/b/box/o/held', { method: 'PATCH', body: JSON.stringify(body) })
  await patch({ temporaryHold: true, metadata: { a: '1', b: '2' } })
  assert.equal((await ask('/storage/v1/b/box/o/held', { method: 'DELETE' })).status, 403)
  assert.equal((await put('held', 'y')).status, 403)
  const after = await read(await patch({ temporaryHold: false, metadata: { a: null } }))
  assert.deepEqual([after.metadata, after.metageneration], [{ b: '2' }, '3'])
  assert.equal((await ask('/storage/v1/b/box/o/held', { method: 'DELETE' })).status, 204)
  assert.equal((await ask('/storage/v1/b/box/o/held', { method: 'DELETE' })).status, 404)
})

test('a signed link leads to the object until its time is over', async () => {
  await put('link', 'audio')
  const stamp = (date: Date) => date.toISOString().replace(/[-:]|\.\d+/g, '')
  const link = (signedAt: Date) => ask(`/box/link?X-Goog-Date=${stamp(signedAt)}&X-Goog-Expires=60&X-Goog-Signature=x`)
  assert.equal(await (await link(new Date())).text(), 'audio')
  assert.equal((await link(new Date(Date.now() - 61_000))).status, 400)
  assert.equal((await ask('/box/link')).status, 400)
})

test('objects are listed by prefix, page by page', async () => {
  for (const name of ['list/a', 'list/b', 'list/c']) await put(encodeURIComponent(name), 'x')
  const page = async (more: string) => read(await ask(`/storage/v1/b/box/o?prefix=list/&maxResults=2${more}`))
  const first = await page('')
  assert.deepEqual([first.items?.length, first.nextPageToken], [2, 'list/c'])
  const second = await page(`&pageToken=${first.nextPageToken}`)
  assert.deepEqual([second.items?.length, second.nextPageToken], [1, undefined])
})
