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

export async function openControl(dataDir: string, place: PlaceCall): Promise<AsyncDisposable> {
  const key = randomBytes(24).toString('base64url')
  const server = createServer((request, response) => {
    answer(request, response, key, place).catch(() => response.destroy())
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

async function answer(request: IncomingMessage, response: ServerResponse, key: string, place: PlaceCall) {
  const given = Buffer.from(request.headers.authorization ?? '')
  const wanted = Buffer.from(`Bearer ${key}`)
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) {
    response.writeHead(401).end('the key in the data folder is missing\n')
    return
  }
  const path = new URL(request.url ?? '/', 'http://localhost').pathname
  const scenario = /^\/calls\/([a-z-]{1,40})$/.exec(path)?.[1]
  if (request.method !== 'POST' || scenario === undefined) {
    response.writeHead(404).end('there is POST /calls/SCENARIO\n')
    return
  }
  response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' })
  await place(scenario, (line) => response.write(`${line}\n`))
  response.end()
}

/** @throws NotRunning when no process keeps its door open in the folder */
export async function askToCall(dataDir: string, scenario: string, show: (text: string) => void): Promise<void> {
  const door = await doorOf(dataDir)
  const headers = { authorization: `Bearer ${door.key}` }
  const response = await fetch(`${door.url}/calls/${scenario}`, { method: 'POST', headers }).catch(() => {
    throw new NotRunning(dataDir)
  })
  for await (const text of response.body?.pipeThrough(new TextDecoderStream()) ?? []) show(text)
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
