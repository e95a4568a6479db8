import { type Answer, Refused } from '../server/vendor.ts'

interface GoogleError {
  readonly status: number
  readonly reason: string
  readonly message: string
  readonly domain?: string
  readonly location?: { readonly name: string; readonly type: 'header' | 'parameter' }
}

/** An error as the Calendar API writes it. */
export function googleError({ status, reason, message, domain = 'global', location }: GoogleError): Answer {
  const where = location && { locationType: location.type, location: location.name }
  return { status, body: { error: { errors: [{ domain, reason, message, ...where }], code: status, message } } }
}

function refused(status: number, reason: string, message: string): Refused {
  return new Refused(googleError({ status, reason, message }))
}

export const notFound = () => refused(404, 'notFound', 'Not Found')
export const duplicate = () => refused(409, 'duplicate', 'The requested identifier already exists.')
export const deleted = () => refused(410, 'deleted', 'Resource has been deleted')
export const invalid = (message: string) => refused(400, 'invalid', message)
export const required = (message: string) => refused(400, 'required', message)
export const timeRangeEmpty = () => refused(400, 'timeRangeEmpty', 'The specified time range is empty.')
export const fullSyncRequired = () =>
  refused(410, 'fullSyncRequired', 'Sync token is no longer valid, a full sync is required.')

export const conditionNotMet = () =>
  new Refused(
    googleError({
      status: 412,
      reason: 'conditionNotMet',
      message: 'Precondition Failed',
      location: { name: 'If-Match', type: 'header' },
    }),
  )

export function unauthenticated(hasToken: boolean): Answer {
  const location = { name: 'Authorization', type: 'header' } as const
  return hasToken
    ? googleError({ status: 401, reason: 'authError', message: 'Invalid Credentials', location })
    : googleError({ status: 401, reason: 'required', message: 'Login Required.', location })
}

/** Ready answers for `trouble.fail`. */
export const calendarFailures = {
  rateLimited: googleError({
    status: 403,
    reason: 'rateLimitExceeded',
    domain: 'usageLimits',
    message: 'Rate Limit Exceeded',
  }),
  unavailable: googleError({ status: 503, reason: 'backendError', message: 'Backend Error' }),
  tokenExpired: unauthenticated(true),
} as const satisfies Record<string, Answer>
