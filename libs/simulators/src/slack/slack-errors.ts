import { type Answer, Refused } from '../server/vendor.ts'

/** Slack says what went wrong at HTTP 200. */
export function slackError(error: string, more: Readonly<Record<string, unknown>> = {}): Answer {
  return { status: 200, body: { ok: false, error, ...more } }
}

export function slackRefusal(error: string, more?: Readonly<Record<string, unknown>>): Refused {
  return new Refused(slackError(error, more))
}

/** Ready answers for `trouble.fail`. */
export const slackFailures = {
  rateLimited: (retryAfterS: number): Answer => ({
    ...slackError('ratelimited'),
    status: 429,
    headers: { 'retry-after': String(retryAfterS) },
  }),
  unavailable: { status: 503, body: { ok: false, error: 'service_unavailable' } },
  tokenRevoked: slackError('token_revoked'),
  error: slackError,
} as const
