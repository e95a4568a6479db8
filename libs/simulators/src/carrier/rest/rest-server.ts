import { setTimeout as pause } from 'node:timers/promises'
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { AskedLog } from '../../server/asked.ts'
import { type Trouble, Troubles } from '../../server/trouble.ts'
import { type Answer, type Ask, Refused, type Route } from '../../server/vendor.ts'
import { notFound, restError, unauthenticated } from './errors.ts'
import { parseForm } from './form.ts'

/**
 * The carrier's API on HTTP. It stands beside the simulators' common server because this API takes forms with repeated
 * fields and answers with audio as well.
 */
export interface RestServer<Call extends string> extends AsyncDisposable {
  readonly url: string
  readonly log: AskedLog<Call>
  readonly trouble: Troubles<Call>
}

export interface RestOptions<Call extends string> {
  readonly port: number
  readonly host: string
  readonly accountSid: string
  readonly authToken: string
  readonly routes: readonly Route<Call>[]
  /** What has not happened by then never does. */
  readonly closing: AbortSignal
}

type Ending = Answer | 'hung' | 'reset'

export async function startRestServer<Call extends string>(options: RestOptions<Call>): Promise<RestServer<Call>> {
  const log = new AskedLog<Call>('Twilio')
  const trouble = new Troubles<Call>()
  const app = fastify({ forceCloseConnections: true })
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, text, done) => done(null, parseForm(text.toString())))
  const serve = (call: Call | undefined, answer: (ask: Ask) => Answer) => {
    return (request: FastifyRequest, reply: FastifyReply) =>
      serveAsk({ options, log, trouble, call, answer, request, reply })
  }
  for (const { call, method, path, answer } of options.routes)
    app.route({ method, url: path, handler: serve(call, answer) })
  app.setNotFoundHandler(serve(undefined, notFound))
  addErrorAnswer(app)
  const url = await app.listen({ port: options.port, host: options.host })
  return {
    url,
    log,
    trouble,
    [Symbol.asyncDispose]: async () => {
      log.close()
      await app.close()
    },
  }
}

function addErrorAnswer(app: FastifyInstance): void {
  app.setErrorHandler((error, _request, reply) => send(reply, restError(500, 20500, `the simulator failed: ${error}`)))
}

async function serveAsk<Call extends string>(exchange: {
  readonly options: RestOptions<Call>
  readonly log: AskedLog<Call>
  readonly trouble: Troubles<Call>
  readonly call: Call | undefined
  readonly answer: (ask: Ask) => Answer
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}): Promise<FastifyReply> {
  const { options, log, call, request, reply } = exchange
  const ask = toAsk(request)
  const settle = log.note(ask, call, Date.now())
  const act = () => perform(options, exchange.answer, ask)
  const ending = await undergo(exchange.trouble.take(call, ask), act, options.closing)
  if (ending === 'hung' || ending === 'reset') reply.hijack()
  if (ending === 'reset') request.raw.socket.resetAndDestroy()
  if (typeof ending !== 'string') send(reply, ending)
  settle(typeof ending === 'string' ? ending : ending.status)
  return reply
}

/** Takes a request through what goes wrong on either side of its effect. */
async function undergo<Call extends string>(
  trouble: Trouble<Call> | undefined,
  act: () => Answer,
  closing: AbortSignal,
): Promise<Ending> {
  if (!trouble) return act()
  if (!(await waited(trouble.latencyMs, closing)) || trouble.hang) return 'hung'
  if (trouble.reset) return 'reset'
  if (trouble.fail) return trouble.fail
  trouble.meanwhile?.()
  const answers = trouble.repeat ? [act(), act()] : [act()]
  if (!(await waited(trouble.answerLatencyMs, closing)) || trouble.hangAfterEffect) return 'hung'
  if (trouble.resetAfterEffect) return 'reset'
  return trouble.failAfterEffect ?? answers.at(-1) ?? 'hung'
}

async function waited(ms: number | undefined, closing: AbortSignal): Promise<boolean> {
  return ms === undefined || pause(ms, true, { signal: closing }).catch(() => false)
}

function perform<Call extends string>(options: RestOptions<Call>, answer: (ask: Ask) => Answer, ask: Ask): Answer {
  if (!isAdmitted(options, ask)) return unauthenticated
  if (ask.params.account !== undefined && ask.params.account !== options.accountSid) return notFound(ask)
  try {
    return answer(ask)
  } catch (error) {
    if (error instanceof Refused) return error.answer
    throw error
  }
}

function isAdmitted<Call extends string>({ accountSid, authToken }: RestOptions<Call>, { headers }: Ask): boolean {
  const [, credentials = ''] = /^Basic\s+(\S+)$/i.exec(headers.authorization ?? '') ?? []
  return Buffer.from(credentials, 'base64').toString() === `${accountSid}:${authToken}`
}

function toAsk(request: FastifyRequest): Ask {
  const { pathname, searchParams } = new URL(request.url, 'http://carrier')
  return {
    method: request.method,
    path: pathname,
    params: Object.fromEntries(Object.entries(request.params ?? {}).map(([name, value]) => [name, String(value)])),
    query: searchParams,
    headers: request.headers,
    body: request.body,
  }
}

function send(reply: FastifyReply, { status, body, headers }: Answer): FastifyReply {
  reply.status(status).headers(headers ?? {})
  if (body === undefined) return reply.send()
  if (body instanceof Uint8Array) return reply.send(body)
  return reply.type('application/json').send(JSON.stringify(body))
}
