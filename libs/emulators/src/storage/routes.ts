import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as after } from 'node:timers/promises'
import { z } from 'zod'
import { type Buckets, preconditionsSchema, resourceOf, type StoredObject } from './buckets.ts'
import { send } from './downloads.ts'
import { bodyOf, Incoming, metadataIn, partsOf, type Upload } from './incoming.ts'
import { Refusal } from './refusal.ts'
import type { Sessions } from './sessions.ts'
import type { Trouble } from './trouble.ts'

export interface Parts {
  readonly buckets: Buckets
  readonly sessions: Sessions
  readonly trouble: Trouble
  readonly folder: string
}

interface Asked {
  readonly parts: Parts
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly url: URL
  /** What the path says, decoded. */
  readonly names: readonly string[]
}

type Route = readonly [method: string, path: RegExp, answer: (asked: Asked) => Promise<void>]

/** `STORAGE_EMULATOR_HOST` takes the place of the base with its `/storage/v1`, so both are heard. */
const api = '^(?:/download)?(?:/storage/v1)?'
const routes: readonly Route[] = [
  ['POST', new RegExp(`${api}/b/?$`), createBucket],
  [
    'GET',
    new RegExp(`${api}/b/([^/]+)/?$`),
    async ({ parts, response, names: [bucket = ''] }) => {
      parts.buckets.bucket(bucket)
      tell(response, { kind: 'storage#bucket', name: bucket })
    },
  ],
  ['GET', new RegExp(`${api}/b/([^/]+)/o/?$`), list],
  ['GET', new RegExp(`${api}/b/([^/]+)/o/([^/]+)$`), read],
  ['PATCH', new RegExp(`${api}/b/([^/]+)/o/([^/]+)$`), patch],
  ['DELETE', new RegExp(`${api}/b/([^/]+)/o/([^/]+)$`), remove],
  ['POST', /^\/upload\/storage\/v1\/b\/([^/]+)\/o\/?$/, upload],
  ['PUT', /^\/upload\/storage\/v1\/b\/([^/]+)\/o\/?$/, goOn],
  ['DELETE', /^\/upload\/storage\/v1\/b\/([^/]+)\/o\/?$/, cancel],
  ['GET', /^\/([^/]+)\/(.+)$/, readByLink],
]

export async function answer(parts: Parts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://localhost')
  try {
    const lateMs = parts.trouble.lateMs()
    if (lateMs > 0) await after(lateMs)
    parts.trouble.check()
    for (const [method, path, answer] of routes) {
      const found = method === request.method ? path.exec(url.pathname) : null
      if (found) return await answer({ parts, request, response, url, names: found.slice(1).map(decodeURIComponent) })
    }
    throw new Refusal(501, 'notImplemented', `${request.method} ${url.pathname} is not spoken here`)
  } catch (thrown) {
    refuse(response, thrown)
  } finally {
    // What of the request nobody read would keep its connection.
    request.resume()
  }
}

function refuse(response: ServerResponse, thrown: unknown): void {
  if (response.headersSent) return void response.destroy()
  const refusal =
    thrown instanceof Refusal
      ? thrown
      : thrown instanceof z.ZodError
        ? new Refusal(400, 'invalid', z.prettifyError(thrown))
        : new Refusal(500, 'internalError', String(thrown))
  tell(response, refusal.body, refusal.status)
}

function tell(response: ServerResponse, body: object, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(body))
}

const onlyIf = (url: URL) => preconditionsSchema.parse(Object.fromEntries(url.searchParams))

async function createBucket({ parts, request, response }: Asked): Promise<void> {
  const { name } = z.object({ name: z.string() }).parse(JSON.parse((await bodyOf(request)).toString()))
  parts.buckets.create(name)
  tell(response, { kind: 'storage#bucket', name })
}

async function list({ parts, response, url, names: [bucket = ''] }: Asked): Promise<void> {
  const [prefix, from, most] = ['prefix', 'pageToken', 'maxResults'].map((name) => url.searchParams.get(name) ?? '')
  const all = [...parts.buckets.bucket(bucket).values()].filter(
    ({ name }) => name.startsWith(prefix ?? '') && name >= (from ?? ''),
  )
  const inOrder = all.sort((a, b) => (a.name < b.name ? -1 : 1))
  const page = inOrder.slice(0, Number(most) || 1_000)
  const nextPageToken = inOrder[page.length]?.name
  tell(response, { kind: 'storage#objects', items: page.map(resourceOf), ...(nextPageToken && { nextPageToken }) })
}

