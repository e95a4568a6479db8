import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { sayAndHangUpTwiml } from '../carrier/twilio/twiml.ts'
import type { Desk } from '../desk.ts'
import { outOfOrder } from './texts.ts'

// How a webhook is answered that is let in: by all routes alike.

export const nothing = () => undefined
export const asObject = (value: unknown): object => (typeof value === 'object' && value !== null ? value : {})
export const callIdSchema = z.string().regex(/^call-[0-9a-f]{20}$/)

/** Parses the webhook and replies with what `work` says: TwiML, or nothing. Past the signature, a fault is ours or a surprise. */
export async function answer<S extends z.ZodType>(
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
export function refuse(desk: Desk, request: FastifyRequest, reply: FastifyReply, error: z.ZodError): FastifyReply {
  desk.count('bad-webhook')
  const fields = error.issues.map((issue) => issue.path.join('.'))
  desk.log.warn('a webhook is not what the carrier documents', { route: request.routeOptions.url, fields })
  return reply.code(400).send(`not understood: ${fields.join(', ')}`)
}
