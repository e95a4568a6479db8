import { randomUUID } from 'node:crypto'
import { type Answer, Refused } from '../server/vendor.ts'

interface HubspotError {
  readonly status: number
  readonly category: string
  readonly message: string
  readonly more?: Readonly<Record<string, unknown>>
}

/** An error as HubSpot writes it. */
export function hubspotError({ status, category, message, more }: HubspotError): Answer {
  return { status, body: { status: 'error', message, correlationId: randomUUID(), category, ...more } }
}

function refused(status: number, category: string, message: string): Refused {
  return new Refused(hubspotError({ status, category, message }))
}

export const notFound = () => refused(404, 'OBJECT_NOT_FOUND', 'resource not found')
export const invalid = (message: string) => refused(400, 'VALIDATION_ERROR', message)
export const contactExists = (id: string) => refused(409, 'CONFLICT', `Contact already exists. Existing ID: ${id}`)

export interface BadProperty {
  readonly name: string
  readonly error: string
  readonly message: string
}

export function invalidProperties(bad: readonly BadProperty[]): Refused {
  const told = bad.map((one) => ({ isValid: false, localizedErrorMessage: one.message, ...one }))
  return invalid(`Property values were not valid: ${JSON.stringify(told)}`)
}

export function unauthenticated(hasToken: boolean): Answer {
  const message = hasToken
    ? 'Authentication credentials not found. This API supports OAuth 2.0 authentication and you can find more details at https://developers.hubspot.com/docs/methods/auth/oauth-overview'
    : 'Any of the listed authentication credentials are missing'
  return hubspotError({ status: 401, category: 'INVALID_AUTHENTICATION', message })
}

/** Ready answers for `trouble.fail`. */
export const crmFailures = {
  rateLimited: hubspotError({
    status: 429,
    category: 'RATE_LIMITS',
    message: 'You have reached your ten_secondly_rolling limit.',
    more: { errorType: 'RATE_LIMIT', policyName: 'TEN_SECONDLY_ROLLING' },
  }),
  dailyLimit: hubspotError({
    status: 429,
    category: 'RATE_LIMITS',
    message: 'You have reached your daily limit.',
    more: { errorType: 'RATE_LIMIT', policyName: 'DAILY' },
  }),
  unavailable: hubspotError({ status: 503, category: 'SERVICE_UNAVAILABLE', message: 'Service unavailable' }),
} as const satisfies Record<string, Answer>