async function read({ parts, request, response, url, names: [bucket = '', name = ''] }: Asked): Promise<void> {
  const found = parts.buckets.object(bucket, name)
  parts.buckets.check(bucket, name, onlyIf(url))
  if (url.searchParams.get('alt') !== 'media') return tell(response, resourceOf(found))
  await send(found, request.headers.range, parts.trouble.isCorrupted(), response)
}

/** By a signed link: its end is kept to, its signature is not looked at. */
async function readByLink({ parts, request, response, url, names: [bucket = '', name = ''] }: Asked): Promise<void> {
  const [signedAt, seconds] = ['X-Goog-Date', 'X-Goog-Expires'].map((key) => url.searchParams.get(key) ?? '')
  const [, day = '', time = ''] = /^(\d{8})T(\d{6})Z$/.exec(signedAt ?? '') ?? []
  const begin = `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}T${time.slice(0, 2)}:${time.slice(2, 4)}:${time.slice(4)}Z`
  const leftMs = Date.parse(begin) + Number(seconds) * 1_000 - Date.now()
  if (!(leftMs > 0)) throw new Refusal(400, 'ExpiredToken', 'no signed link, or its time is over')
  await send(parts.buckets.object(bucket, name), request.headers.range, parts.trouble.isCorrupted(), response)
}

async function patch({ parts, request, response, url, names: [bucket = '', name = ''] }: Asked): Promise<void> {
  const change = metadataIn((await bodyOf(request)).toString())
  const after = parts.buckets.patch(bucket, name, change, onlyIf(url))
  parts.trouble.checkAnswer()
  tell(response, resourceOf(after))
}

async function remove({ parts, response, url, names: [bucket = '', name = ''] }: Asked): Promise<void> {
  await parts.buckets.remove(bucket, name, onlyIf(url))
  parts.trouble.checkAnswer()
  response.writeHead(204)
  response.end()
}

async function upload(asked: Asked): Promise<void> {
  const { request, url, names } = asked
  const [bucket = ''] = names
  const kind = url.searchParams.get('uploadType')
  const of = { bucket, only: onlyIf(url) }
  const body = await bodyOf(request)
  const { 'content-type': contentType = '', 'x-upload-content-type': announced } = request.headers
  if (kind === 'resumable') {
    const metadata = metadataIn(body.toString())
    const typed = announced === undefined ? metadata : { contentType: String(announced), ...metadata }
    return begin(asked, { ...of, metadata: typed, name: nameIn(url, metadata.name) })
  }
  const parts = kind === 'multipart' ? partsOf(contentType, body) : { metadata: {}, contentType, bytes: body }
  const metadata =
    parts.contentType === undefined ? parts.metadata : { contentType: parts.contentType, ...parts.metadata }
  await store(asked, { ...of, metadata, name: nameIn(url, metadata.name) }, parts.bytes)
}

function nameIn(url: URL, told: string | undefined): string {
  const name = url.searchParams.get('name') ?? told
  if (name === undefined || name === '') throw new Refusal(400, 'required', 'an upload names its object')
  return name
}

async function store(
  { parts, response }: Asked,
  { bucket, name, metadata, only }: Upload,
  bytes: Buffer,
): Promise<void> {
  const incoming = new Incoming(parts.folder)
  await incoming.add(bytes)
  const stored = await keep(incoming, async () =>
    parts.buckets.put(bucket, name, await incoming.content(), metadata, only),
  )
  parts.trouble.checkAnswer()
  tell(response, resourceOf(stored))
}

async function keep(incoming: Incoming, put: () => Promise<StoredObject>): Promise<StoredObject> {
  return put().catch(async (error: unknown) => {
    await incoming.drop()
    throw error
  })
}

async function begin({ parts, request, response, url }: Asked, upload: Upload): Promise<void> {
  const id = parts.sessions.begin(upload)
  parts.trouble.checkAnswer()
  const session = new URL(`${url.pathname}?uploadType=resumable&upload_id=${id}`, `http://${request.headers.host}`)
  response.writeHead(200, { location: session.href })
  response.end()
}

const sessionIn = (url: URL): string => url.searchParams.get('upload_id') ?? ''

async function goOn({ parts, request, response, url }: Asked): Promise<void> {
  const so = await parts.sessions.take(sessionIn(url), request)
  parts.trouble.checkAnswer()
  if ('bucket' in so) return tell(response, resourceOf(so))
  response.writeHead(308, so.bytes === 0 ? {} : { range: `bytes=0-${so.bytes - 1}` })
  response.end()
}

async function cancel({ parts, response, url }: Asked): Promise<void> {
  await parts.sessions.cancel(sessionIn(url))
  response.writeHead(499)
  response.end()
}
