import twilio from 'twilio'

export interface TwilioAccount {
  readonly accountSid: string
  readonly authToken: string
  /** Where the REST API is: `https://api.twilio.com`, or a simulator. */
  readonly apiUrl: string
}

export type TwilioClient = ReturnType<typeof twilio>

export const TWILIO_API_URL = 'https://api.twilio.com'

/**
 * Twilio's REST client for the account, asking `apiUrl` in place of the fixed host that the SDK knows.
 * It repeats only what Twilio refused with 429, which it never processed; every other failure reaches the caller as
 * `RestException` (status, code) or as a network error, since creating calls and messages is not idempotent.
 */
export function twilioClient(account: TwilioAccount, timeoutMs = 10_000): TwilioClient {
  const httpClient = new twilio.RequestClient({ timeout: timeoutMs, autoRetry: true, maxRetries: 2 })
  const base = account.apiUrl.replace(/\/$/, '')
  httpClient.axios.interceptors.request.use((config) => {
    if (config.url?.startsWith(TWILIO_API_URL)) config.url = base + config.url.slice(TWILIO_API_URL.length)
    return config
  })
  return twilio(account.accountSid, account.authToken, { accountSid: account.accountSid, httpClient })
}

/** Twilio's own code for what went wrong (`21220`: the call is not in progress), where the error is Twilio's. */
export function twilioErrorCode(error: unknown): number | undefined {
  return error instanceof twilio.RestException ? error.code : undefined
}

/** The HTTP status of a refusal by Twilio's REST API; undefined when the request may have been carried out unheard. */
export function twilioErrorStatus(error: unknown): number | undefined {
  return error instanceof twilio.RestException ? error.status : undefined
}
