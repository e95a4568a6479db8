import { oneAtATime } from '@frontdesk/process/one-at-a-time'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { afterStream, callee, callStatusChange, dialEnded, keyPressed } from '../carrier/twilio/webhooks.ts'
import type { Desk } from '../desk.ts'
import { answer, nothing, refuse } from './answering.ts'
import {
  type CallbackAddress,
  onCallerDialled,
  onCallerOver,
  onKey,
  onPersonThere,
  onRingOver,
} from './callback-call.ts'

const ofRing = z.object({
  callbackId: z.string().regex(/^[A-Za-z0-9-]{1,100}$/),
  ringId: z.string().regex(/^[0-9a-f]{32}$/),
})

/** A member of staff who rings a caller back. What one ring is told of is taken one after the other. */
export function callbackRoutes(voice: FastifyInstance, desk: Desk): void {
  const inTurn = oneAtATime((_ringId: string, work: () => Promise<string | undefined>) => work())
  const route = <S extends z.ZodType>(
    about: string,
    schema: S,
    on: (address: CallbackAddress, webhook: z.infer<S>) => Promise<string | undefined>,
  ) =>
    voice.post(`/voice/callback/:callbackId/:ringId${about}`, (request, reply) => {
      const address = ofRing.safeParse(request.params)
      if (!address.success) return refuse(desk, request, reply, address.error)
      const { ringId } = address.data
      return answer(desk, request, reply, schema, (webhook) => inTurn(ringId, () => on(address.data, webhook)))
    })
  route('', afterStream, (address, webhook) => onPersonThere(desk, address, webhook))
  route('/key', keyPressed, (address, webhook) => onKey(desk, address, webhook))
  route('/dialled', dialEnded, (address, webhook) => onCallerDialled(desk, address, webhook))
  route('/caller', callee, (address, webhook) => onCallerOver(desk, address, webhook).then(nothing))
  route('/status', callStatusChange, (address, webhook) => onRingOver(desk, address, webhook).then(nothing))
}
