import { setTimeout as pause } from 'node:timers/promises'
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { type Asked, AskedLog } from './asked.ts'
import { type Trouble, Troubles } from './trouble.ts'
import { type Answer, type Ask, Refused, type Vendor } from './vendor.ts'

export interface SimulatorOptions {
  /** Default: any free one. */
  readonly port?: number
  /** Default: 127.0.0.1. */
  readonly host?: string
  /** Where the vendor's memory outlives the process; without it, it is forgotten on closing. */
  readonly stateFile?: string
  readonly now?: () => number
}

/** A local server that speaks a vendor's wire. Disposing it cuts every connection. */
export interface Simulator<Call extends string> extends AsyncDisposable {
  /** Origin without a slash at the end. */
  readonly url: string
  /** What the vendor's client takes as its base URL. */
  readonly apiUrl: string
  readonly asked: readonly Asked<Call>[]
  /** The first fitting request, past or to come, once it has been answered or dropped. Rejects after `withinMs` (5 s). */
  untilAsked(fits: (asked: Asked<Call>) => boolean, withinMs?: number): Promise<Asked<Call>>
  readonly trouble: Troubles<Call>
}

type Ending = Answer | 'hung' | 'reset'

interface Desk<Call extends string> {
  readonly vendor: Vendor<Call>
  readonly log: AskedLog<Call>
  readonly trouble: Troubles<Call>
  readonly closing: AbortController
  readonly now: () => number
}

const MAX_BODY_BYTES = 20 * 1024 * 1024
/** Google's event ids may be 1,024 characters long. */
const MAX_PARAM_LENGTH = 1_100

/** Starts a vendor's server. `apiPath` is what the vendor's client wants behind the origin. */
export async function startSimulator<Call extends string>(
  vendor: Vendor<Call>,
  options: SimulatorOptions & { readonly apiPath?: string; readonly onClose?: () => void },
): Promise<Simulator<Call>> {
  const desk: Desk<Call> = {
    vendor,
    log: new AskedLog(vendor.name),
    trouble: new Troubles(),
    closing: new AbortController(),
    now: options.now ?? Date.now,
  }
  const app = buildApp(desk)
  const url = await app.listen({ port: options.port ?? 0, host: options.host ?? '127.0.0.1' })
  return {
    url,
    apiUrl: `${url}${options.apiPath ?? ''}`,
    asked: desk.log.all,
    untilAsked: (fits, withinMs) => desk.log.until(fits, withinMs),
    trouble: desk.trouble,
    [Symbol.asyncDispose]: async () => {
      desk.closing.abort()
      desk.log.close()
      await app.close()
      options.onClose?.()
    },
  }
}

function buildApp<Call extends string>(desk: Desk<Call>): FastifyInstance {
  const app = fastify({
    bodyLimit: MAX_BODY_BYTES,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH },
  })
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'string' }, (request, text, done) => {
    const parsed = parseBody(request.headers['content-type'] ?? '', text.toString())
    if (parsed === unreadable) done(Object.assign(new Error('unreadable body'), { statusCode: 400 }))
    else done(null, parsed)
  })
  for (const { call, method, path, answer } of desk.vendor.routes) {
    app.route({ method, url: path, handler: (request, reply) => serve(desk, call, answer, request, reply) })
  }
  app.setNotFoundHandler((request, reply) => serve(desk, undefined, desk.vendor.noSuchCall, request, reply))
  app.setErrorHandler((error, _request, reply) => {
    const isParsing = error instanceof Error && 'statusCode' in error
    const answer = isParsing ? desk.vendor.unreadableBody() : { status: 500, body: { simulatorFault: String(error) } }
    return send(reply, answer)
  })
  return app
}

const unreadable = Symbol('unreadable')

function parseBody(contentType: string, text: string): unknown {
  if (text === '') return undefined
  if (contentType.startsWith('application/x-www-form-urlencoded')) return Object.fromEntries(new URLSearchParams(text))
  try {
    return JSON.parse(text)
  } catch {
    return unreadable
  }
}

async function serve<Call extends string>(
  desk: Desk<Call>,
  call: Call | undefined,
  answer: (ask: Ask) => Answer,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const ask = toAsk(request)
  const settle = desk.log.note(ask, call, desk.now())
  const trouble = desk.trouble.take(call, ask)
  const act = () => perform(desk.vendor, answer, ask)
  const ending = await undergo(trouble, act, desk.closing.signal).catch((fault: unknown) => {
    settle(500)
    throw fault
  })
  if (ending === 'hung') reply.hijack()
  else if (ending === 'reset') {
    reply.hijack()
    request.raw.socket.resetAndDestroy()
  } else send(reply, ending, trouble?.garble)
  settle(typeof ending === 'string' ? ending : ending.status)
  return reply
}

/** Takes a request through what goes wrong on either side of its effect, in the order that `Trouble` documents. */
async function undergo<Call extends string>(
  trouble: Trouble<Call> | undefined,
  perform: () => Answer,
  closing: AbortSignal,
): Promise<Ending> {
  if (!trouble) return perform()
  if (!(await waited(trouble.latencyMs, closing))) return 'hung'
  if (trouble.hang) return 'hung'
  if (trouble.reset) return 'reset'
  if (trouble.fail) return trouble.fail
  trouble.meanwhile?.()
  const first = perform()
  const answer = trouble.repeat ? perform() : first
  if (!(await waited(trouble.answerLatencyMs, closing))) return 'hung'
  if (trouble.hangAfterEffect) return 'hung'
  if (trouble.resetAfterEffect) return 'reset'
  return trouble.failAfterEffect ?? answer
}

/** False when the simulator closed meanwhile: what has not happened by then never does. */
async function waited(ms: number | undefined, closing: AbortSignal): Promise<boolean> {
  if (ms === undefined) return true
  return pause(ms, true, { signal: closing }).catch(() => false)
}

function perform<Call extends string>(vendor: Vendor<Call>, answer: (ask: Ask) => Answer, ask: Ask): Answer {
  const turnedAway = vendor.admit(ask)
  if (turnedAway) return turnedAway
  try {
    return answer(ask)
  } catch (error) {
    if (error instanceof Refused) return error.answer
    throw error
  }
}

function toAsk(request: FastifyRequest): Ask {
  const { pathname, searchParams } = new URL(request.url, 'http://simulator')
  return {
    method: request.method,
    path: pathname,
    params: Object.fromEntries(Object.entries(request.params ?? {}).map(([name, value]) => [name, String(value)])),
    query: searchParams,
    headers: request.headers,
    body: request.body,
  }
}

function send(reply: FastifyReply, answer: Answer, garble?: true): FastifyReply {
  reply.status(answer.status).headers(answer.headers ?? {})
  if (answer.body === undefined) return reply.send()
  const text = JSON.stringify(answer.body)
  return reply.type('application/json; charset=utf-8').send(garble ? text.slice(0, Math.ceil(text.length / 2)) : text)
}
