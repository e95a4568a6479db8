import type { Answer, Ask } from '../../server/vendor.ts'
import { Refused } from '../../server/vendor.ts'

/** An error as this API words it. */
export function restError(status: number, code: number, message: string): Answer {
  return { status, body: { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status } }
}

export function refuse(status: number, code: number, message: string): never {
  throw new Refused(restError(status, code, message))
}

export function notFound({ path }: Ask): Answer {
  return restError(404, 20404, `The requested resource ${path} was not found`)
}

export const unauthenticated: Answer = restError(401, 20003, 'Authenticate')

/** Answers for `trouble.add({ fail })`. */
export const carrierFailures = {
  /** Too many requests at once; never processed. */
  tooManyRequests: restError(429, 20429, 'Too Many Requests'),
  unavailable: restError(503, 20503, 'Service unavailable'),
  serverError: restError(500, 20500, 'An internal server error has occurred'),
  notYet: restError(404, 20404, 'The requested resource was not found'),
} satisfies Record<string, Answer>
