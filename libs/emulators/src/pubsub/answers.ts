import { type handleUnaryCall, type ServerUnaryCall, type ServiceError, status } from '@grpc/grpc-js'
import { z } from 'zod'
import { Refusal } from '../grpc/refusal.ts'
import type { Lease } from './line.ts'
import type { Trouble } from './trouble.ts'

export type Call = ServerUnaryCall<unknown, object>
type Answer = (request: unknown, call: Call) => object | Promise<object>

export interface Answering {
  /** In an outage this is done all the same, now and then, though the answer is the error. */
  readonly maybeKept?: boolean
}

/** One question, one answer: what is wrong with it becomes one of the wire's errors. */
export function unary(
  trouble: Trouble,
  answer: Answer,
  { maybeKept = false }: Answering = {},
): handleUnaryCall<unknown, object> {
  return async (call, callback) => {
    const refusal = trouble.refusal()
    try {
      if (refusal === undefined) return callback(null, await answer(call.request, call))
      if (maybeKept && trouble.isKeptAnyway()) await answer(call.request, call)
      callback(errorOf(new Refusal(status[refusal], 'trouble that was asked for')))
    } catch (thrown) {
      callback(errorOf(thrown))
    }
  }
}

export function errorOf(thrown: unknown): Partial<ServiceError> {
  if (thrown instanceof Refusal) return { code: thrown.code, details: thrown.message }
  if (thrown instanceof z.ZodError) return { code: status.INVALID_ARGUMENT, details: z.prettifyError(thrown) }
  return { code: status.INTERNAL, details: String(thrown) }
}

export const received = ({ ackId, deliveryAttempt, entry: { message } }: Lease): object => ({
  ...{ ackId, deliveryAttempt, message },
})
