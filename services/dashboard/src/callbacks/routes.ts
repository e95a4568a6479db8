import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Session } from '../auth/sessions.ts'
import type { Desk } from '../desk.ts'
import { callbacksList, callbacksPage, wordsFor } from '../page/callbacks-page.ts'
import { act, actions } from './actions.ts'
import { type QueueFor, queueOn } from './queue.ts'

const address = z.object({ callbackId: z.string().max(100), action: z.enum(actions) })
const form = z.object({ from: z.string().max(100).default('') }).catch({ from: '' })

/** The callbacks, as a page, as the part of it that is fetched again, and as JSON; and what may be done about one. */
export function callbackRoutes(inside: FastifyInstance, desk: Desk): void {
  const queueFor = queueOn(desk)
  const pageFor = (session: Session) => pageOf(desk, queueFor, session)
  inside.get('/callbacks', async (request, reply) => {
    return reply.type('text/html; charset=utf-8').send(callbacksPage(await pageFor(sessionOf(request))))
  })
  inside.get('/callbacks/list', async (request, reply) => {
    return reply.type('text/html; charset=utf-8').send(callbacksList(await pageFor(sessionOf(request))).text)
  })
  inside.get('/api/callbacks', async (request, reply) => reply.send(await queueFor(sessionOf(request).person)))
  inside.post('/api/callbacks/:callbackId/:action', async (request, reply) => {
    const asked = address.safeParse(request.params)
    if (!asked.success) return reply.code(404).send({ ok: false, message: 'There is no such thing to do.' })
    const session = sessionOf(request)
    const { action } = asked.data
    const acted = await act(desk, session.person, { ...asked.data, ...form.parse(request.body ?? {}) })
    const message = wordsFor(action, acted)
    const status = acted.ok ? 200 : acted.why === 'unknown' ? 404 : 409
    if (request.headers.accept?.includes('application/json')) return reply.code(status).send({ ok: acted.ok, message })
    const page = callbacksPage({ ...(await pageFor(session)), notice: message })
    return reply.code(status).type('text/html; charset=utf-8').send(page)
  })
}

async function pageOf(desk: Desk, queueFor: QueueFor, { person, formToken }: Session) {
  const queue = await queueFor(person)
  const canRing = person.number !== null
  return { queue, canRing, session: { name: person.name, formToken }, now: desk.clock.now() }
}

/** Whoever comes here has one: the hook in front saw to it. */
function sessionOf({ session }: FastifyRequest): Session {
  if (session === undefined) throw new TypeError('a page is asked for without a session')
  return session
}
