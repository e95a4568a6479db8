import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { type KnownLine, lexiconOf, scenarios } from '../scenarios/scenarios.ts'
import type { Speech } from '../speech/speech.ts'
import { addressOf, admit, authorize, type Refusal } from './admission.ts'
import { ApiError } from './api-error.ts'
import { SessionLog } from './asked.ts'
import type { Dictated } from './dictated.ts'
import { createHearing, type Hearing } from './hearing.ts'
import { newId } from './ids.ts'
import { pause } from './pause.ts'
import { RealtimeSession } from './realtime-session.ts'
import type { Pace } from './stage.ts'
import { type FileAsked, transcribeFile } from './transcription-api.ts'
import { Troubles } from './trouble.ts'

export type { AskedEvent, SessionAsked } from './asked.ts'
export type { Dictated } from './dictated.ts'
export type { ToolCall } from './receptionist/acts.ts'
export type { Pace } from './stage.ts'
export type { FileAsked } from './transcription-api.ts'
export type { ArmedTrouble, Trouble } from './trouble.ts'

export interface VoiceModelOptions {
  readonly speech: Speech
  /** Default: any free one. */
  readonly port?: number
  /** The only key that is let in. Without it any key is, but none is not. */
  readonly apiKey?: string
  /** What callers may say. Default: the lines of all scenarios, and more. */
  readonly callerLines?: readonly KnownLine[]
  /** What else is heard on recordings, e.g. the notice that is spoken before the model. */
  readonly otherLines?: readonly KnownLine[]
  /** Keeps what the model said, so that recordings can be transcribed after a restart. */
  readonly stateFile?: string
  /** Default: four times faster than it plays, in chunks of 160 ms, after 250 ms; transcripts after 350 ms. */
  readonly pace?: Partial<Pace>
  /** Default: the hour that a session may last. */
  readonly maxSessionMs?: number
  readonly now?: () => number
}

/** The simulated model: OpenAI's Realtime API and its transcription API. Disposing it cuts every connection. */
export interface VoiceModel extends AsyncDisposable {
  /** The client's base URL, ending in `/v1`; the socket is the same with `ws:` and `/realtime`. */
  readonly url: string
  readonly port: number
  /** Every session that was ever open, oldest first. */
  readonly asked: readonly SessionLog[]
  /** The nth session, from 0, once it is open. Rejects after `withinMs` (5 s). */
  untilSession(index: number, withinMs?: number): Promise<SessionLog>
  readonly files: readonly FileAsked[]
  readonly trouble: Troubles
  /** Takes this as the caller's next turn, and obeys. @throws when the session is not open */
  dictate(sessionId: string, dictated: Dictated): void
  /** What a caller said in mu-law audio, by the model's own ear; undefined when no words can be made out. */
  understand(mulaw: Uint8Array): Promise<string | undefined>
}

const defaultPace: Pace = { audioSpeed: 4, chunkMs: 160, thinkMs: 250, transcriptMs: 350 }
const HOUR_MS = 3_600_000
const MOST_SESSIONS_KEPT = 500
const MOST_FILES_KEPT = 5_000

interface House {
  readonly options: VoiceModelOptions
  readonly now: () => number
  readonly hearing: Hearing
  readonly trouble: Troubles
  readonly sockets: WebSocketServer
  readonly sessions: SessionLog[]
  /** Those that are open, by id. */
  readonly open: Map<string, RealtimeSession>
  readonly files: FileAsked[]
  readonly closing: AbortController
  readonly opened: EventTarget
}

