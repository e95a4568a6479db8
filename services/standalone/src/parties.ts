import { type World, worldCredentials } from '@frontdesk/simulators/world'
import { isSimulated, type StandaloneEnv, vendors } from './env.ts'

/** Where the outside parties are and how they let us in: the real ones where credentials are given, else the simulators. */
export interface Parties {
  readonly twilio: { readonly accountSid: string; readonly authToken: string; readonly apiUrl: string }
  readonly openai: { readonly apiKey: string; readonly baseUrl: string }
  /** Without an address: Google's own, with the credentials of GOOGLE_APPLICATION_CREDENTIALS. */
  readonly calendar: { readonly apiUrl?: string }
  readonly crm: { readonly accessToken: string; readonly apiUrl: string }
  readonly slack: { readonly token: string; readonly apiUrl: string }
  readonly langfuse: { readonly publicKey: string; readonly secretKey: string; readonly baseUrl: string }
}

export const simulatedIn = (env: StandaloneEnv) => vendors.filter((vendor) => isSimulated(env, vendor))

/** `world` is asked for only where something is simulated. */
export function partiesOf(env: StandaloneEnv, world: World | undefined): Parties {
  const of = worldCredentials
  const there = (): World => {
    if (world === undefined) throw new TypeError('a party is simulated and there is no simulator')
    return world
  }
  return {
    twilio:
      env.TWILIO_ACCOUNT_SID !== undefined && env.TWILIO_AUTH_TOKEN !== undefined
        ? { accountSid: env.TWILIO_ACCOUNT_SID, authToken: env.TWILIO_AUTH_TOKEN, apiUrl: env.TWILIO_API_URL }
        : { accountSid: of.accountSid, authToken: of.authToken, apiUrl: there().carrier.url },
    openai:
      env.OPENAI_API_KEY !== undefined
        ? { apiKey: env.OPENAI_API_KEY, baseUrl: env.OPENAI_BASE_URL }
        : { apiKey: of.openaiKey, baseUrl: there().voiceModel.url },
    calendar: isSimulated(env, 'calendar')
      ? { apiUrl: there().calendar.apiUrl }
      : env.GOOGLE_CALENDAR_API_URL === undefined
        ? {}
        : { apiUrl: env.GOOGLE_CALENDAR_API_URL },
    crm:
      env.HUBSPOT_ACCESS_TOKEN !== undefined
        ? { accessToken: env.HUBSPOT_ACCESS_TOKEN, apiUrl: env.HUBSPOT_API_URL }
        : { accessToken: of.hubspotToken, apiUrl: there().crm.apiUrl },
    slack:
      env.SLACK_BOT_TOKEN !== undefined
        ? { token: env.SLACK_BOT_TOKEN, apiUrl: env.SLACK_API_URL }
        : { token: of.slackToken, apiUrl: there().slack.apiUrl },
    langfuse:
      env.LANGFUSE_PUBLIC_KEY !== undefined && env.LANGFUSE_SECRET_KEY !== undefined
        ? { publicKey: env.LANGFUSE_PUBLIC_KEY, secretKey: env.LANGFUSE_SECRET_KEY, baseUrl: env.LANGFUSE_BASE_URL }
        : { publicKey: of.langfusePublicKey, secretKey: of.langfuseSecretKey, baseUrl: there().langfuse.apiUrl },
  }
}
