import { oneAtATime } from '@frontdesk/process/one-at-a-time'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { afterStream, callStatusChange, dialEnded, keyPressed } from '../carrier/twilio/webhooks.ts'
import type { Desk } from '../desk.ts'
import { answer, asObject, callIdSchema, nothing, refuse } from './answering.ts'
import { onHandOff } from './hand-off.ts'
import {
  onCallerBack,
  onGone,
  onHold,
  onOffer,
  onOfferKey,
  onPersonLeft,
  onRingStatus,
  type PersonAddress,
} from './hand-off-warm.ts'

const ofCall = z.object({ callId: callIdSchema })
const attempt = z
  .string()
  .regex(/^[1-9]\d?$/)
  .transform(Number)
const ofPerson = z.object({ callId: callIdSchema, attempt })
const ofForwarded = z.object({ callId: callIdSchema, attempt, language: z.enum(['de', 'en']).default('en') })

type Work = () => Promise<string | undefined>

/** What is asked about one call while it is with people is taken one after the other. */
export function handOffRoutes(voice: FastifyInstance, desk: Desk): void {
  const inTurn = oneAtATime((_callId: string, work: Work) => work())
  voice.post('/voice/handoff/:callId/:attempt', (request, reply) => {
    const address = ofForwarded.safeParse({ ...asObject(request.query), ...asObject(request.params) })
    if (!address.success) return refuse(desk, request, reply, address.error)
    const { callId } = address.data
    return answer(desk, request, reply, dialEnded, (webhook) =>
      inTurn(callId, () => onHandOff(desk, address.data, webhook)),
    )
  })
  callerRoutes(voice, desk, inTurn)
  personRoutes(voice, desk, inTurn)
}

type InTurn = (callId: string, work: Work) => Promise<string | undefined>
type Asking = z.infer<typeof afterStream>

function callerRoutes(voice: FastifyInstance, desk: Desk, inTurn: InTurn): void {
  const route = (about: string, on: (callId: string, webhook: Asking) => Promise<string>) =>
    voice.post(`/voice/handoff/:callId/${about}`, (request, reply) => {
      const address = ofCall.safeParse(request.params)
      if (!address.success) return refuse(desk, request, reply, address.error)
      const { callId } = address.data
      return answer(desk, request, reply, afterStream, (webhook) => inTurn(callId, () => on(callId, webhook)))
    })
  route('hold', (callId) => onHold(desk, callId))
  route('back', (callId, webhook) => onCallerBack(desk, callId, webhook))
  route('gone', (callId) => onGone(desk, callId))
}

function personRoutes(voice: FastifyInstance, desk: Desk, inTurn: InTurn): void {
  const route = <S extends z.ZodType>(
    about: string,
    schema: S,
    on: (address: PersonAddress, webhook: z.infer<S>) => Promise<string | undefined>,
  ) =>
    voice.post(`/voice/handoff/:callId/:attempt/${about}`, (request, reply) => {
      const address = ofPerson.safeParse(request.params)
      if (!address.success) return refuse(desk, request, reply, address.error)
      const { callId } = address.data
      return answer(desk, request, reply, schema, (webhook) => inTurn(callId, () => on(address.data, webhook)))
    })
  route('offer', afterStream, (address, webhook) => onOffer(desk, address, webhook))
  route('key', keyPressed, (address, webhook) => onOfferKey(desk, address, webhook))
  route('left', afterStream, (address) => onPersonLeft(desk, address))
  route('status', callStatusChange, (address, webhook) => onRingStatus(desk, address, webhook).then(nothing))
}
