import { randomBytes, timingSafeEqual } from 'node:crypto'
import { once } from 'node:events'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { join } from 'node:path'
import { z } from 'zod'

/**
 * How `pnpm call` reaches the running process: a server on loopback whose address and key lie in `DATA_DIR`, in a file that
 * only the same user can read. It places simulated calls and streams what the terminal shows of them.
 */
const doorSchema = z.strictObject({ url: z.string(), key: z.string() })
type Door = z.infer<typeof doorSchema>

const doorFile = (dataDir: string) => join(dataDir, 'standalone.json')

export type PlaceCall = (scenario: string, show: (line: string) => void) => Promise<void>

export interface Answering {
  readonly place: PlaceCall
  /** The record of a call, for whoever asks; undefined when there is none. */
  readonly record: (callId: string) => Promise<unknown>
}

export async function openControl(dataDir: string, answering: Answering): Promise<AsyncDisposable> {
  const key = randomBytes(24).toString('base64url')
  const server = createServer((request, response) => {
    answer(request, response, key, answering).catch(() => response.destroy())
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new TypeError('the control server has no port')
  const door: Door = { url: `http://127.0.0.1:${address.port}`, key }
  await writeFile(doorFile(dataDir), JSON.stringify(door), { mode: 0o600 })
  return {
    async [Symbol.asyncDispose]() {
      await rm(doorFile(dataDir), { force: true })
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

async function answer(request: IncomingMessage, response: ServerResponse, key: string, answering: Answering) {
  const given = Buffer.from(request.headers.authorization ?? '')
  const wanted = Buffer.from(`Bearer ${key}`)
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) {
    response.writeHead(401).end('the key in the data folder is missing\n')
    return
  }
  const path = new URL(request.url ?? '/', 'http://localhost').pathname
  const callId = /^\/records\/([\w-]{1,100})$/.exec(path)?.[1]
  if (request.method === 'GET' && callId !== undefined) {
    const record = await answering.record(callId)
    response.writeHead(record === undefined ? 404 : 200).end(JSON.stringify(record))
    return
  }
  const scenario = /^\/calls\/([a-z-]{1,40})$/.exec(path)?.[1]
  if (request.method !== 'POST' || scenario === undefined) {
    response.writeHead(404).end('there is POST /calls/SCENARIO and GET /records/CALL\n')
    return
  }
  response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' })
  await answering.place(scenario, (line) => response.write(`${line}\n`))
  response.end()
}

/** @throws NotRunning when no process keeps its door open in the folder */
export async function askToCall(dataDir: string, scenario: string, show: (text: string) => void): Promise<void> {
  const response = await ask(dataDir, `/calls/${scenario}`, 'POST')
  for await (const text of response.body?.pipeThrough(new TextDecoderStream()) ?? []) show(text)
}

/** As JSON; undefined when whoever runs there has no such record. @throws NotRunning */
export async function askForRecord(dataDir: string, callId: string): Promise<unknown> {
  const response = await ask(dataDir, `/records/${encodeURIComponent(callId)}`, 'GET')
  const text = await response.text()
  return response.ok ? JSON.parse(text) : undefined
}

async function ask(dataDir: string, path: string, method: 'GET' | 'POST'): Promise<Response> {
  const { url, key } = await doorOf(dataDir)
  return fetch(url + path, { method, headers: { authorization: `Bearer ${key}` } }).catch(() => {
    throw new NotRunning(dataDir)
  })
}

async function doorOf(dataDir: string): Promise<Door> {
  try {
    return doorSchema.parse(JSON.parse(await readFile(doorFile(dataDir), 'utf8')))
  } catch {
    throw new NotRunning(dataDir)
  }
}

export class NotRunning extends Error {
  override readonly name = 'NotRunning'
  constructor(dataDir: string) {
    super(
      `nothing is running with its data in ${dataDir}: start it with \`npx pnpm start\`, and set DATA_DIR here as there`,
    )
  }
}
