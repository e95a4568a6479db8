import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Assets } from './assets.ts'
import { isSame, type Session, type Sessions, sessionHours } from './auth/sessions.ts'
import type { SignIn } from './auth/sign-in.ts'
import { callbackRoutes } from './callbacks/routes.ts'
import type { Desk } from './desk.ts'
import { signInPage } from './page/sign-in-page.ts'

export interface HttpParts {
  readonly desk: Desk
  readonly sessions: Sessions
  readonly signIn: (name: string, password: string, address: string) => Promise<SignIn>
  readonly assets: Assets
  /** Staff reach us by https: the cookie is for nothing else. */
  readonly isSecure: boolean
}

const bodyLimit = 16 * 1024
const requestTimeoutMs = 15_000
const http = { headersTimeout: 10_000, connectionsCheckingInterval: 2_000 }

/** No page of ours loads anything from elsewhere, runs anything inline, or stands in anybody's frame. */
const headers = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  // Names and numbers of callers stay in no cache.
  'cache-control': 'no-store',
} as const

/** Pages and API for staff. What is not the sign-in page, its looks or a probe asks who is there before it does anything (I9). */
export function dashboardHttp(parts: HttpParts): FastifyInstance {
  const app = fastify({ logger: false, bodyLimit, requestTimeout: requestTimeoutMs, forceCloseConnections: true, http })
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) => {
    done(null, Object.fromEntries(new URLSearchParams(String(body))))
  })
  app.addHook('onRequest', async (request, reply) => {
    void reply.headers(headers)
    if (parts.isSecure) void reply.header('strict-transport-security', 'max-age=31536000')
    if (request.method === 'GET' || request.method === 'HEAD' || comesFromOurPage(request)) return
    await reply.code(403).type('text/plain').send('this must be asked from a page of the dashboard')
  })
  app.setErrorHandler((error, request, reply) => {
    const status = statusOf(error)
    if (status >= 500) parts.desk.log.error('a page could not be made', { route: request.routeOptions.url, error })
    return reply
      .code(status)
      .type('text/plain')
      .send(status >= 500 ? 'something went wrong here' : 'not understood')
  })
  app.get('/healthz', (_request, reply) => reply.send('ok'))
  app.get<{ Params: { name: string } }>('/assets/:name', (request, reply) => {
    const asset = parts.assets.get(request.params.name)
    if (asset === undefined) return reply.code(404).send('not found')
    return reply.type(asset.type).header('cache-control', 'no-cache').send(asset.body)
  })
  signInRoutes(app, parts)
  void app.register(async (inside) => signedIn(inside, parts))
  return app
}

const faultSchema = z.object({ statusCode: z.int().min(400).max(599) })
const statusOf = (error: unknown): number => faultSchema.safeParse(error).data?.statusCode ?? 500

/** Browsers say where a request comes from; what says nothing is no browser, and carries no cookie by accident. */
function comesFromOurPage({ headers }: FastifyRequest): boolean {
  const site = headers['sec-fetch-site']
  if (site !== undefined) return site === 'same-origin'
  const { origin, host } = headers
  return origin === undefined || (URL.canParse(origin) && new URL(origin).host === host)
}

const credentials = z.object({ name: z.string().max(100), password: z.string().max(1_000) })
const formTokenSchema = z.object({ formToken: z.string() })

function signInRoutes(app: FastifyInstance, { desk, sessions, signIn, isSecure }: HttpParts): void {
  const page = (reply: FastifyReply, status: number, refused?: 'wrong' | 'too-many') =>
    reply.code(status).type('text/html; charset=utf-8').send(signInPage(refused))
  app.get('/sign-in', (_request, reply) => page(reply, 200))
  app.post('/sign-in', async (request, reply) => {
    const given = credentials.safeParse(request.body)
    if (!given.success) return page(reply, 400, 'wrong')
    const { name, password } = given.data
    const answer = await signIn(name.trim(), password, request.ip)
    if ('refused' in answer) {
      desk.log.warn('a sign-in was refused', { why: answer.refused })
      return page(reply, answer.refused === 'wrong' ? 401 : 429, answer.refused)
    }
    const token = sessions.issue(answer.person)
    return reply.header('set-cookie', cookie(token, sessionHours * 3_600, isSecure)).redirect('/callbacks', 303)
  })
  app.post('/sign-out', (_request, reply) =>
    reply.header('set-cookie', cookie('', 0, isSecure)).redirect('/sign-in', 303),
  )
}

/** The prefix holds the cookie to this very host; browsers grant it to https alone. */
const cookieName = (isSecure: boolean): string => (isSecure ? '__Host-frontdesk' : 'frontdesk')
const cookie = (token: string, maxAgeSeconds: number, isSecure: boolean): string =>
  `${cookieName(isSecure)}=${token}; Path=/; Max-Age=${maxAgeSeconds}; HttpOnly; SameSite=Strict${isSecure ? '; Secure' : ''}`

declare module 'fastify' {
  interface FastifyRequest {
    session: Session | undefined
  }
}

function signedIn(inside: FastifyInstance, { desk, sessions, isSecure }: HttpParts): void {
  inside.decorateRequest('session', undefined)
  inside.addHook('onRequest', async (request, reply) => {
    request.session = sessionOf(request, sessions, cookieName(isSecure))
    if (request.session !== undefined) return
    if (request.url.startsWith('/api/')) return reply.code(401).send({ fault: 'sign in first' })
    return reply.redirect('/sign-in', 303)
  })
  inside.addHook('preHandler', async (request, reply) => {
    if (request.method === 'GET' || request.method === 'HEAD') return
    const given = request.headers['x-form-token'] ?? formTokenSchema.safeParse(request.body).data?.formToken
    if (typeof given === 'string' && isSame(given, request.session?.formToken ?? '')) return
    await reply.code(403).type('text/plain').send('the form is not of your session: load the page again')
  })
  inside.get('/', (_request, reply) => reply.redirect('/callbacks', 303))
  callbackRoutes(inside, desk)
}

function sessionOf({ headers }: FastifyRequest, sessions: Sessions, name: string): Session | undefined {
  for (const pair of (headers.cookie ?? '').split(';')) {
    const [key, value] = pair.trim().split('=', 2)
    if (key === name && value !== undefined) return sessions.read(value)
  }
  return undefined
}
