import { oneAtATime } from '@frontdesk/process/one-at-a-time'
import fastify, { type FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { SignatureCheck, WebhookParameters } from './carrier/twilio/signature.ts'
import {
  afterStream,
  callStatusChange,
  consentAnswered,
  incomingCall,
  recordingChange,
  voicemailLeft,
} from './carrier/twilio/webhooks.ts'
import type { Desk } from './desk.ts'
import { holdMusic } from './hand-off/music.ts'
import type { Metrics } from './metrics.ts'
import type { MetricsGuard } from './metrics-guard.ts'
import { onAfterStream } from './webhooks/after-stream.ts'
import { answer, asObject, callIdSchema, nothing, refuse } from './webhooks/answering.ts'
import { callbackRoutes } from './webhooks/callback-routes.ts'
import { onConsent } from './webhooks/consent.ts'
import { handOffRoutes } from './webhooks/hand-off-routes.ts'
import { onIncoming } from './webhooks/incoming.ts'
import { onRecording } from './webhooks/recording.ts'
import { onStatus } from './webhooks/status.ts'
import { onVoicemail, onVoicemailRecording, type VoicemailAddress } from './webhooks/voicemail.ts'

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
  const music = holdMusic()
  // The same for everybody, and the carrier does not sign what it fetches to play.
  app.get('/voice/hold-music.wav', (_request, reply) =>
    reply.type('audio/wav').header('cache-control', 'public, max-age=86400').send(music),
  )
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
  handOffRoutes(voice, desk)
  consentRoute(voice, desk)
  voicemailRoutes(voice, desk)
  callbackRoutes(voice, desk)
  voice.post('/voice/status', (request, reply) =>
    answer(desk, request, reply, callStatusChange, (webhook) => onStatus(desk, webhook).then(nothing)),
  )
  voice.post('/voice/recording', (request, reply) =>
    answer(desk, request, reply, recordingChange, (webhook) => onRecording(desk, webhook).then(nothing)),
  )
}

/** Answers of one call to the question whether it may be recorded are taken one after the other. */
function consentRoute(voice: FastifyInstance, desk: Desk): void {
  const inTurn = oneAtATime((_callId: string, work: () => Promise<string>) => work())
  voice.post('/voice/consent/:callId/:ask', (request, reply) => {
    const address = consentAddress.safeParse(request.params)
    if (!address.success) return refuse(desk, request, reply, address.error)
    return answer(desk, request, reply, consentAnswered, (webhook) =>
      inTurn(address.data.callId, () => onConsent(desk, address.data, webhook)),
    )
  })
}

/** What one call is told of its message is taken one after the other: its action, the redirect behind it, the recording's word. */
function voicemailRoutes(voice: FastifyInstance, desk: Desk): void {
  const inTurn = oneAtATime((_callId: string, work: () => Promise<string | undefined>) => work())
  const route = <S extends z.ZodType>(
    path: string,
    schema: S,
    on: (address: VoicemailAddress, webhook: z.infer<S>) => Promise<string | undefined>,
  ) =>
    voice.post(path, (request, reply) => {
      const address = voicemailAddress.safeParse({ ...asObject(request.query), ...asObject(request.params) })
      if (!address.success) return refuse(desk, request, reply, address.error)
      const { callId } = address.data
      return answer(desk, request, reply, schema, (webhook) => inTurn(callId, () => on(address.data, webhook)))
    })
  route('/voice/voicemail/:callId', voicemailLeft, (address, webhook) => onVoicemail(desk, address, webhook))
  route('/voice/voicemail/:callId/recording', recordingChange, (address, webhook) =>
    onVoicemailRecording(desk, address, webhook).then(nothing),
  )
}

const consentAddress = z.object({ callId: callIdSchema, ask: z.enum(['1', '2']).transform(Number) })
const voicemailAddress = z.object({ callId: callIdSchema, language: z.enum(['de', 'en']) })