export async function startVoiceModel(options: VoiceModelOptions): Promise<VoiceModel> {
  const house = buildHouse(options)
  const server = createServer((request, response) => void answerHttp(house, request, response))
  server.on('upgrade', (request, socket, head) => void openSocket(house, request, socket, head))
  await listen(server, options.port ?? 0)
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/v1`,
    port,
    asked: house.sessions,
    untilSession: (index, withinMs = 5_000) => untilSession(house, index, withinMs),
    files: house.files,
    trouble: house.trouble,
    dictate(sessionId, dictated) {
      const session = house.open.get(sessionId)
      if (session === undefined) throw new Error(`the session ${sessionId} is not open, so nobody can speak in it`)
      session.dictate(dictated)
    },
    understand: async (mulaw) => (await house.hearing.understand(mulaw)) ?? undefined,
    [Symbol.asyncDispose]: () => close(house, server),
  }
}

function buildHouse(options: VoiceModelOptions): House {
  const now = options.now ?? Date.now
  return {
    options,
    now,
    hearing: createHearing({
      speech: options.speech,
      callerLines: options.callerLines ?? lexiconOf(scenarios),
      otherLines: options.otherLines ?? [],
      stateFile: options.stateFile,
    }),
    trouble: new Troubles(now),
    sockets: new WebSocketServer({ noServer: true, perMessageDeflate: false }),
    sessions: [],
    open: new Map(),
    files: [],
    closing: new AbortController(),
    opened: new EventTarget(),
  }
}

function listen(server: Server, port: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  server.once('error', reject)
  server.listen(port, '127.0.0.1', resolve)
  return promise
}

async function close({ closing, sockets, hearing }: House, server: Server): Promise<void> {
  closing.abort()
  for (const socket of sockets.clients) socket.terminate()
  const closed = new Promise((resolve) => server.close(resolve))
  server.closeAllConnections()
  await closed
  await hearing[Symbol.asyncDispose]()
}

async function openSocket(house: House, request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
  // A client that goes away while it is being let in is no fault of anybody's.
  socket.on('error', () => socket.destroy())
  const met = house.trouble.take('connect')
  if (met?.is === 'slow' && !(await pause(met.ms, house.closing.signal))) return void socket.destroy()
  if (met?.is === 'refused') return refuseUpgrade(socket, { status: met.status, error: troubleError(met) })
  const admission = admit(request, house.options.apiKey)
  if (!admission.ok) return refuseUpgrade(socket, admission)
  house.sockets.handleUpgrade(request, socket, head, (opened) => {
    if (met?.is === 'dies') opened.terminate()
    else runSession(house, opened, admission.model)
  })
}

function runSession(house: House, socket: WebSocket, model: string): void {
  const { options, hearing, trouble, now, sessions } = house
  const maxMs = options.maxSessionMs ?? HOUR_MS
  const log = new SessionLog(newId('sess'), model, now())
  sessions.push(log)
  if (sessions.length > MOST_SESSIONS_KEPT) sessions.shift()
  const pace = { ...defaultPace, ...options.pace }
  const { speech } = options
  const session = new RealtimeSession({ log, socket, speech, hearing, trouble, pace, now, expiresAtMs: now() + maxMs })
  const expiry = setTimeout(() => session.expire(Math.round(maxMs / 60_000)), maxMs)
  socket.on('message', (data, isBinary) => session.receive(isBinary ? '' : data.toString()))
  socket.on('error', () => socket.terminate())
  socket.on('close', (code) => {
    clearTimeout(expiry)
    log.closeCode = code
    house.open.delete(log.sessionId)
    session.close()
  })
  house.open.set(log.sessionId, session)
  session.start()
  house.opened.dispatchEvent(new Event('session'))
}

async function untilSession(house: House, index: number, withinMs: number): Promise<SessionLog> {
  const timeout = AbortSignal.timeout(withinMs)
  for (;;) {
    const session = house.sessions[index]
    if (session) return session
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const missed = () =>
      reject(new Error(`no session ${index} within ${withinMs} ms, ${house.sessions.length} were opened`))
    timeout.addEventListener('abort', missed, { once: true })
    house.opened.addEventListener('session', () => resolve(), { once: true })
    await promise.finally(() => timeout.removeEventListener('abort', missed))
  }
}

async function answerHttp(house: House, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname } = addressOf(request)
  const answer = (status: number, body: unknown) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  }
  const refuse = ({ status, error }: Refusal) => answer(status, { error: error.body() })
  const denied = authorize(request, house.options.apiKey)
  if (denied) return refuse(denied)
  if (request.method !== 'POST' || pathname !== '/v1/audio/transcriptions') {
    return refuse({ status: 404, error: new ApiError('not_found', `Unknown request: ${request.method} ${pathname}`) })
  }
  const met = house.trouble.take('file')
  if (met) return refuse({ status: met.status, error: troubleError(met) })
  try {
    const { status, body, asked } = await transcribeFile(request, house.hearing)
    house.files.push(asked)
    if (house.files.length > MOST_FILES_KEPT) house.files.shift()
    answer(status, body)
  } catch (error) {
    if (!response.headersSent)
      answer(500, { error: new ApiError('server_error', String(error), null, 'server_error').body() })
  }
}

function refuseUpgrade(socket: Duplex, { status, error }: Refusal): void {
  const body = JSON.stringify({ error: error.body() })
  const head = `HTTP/1.1 ${status} Refused\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close`
  socket.end(`${head}\r\n\r\n${body}`)
}

const troubleError = ({ code }: { code: string }) =>
  new ApiError(code, 'The server is overloaded or not ready yet.', null, 'server_error')
