import { z } from 'zod'
import type { SettingNote, TellFault } from './env.ts'

/** A setting: what parses it, and what a person is told who set it wrong. */
export const setting = <T extends z.ZodType>(schema: T, note: SettingNote): T => schema.meta({ ...note })

export const secret = (allowed: string, example: string) =>
  setting(z.string().min(8), { allowed, example, secret: true })
export const text = (allowed: string, example: string) => setting(z.string(), { allowed, example })

/** A whole number within bounds, from its decimal digits. */
export const wholeNumber = (min: number, max: number, example: number) =>
  setting(
    z
      .string()
      .regex(/^\d{1,15}$/)
      .transform(Number)
      .pipe(z.int().min(min).max(max)),
    {
      allowed: `a whole number from ${min} to ${max}`,
      example: String(example),
    },
  )

/** 0 lets the system choose: tests use it. */
export const port = (example: number) => wholeNumber(0, 65_535, example)

const isPlainUrl = (value: string): boolean => {
  const url = URL.parse(value)
  return url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.search === '' && url.hash === ''
}

/** An http or https address without user, query or fragment, told without a slash at its end: callers append `/path`. */
export const url = (example: string) =>
  setting(
    z
      .string()
      .refine(isPlainUrl)
      .transform((value) => value.replace(/\/+$/, '')),
    {
      allowed: 'an http or https address without user, query or fragment',
      example,
    },
  )

/** Where an emulator or another server is that has no scheme of its own: `localhost:8085`. */
export const hostAndPort = (example: string) =>
  setting(z.string().regex(/^[A-Za-z0-9.-]+:\d{1,5}$|^\[[0-9a-fA-F:]+\]:\d{1,5}$/), {
    allowed: 'a host and a port',
    example,
  })

const twilioSid = setting(z.string().regex(/^AC[0-9a-f]{32}$/), {
  allowed: 'the account SID from the Twilio console: AC and 32 hexadecimal digits',
  example: `AC${'0123456789abcdef'.repeat(2)}`,
})

/** The newest first: it signs, the others are still read until they are taken away. */
const secrets = setting(
  z
    .string()
    .transform((value) => value.split(',').map((one) => one.trim()))
    .pipe(z.array(z.string().min(16)).min(1)),
  {
    allowed: 'a secret of 16 characters or more; to change it put the new one in front, with a comma between',
    example: 'a long random word',
    secret: true,
  },
)

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'silent'] as const
const nodeEnvs = ['development', 'test', 'production'] as const

/**
 * Every variable that more than one process reads, once. A process picks its own:
 * `readEnv(z.object({ PORT: settings.PORT, SLACK_BOT_TOKEN: settings.SLACK_BOT_TOKEN.optional() }))`.
 * Those with a sensible value for everybody have a default; `.unwrap()` takes it away.
 */
export const settings = {
  PORT: port(8080).default(8080),
  /** Not `HOST`: some shells set that to the machine's name. */
  LISTEN_HOST: setting(z.union([z.ipv4(), z.ipv6()]), {
    allowed: 'the address of this machine at which to listen',
    example: '127.0.0.1',
  }).default('0.0.0.0'),
  PUBLIC_URL: url('https://voice.example.com'),
  DATA_DIR: text('a folder that this process may write to', './data').default('./data'),
  LINES_DIR: text('the folder of the line files', './lines').default('./lines'),

  TWILIO_ACCOUNT_SID: twilioSid,
  TWILIO_AUTH_TOKEN: secret('the auth token from the Twilio console', '0123…'),
  TWILIO_API_URL: url('https://api.twilio.com').default('https://api.twilio.com'),

  OPENAI_API_KEY: secret("an API key of the OpenAI platform's project", 'sk-…'),
  OPENAI_BASE_URL: url('https://api.openai.com/v1').default('https://api.openai.com/v1'),
  REALTIME_MODEL: text("the name of one of OpenAI's Realtime models", 'gpt-realtime-2.1').default('gpt-realtime-2.1'),

  GOOGLE_CALENDAR_API_URL: url('https://www.googleapis.com').default('https://www.googleapis.com'),
  GOOGLE_CLOUD_PROJECT: text('the id of a Google Cloud project', 'frontdesk-prod'),
  HUBSPOT_ACCESS_TOKEN: secret('the access token of a HubSpot private app', 'pat-eu1-…'),
  HUBSPOT_API_URL: url('https://api.hubapi.com').default('https://api.hubapi.com'),
  SLACK_BOT_TOKEN: secret('the bot token of a Slack app', 'xoxb-…'),
  SLACK_API_URL: url('https://slack.com/api').default('https://slack.com/api'),

  LANGFUSE_PUBLIC_KEY: secret('the public key of a Langfuse project', 'pk-lf-…'),
  LANGFUSE_SECRET_KEY: secret('the secret key of a Langfuse project', 'sk-lf-…'),
  LANGFUSE_BASE_URL: url('https://cloud.langfuse.com').default('https://cloud.langfuse.com'),

  /** Signs the ids of slots and appointments that the model gets. */
  SLOT_SECRET: secrets,
  /** Calls that one process talks with at once; who rings past that gets the line's fallback. Sized by what one core carries. */
  MOST_CALLS: wholeNumber(1, 2_000, 200).default(200),
  METRICS_TOKEN: secret('what whoever reads /metrics sends as a bearer token', 'a long random word'),
  LOG_LEVEL: setting(z.enum(logLevels), { allowed: `one of ${logLevels.join(', ')}`, example: 'info' }).default('info'),
  NODE_ENV: setting(z.enum(nodeEnvs), { allowed: `one of ${nodeEnvs.join(', ')}`, example: 'production' }).default(
    'development',
  ),
}

/** Nothing may be simulated where NODE_ENV is production: what is named is to be reached by https. */
export function refuseSimulated<Name extends string>(
  given: { readonly [K in Name]: unknown } & { readonly NODE_ENV: unknown },
  names: readonly Name[],
  fault: TellFault<Name>,
): void {
  if (given.NODE_ENV !== 'production') return
  for (const name of names) {
    if (typeof given[name] === 'string' && given[name].startsWith('http:'))
      fault(name, 'NODE_ENV is production: nothing may be simulated, and the address is not an https one')
  }
}
