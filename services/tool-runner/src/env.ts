import { readEnv } from '@frontdesk/process/env'
import { settings } from '@frontdesk/process/settings'
import { z } from 'zod'
import { GOOGLE_API_URL } from './vendors/google-calendar.ts'

const schema = z.object({
  DATA_DIR: settings.DATA_DIR,
  LINES_DIR: settings.LINES_DIR,
  LOG_LEVEL: settings.LOG_LEVEL,
  NODE_ENV: settings.NODE_ENV,
  /** Missing: Google itself, with Application Default Credentials. */
  GOOGLE_CALENDAR_API_URL: settings.GOOGLE_CALENDAR_API_URL.unwrap().optional(),
  HUBSPOT_ACCESS_TOKEN: settings.HUBSPOT_ACCESS_TOKEN,
  HUBSPOT_API_URL: settings.HUBSPOT_API_URL,
  TWILIO_ACCOUNT_SID: settings.TWILIO_ACCOUNT_SID,
  TWILIO_AUTH_TOKEN: settings.TWILIO_AUTH_TOKEN,
  TWILIO_API_URL: settings.TWILIO_API_URL,
  /** Missing: a key from Twilio's auth token. */
  SLOT_SECRET: settings.SLOT_SECRET.optional(),
})

/** @throws EnvironmentFault */
export const toolRunnerEnv = () =>
  readEnv(
    schema.superRefine((env, context) => {
      const { NODE_ENV, GOOGLE_CALENDAR_API_URL: apiUrl = GOOGLE_API_URL } = env
      if (NODE_ENV !== 'production' || apiUrl === GOOGLE_API_URL) return
      // Any other address gets a made-up credential: it can only be a simulator.
      const message = 'because NODE_ENV is production, the calendar must be the real one'
      context.addIssue({ code: 'custom', path: ['GOOGLE_CALENDAR_API_URL'], message })
    }),
  )

export type ToolRunnerEnv = ReturnType<typeof toolRunnerEnv>
