import { type CarrierOptions, startCarrier } from './carrier.ts'
import { accountSid, authToken, startApplication } from './test-application.ts'

export const NUMBER = '+493012345678'

/** A carrier, and an application that answers for its number. */
export async function startBoth(options: Partial<CarrierOptions> = {}) {
  const application = await startApplication()
  const carrier = await startCarrier({
    accountSid,
    authToken,
    ...options,
    settings: { webhookRetryMs: 10, recordingDelayMs: 10, messageStepMs: 5, ...options.settings },
  })
  carrier.number(NUMBER, {
    voiceUrl: `${application.url}/incoming`,
    statusCallbackUrl: `${application.url}/status`,
  })
  return {
    application,
    carrier,
    [Symbol.asyncDispose]: async () => {
      await carrier[Symbol.asyncDispose]()
      await application[Symbol.asyncDispose]()
    },
  }
}
