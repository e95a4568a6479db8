import { dashboardSettings } from '@frontdesk/dashboard/settings'
import { readEnv } from '@frontdesk/process/env'
import { settings, text } from '@frontdesk/process/settings'
import { z } from 'zod'

/** The outside parties that are simulated until their credentials are given. */
export const vendors = ['telephone', 'model', 'calendar', 'crm', 'slack', 'traces'] as const
export type Vendor = (typeof vendors)[number]

const schema = z
  .object({
    NODE_ENV: settings.NODE_ENV,
    LOG_LEVEL: settings.LOG_LEVEL.unwrap().optional(),
    PORT: settings.PORT,
    PUBLIC_URL: settings.PUBLIC_URL.optional(),
    MOST_CALLS: settings.MOST_CALLS,
    METRICS_TOKEN: settings.METRICS_TOKEN.optional(),
    SLOT_SECRET: settings.SLOT_SECRET.optional(),
    DASHBOARD_PORT: settings.PORT.unwrap().optional(),
    DASHBOARD_URL: dashboardSettings.DASHBOARD_URL.optional(),
    DASHBOARD_USERS: dashboardSettings.DASHBOARD_USERS.optional(),
    DASHBOARD_SESSION_KEY: dashboardSettings.DASHBOARD_SESSION_KEY.optional(),
    DATA_DIR: settings.DATA_DIR,
    LINES_DIR: settings.LINES_DIR,
    TWILIO_ACCOUNT_SID: settings.TWILIO_ACCOUNT_SID.optional(),
    TWILIO_AUTH_TOKEN: settings.TWILIO_AUTH_TOKEN.optional(),
    TWILIO_API_URL: settings.TWILIO_API_URL,
    OPENAI_API_KEY: settings.OPENAI_API_KEY.optional(),
    OPENAI_BASE_URL: settings.OPENAI_BASE_URL,
    REALTIME_MODEL: settings.REALTIME_MODEL,
    GOOGLE_APPLICATION_CREDENTIALS: text('the file of Google credentials', '/run/secrets/google.json').optional(),
    GOOGLE_CALENDAR_API_URL: settings.GOOGLE_CALENDAR_API_URL.unwrap().optional(),
    HUBSPOT_ACCESS_TOKEN: settings.HUBSPOT_ACCESS_TOKEN.optional(),
    HUBSPOT_API_URL: settings.HUBSPOT_API_URL,
    SLACK_BOT_TOKEN: settings.SLACK_BOT_TOKEN.optional(),
    SLACK_API_URL: settings.SLACK_API_URL,
    LANGFUSE_PUBLIC_KEY: settings.LANGFUSE_PUBLIC_KEY.optional(),
    LANGFUSE_SECRET_KEY: settings.LANGFUSE_SECRET_KEY.optional(),
    LANGFUSE_BASE_URL: settings.LANGFUSE_BASE_URL,
  })
  .superRefine((env, context) => {
    const miss = (name: string, why: string) =>
      context.addIssue({ code: 'custom', path: [name], message: `because ${why}` })
    const together = (a: keyof typeof env, b: keyof typeof env) => {
      if (env[a] !== undefined && env[b] === undefined) miss(b, `${a} is set`)
    }
    together('TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN')
    together('TWILIO_AUTH_TOKEN', 'TWILIO_ACCOUNT_SID')
    together('LANGFUSE_PUBLIC_KEY', 'LANGFUSE_SECRET_KEY')
    together('LANGFUSE_SECRET_KEY', 'LANGFUSE_PUBLIC_KEY')
    together('DASHBOARD_USERS', 'DASHBOARD_SESSION_KEY')
    if (env.NODE_ENV === 'production') together('DASHBOARD_USERS', 'DASHBOARD_URL')
    if (env.TWILIO_ACCOUNT_SID !== undefined) {
      if (env.PUBLIC_URL === undefined) miss('PUBLIC_URL', 'Twilio must reach this process from outside')
      if (env.OPENAI_API_KEY === undefined) miss('OPENAI_API_KEY', 'a simulated model must not answer real callers')
    }
    if (env.NODE_ENV === 'production') {
      for (const [vendor, name] of Object.entries(credentialOf)) {
        if (isSimulated(env, vendor as Vendor)) miss(name, `${vendor} would be simulated, which production refuses`)
      }
      for (const name of vendorUrls) {
        if (env[name]?.startsWith('http:')) miss(name, 'production speaks https only')
      }
    }
  })

const vendorUrls = [
  'PUBLIC_URL',
  'DASHBOARD_URL',
  'TWILIO_API_URL',
  'OPENAI_BASE_URL',
  'GOOGLE_CALENDAR_API_URL',
  'HUBSPOT_API_URL',
  'SLACK_API_URL',
  'LANGFUSE_BASE_URL',
] as const

export type StandaloneEnv = Readonly<z.infer<typeof schema>>

const credentialOf = {
  telephone: 'TWILIO_ACCOUNT_SID',
  model: 'OPENAI_API_KEY',
  calendar: 'GOOGLE_APPLICATION_CREDENTIALS',
  crm: 'HUBSPOT_ACCESS_TOKEN',
  slack: 'SLACK_BOT_TOKEN',
  traces: 'LANGFUSE_PUBLIC_KEY',
} as const satisfies Record<Vendor, string>

/** What a person sets to get the real vendor. */
export const settingFor = (vendor: Vendor): string => credentialOf[vendor]

type Credentials = Partial<Record<(typeof credentialOf)[Vendor] | 'GOOGLE_CALENDAR_API_URL', string | undefined>>

export function isSimulated(env: Credentials, vendor: Vendor): boolean {
  if (vendor === 'calendar' && env.GOOGLE_CALENDAR_API_URL !== undefined) return false
  return env[credentialOf[vendor]] === undefined
}

/** @throws EnvironmentFault with every fault at once */
export const standaloneEnv = (source: Readonly<Record<string, string | undefined>> = process.env): StandaloneEnv =>
  readEnv(schema, source)
