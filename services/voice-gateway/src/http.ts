import { oneAtATime } from '@frontdesk/process/one-at-a-time'
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { SignatureCheck, WebhookParameters } from './carrier/twilio/signature.ts'
import { sayAndHangUpTwiml } from './carrier/twilio/twiml.ts'
import { afterStream, callStatusChange, dialEnded, incomingCall, recordingChange } from './carrier/twilio/webhooks.ts'
import type { Desk } from './desk.ts'
import type { Metrics } from './metrics.ts'
import type { MetricsGuard } from './metrics-guard.ts'
import { onAfterStream } from './webhooks/after-stream.ts'
import { onHandOff } from './webhooks/hand-off.ts'
import { onIncoming } from './webhooks/incoming.ts'
import { onRecording } from './webhooks/recording.ts'
import { onStatus } from './webhooks/status.ts'
import { outOfOrder } from './webhooks/texts.ts'

/** Twilio's webhooks hold a few kilobytes; the carrier gives up after 15 s. */
const bodyLimit = 64 * 1024
const requestTimeoutMs = 15_000
/** Whoever opens a connection and says nothing, or a header now and then, is looked for this often and let go. */
const http = { headersTimeout: 10_000, connectionsCheckingInterval: 2_000 }

export interface HttpParts {
  readonly desk: Desk
  readonly signatures: SignatureCheck
  readonly metrics: Metrics
  readonly mayReadMetrics: MetricsGuard
  readonly isReady: () => boolean
}

/** The gateway's pages and webhooks. A webhook is let in by its signature, before anything is looked up or begun (I9). */
export function gatewayHttp(parts: HttpParts): FastifyInstance {
  const { metrics, mayReadMetrics, isReady } = parts
  const app = fastify({ logger: false, bodyLimit, requestTimeout: requestTimeoutMs, forceCloseConnections: true, http })
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) => {
    done(null, formParameters(String(body)))
  })
  // A connection that is kept would bring the next question here too, from where calls are only handed on.
  app.addHook('onSend', async (_request, reply) => {
    if (parts.desk.draining.aborted) void reply.header('connection', 'close')
  })
  app.get('/healthz', (_request, reply) => reply.send('ok'))
  app.get('/readyz', (_request, reply) =>
    isReady() ? reply.send('ready') : reply.code(503).send('starting or draining'),
  )
  app.get('/metrics', async (request, reply) => {
    if (!mayReadMetrics(request.headers.authorization)) return reply.code(404).send('not found')
    return reply.type(metrics.contentType).send(await metrics.text())
  })
  void app.register(async (voice) => voiceRoutes(voice, parts))
  return app
}

/** A name that came more than once holds a list, as its signature is made of. */
function formParameters(body: string): WebhookParameters {
  const parameters: Record<string, string | string[]> = {}
  const form = new URLSearchParams(body)
  for (const name of new Set(form.keys())) {
    const values = form.getAll(name)
    // Not assigned: a parameter may be called `__proto__`.
    const value = values.length > 1 ? values : (values[0] ?? '')
    Object.defineProperty(parameters, name, { value, enumerable: true })
  }
  return parameters
}

const bodySchema = z.record(z.string(), z.union([z.string(), z.array(z.string())])).default({})

function voiceRoutes(voice: FastifyInstance, { desk, signatures }: HttpParts): void {
  voice.addHook('preHandler', async (request, reply) => {
    const signature = request.headers['x-twilio-signature']
    const parameters = bodySchema.safeParse(request.body ?? {})
    const signed =
      parameters.success && typeof signature === 'string' && signatures.webhook(signature, request.url, parameters.data)
    if (signed) return
    desk.count('signature-refused')
    desk.log.warn('a webhook without a valid signature was refused', { route: request.routeOptions.url })
    await reply.code(403).send('the signature is missing or wrong')
  })

  voice.post('/voice/incoming', async (request, reply) => {
    if (desk.draining.aborted) {
      desk.count('draining-refused')
      return reply.code(503).send('draining')
    }
    return answer(desk, request, reply, incomingCall, (webhook) => onIncoming(desk, webhook))
  })
  const afterStreamInTurn = oneAtATime((_callSid: string, webhook: z.infer<typeof afterStream>) =>
    onAfterStream(desk, webhook),
  )
  voice.post('/voice/after-stream', (request, reply) =>
    answer(desk, request, reply, afterStream, (webhook) => afterStreamInTurn(webhook.CallSid, webhook)),
  )
  voice.post('/voice/handoff/:callId/:attempt', (request, reply) => {
    const address = handOffAddress.safeParse({ ...asObject(request.query), ...asObject(request.params) })
    if (!address.success) return refuse(desk, request, reply, address.error)
    return answer(desk, request, reply, dialEnded, (webhook) => onHandOff(desk, address.data, webhook))
  })
  voice.post('/voice/status', (request, reply) =>
    answer(desk, request, reply, callStatusChange, (webhook) => onStatus(desk, webhook).then(nothing)),
  )
  voice.post('/voice/recording', (request, reply) =>
    answer(desk, request, reply, recordingChange, (webhook) => onRecording(desk, webhook).then(nothing)),
  )
}

const nothing = () => undefined
const asObject = (value: unknown): object => (typeof value === 'object' && value !== null ? value : {})
const handOffAddress = z.object({
  callId: z.string().regex(/^call-[0-9a-f]{20}$/),
  attempt: z
    .string()
    .regex(/^[1-9]\d?$/)
    .transform(Number),
  language: z.enum(['de', 'en']).default('en'),
})

/** Parses the webhook and replies with what `work` says: TwiML, or nothing. Past the signature, a fault is ours or a surprise. */
async function answer<S extends z.ZodType>(
  desk: Desk,
  request: FastifyRequest,
  reply: FastifyReply,
  schema: S,
  work: (webhook: z.infer<S>) => Promise<string | undefined>,
): Promise<FastifyReply> {
  const parsed = schema.safeParse(request.body ?? {})
  if (!parsed.success) return refuse(desk, request, reply, parsed.error)
  try {
    const twiml = await work(parsed.data)
    return twiml === undefined ? reply.code(204).send() : reply.type('text/xml').send(twiml)
  } catch (error) {
    desk.log.error('a webhook could not be answered', { route: request.routeOptions.url, error })
    // A caller on the line is told; the carrier's own "application error" would be said in English only.
    return reply.type('text/xml').send(sayAndHangUpTwiml(...outOfOrder))
  }
}

/** Signed, but not what the wire says: told by field, never by content (I4). */
function refuse(desk: Desk, request: FastifyRequest, reply: FastifyReply, error: z.ZodError): FastifyReply {
  desk.count('bad-webhook')
  const fields = error.issues.map((issue) => issue.path.join('.'))
  desk.log.warn('a webhook is not what the carrier documents', { route: request.routeOptions.url, fields })
  return reply.code(400).send(`not understood: ${fields.join(', ')}`)
}
